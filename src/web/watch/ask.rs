//! One look at a job: whoever is due first asks, and the others hear what came of it.

use super::Watched;
use crate::core::answer::judge;
use crate::core::error::{Code, Failure, Stage};
use crate::core::job::Action;
use crate::core::model::result_path;
use crate::core::prediction::Prediction;
use crate::web::client::Client;
use crate::web::future::sleep;
use crate::web::http::Body;
use crate::web::js;
use crate::web::ledger::habit::share;
use crate::web::report;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Marks that the job is being asked for, until it is dropped: also when the asking caller is stopped in the middle.
struct Asking<'a> {
    watched: &'a Watched,
    is_answered: bool,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.watched.job.borrow_mut().interrupted(js::now_ms());
        }
        self.watched.is_asking.set(false);
        self.watched.answered.ring();
    }
}

impl Watched {
    /// Where it stands, asking the service unless it was asked a moment ago.
    pub async fn status(self: &Rc<Self>, client: &Rc<Client>) -> Result<JsValue, Box<Failure>> {
        self.find_record(client).await;
        self.job.borrow_mut().reopen();
        let mut asked: u32 = 0;
        loop {
            let (action, is_heard, is_over) = {
                let job = self.job.borrow();
                (job.now(js::now_ms()), job.latest().is_some(), job.is_over())
            };
            match action {
                // A 404 is asked again at once at the other path.
                Action::Poll { page_path } if asked == 0 || (page_path && asked == 1) => {
                    asked = asked.saturating_add(1);
                    self.ask_or_listen(client, page_path).await;
                }
                // Nothing is known and nothing went wrong: there was a look that was given up.
                Action::Wait { until_ms }
                    if !is_heard && self.lapse.get().is_none() && asked == 0 =>
                {
                    sleep(until_ms - js::now_ms()).await;
                }
                Action::End(end) if !is_over => {
                    if let Err(failure) = *end {
                        return Err(failure.into());
                    }
                    break;
                }
                _ => break,
            }
        }
        match self.job.borrow().latest() {
            Some(latest) => Ok(report::standing(
                &self.id,
                latest,
                self.estimate_object(),
                &self.raw.borrow(),
            )),
            None => Err(self.not_told(self.lapse.get().unwrap_or(Code::Network))),
        }
    }

    /// What one is told who asks where a job stands of which nothing was ever heard.
    fn not_told(&self, code: Code) -> Box<Failure> {
        Failure {
            charge: self.charge(),
            job_id: Some(self.id.clone()),
            ..Failure::new(
                code,
                Stage::Poll,
                "The service could not say where this job stands: ask again.",
            )
        }
        .into()
    }

    /// One look at the job, or at what came of the look that someone else is taking.
    async fn ask_or_listen(self: &Rc<Self>, client: &Rc<Client>, page_path: bool) {
        if self.is_asking.get() {
            self.answered.after(self.answered.count()).await;
        } else {
            self.ask(client, page_path).await;
        }
    }

    /// One look at the job: what went wrong, where something did.
    pub(super) async fn ask(self: &Rc<Self>, client: &Rc<Client>, page_path: bool) -> Option<Code> {
        self.is_asking.set(true);
        let mut asking = Asking {
            watched: self,
            is_answered: false,
        };
        let ledger = &client.ledger;
        if ledger.is_shared && !self.may_look(client, false).await {
            asking.is_answered = true;
            self.settle(client);
            return None;
        }
        let path = result_path(&self.id, page_path);
        let exchange = client
            .http
            .exchange(&path, Body::Nothing, client.settings.request_timeout_ms)
            .await;
        let answer = judge(exchange).map(|data| {
            *self.raw.borrow_mut() = data.as_js().clone();
            Prediction::read(&data)
        });
        let setback = answer.as_ref().err().map(|setback| setback.code);
        self.lapse.set(setback);
        asking.is_answered = true;
        self.job.borrow_mut().polled(
            answer,
            js::now_ms(),
            js::chance(),
            &mut client.durations.borrow_mut(),
        );
        share(client);
        self.settle(client);
        if ledger.is_shared {
            self.pass_on(client).await;
        }
        setback
    }
}
