//! Waiting for a job until it ends: when to look, and what else may end a pause.

use super::Watched;
use crate::core::deadline::Deadline;
use crate::core::error::{Code, Failure, Stage};
use crate::core::job::Action;
use crate::core::polling::OFFLINE_PATIENCE_MS;
use crate::core::prediction::Prediction;
use crate::web::client::Client;
use crate::web::future::{sleep, unless};
use crate::web::js;
use crate::web::ledger::habit::share;
use crate::web::presence::Presence;
use crate::web::report::Reporter;
use std::rc::Rc;

impl Watched {
    /// Waits until it ends, telling each answer; for no longer than it was not stopped since `stops` were counted.
    pub async fn wait(
        self: &Rc<Self>,
        client: &Rc<Client>,
        reporter: &Reporter,
        stops: u32,
    ) -> Result<Prediction, Box<Failure>> {
        self.job.borrow_mut().reopen();
        unless(self.stopped.after(stops), self.follow(client, reporter))
            .await
            .unwrap_or_else(|| {
                Err(Failure::aborted(Stage::Poll, self.charge(), Some(self.id.clone())).into())
            })
    }

    async fn follow(
        self: &Rc<Self>,
        client: &Rc<Client>,
        reporter: &Reporter,
    ) -> Result<Prediction, Box<Failure>> {
        share(client);
        self.find_record(client).await;
        let reporter = &self.reporter(reporter);
        let ledger = &client.ledger;
        let _listening = ledger.listen();
        let changed = ledger.changed.of(&self.id);
        let presence = Presence::new();
        let mut backs = presence.back.count();
        let mut deadline = Deadline::new(client.settings.deadline_ms, js::now_ms());
        let mut planned_ms = 0.0;
        // Offline it waits once, then asks all the same.
        let mut is_patient = true;
        loop {
            let now_ms = js::now_ms();
            let left_ms = deadline.passed(planned_ms, now_ms);
            if presence.back.count() != backs {
                backs = presence.back.count();
                self.job.borrow_mut().wake(now_ms);
            }
            let action = self.job.borrow().next(now_ms);
            if let Action::End(end) = action {
                self.is_settled().await;
                return end.map_err(Box::new);
            }
            if left_ms <= 0.0 {
                return Err(Failure::deadline(&self.id, self.charge()).into());
            }
            planned_ms = match action {
                Action::Poll { page_path }
                    if !self.is_asking.get() && (Presence::is_online() || !is_patient) =>
                {
                    is_patient = true;
                    planned_ms = client.settings.request_timeout_ms;
                    match unless(sleep(left_ms), self.ask(client, page_path)).await {
                        Some(Some(code)) => self.tell_lapse(code, reporter),
                        _ => self.tell(client, reporter),
                    }
                    continue;
                }
                Action::Wait { until_ms } => until_ms - now_ms,
                // Somebody else is asking, or there is no connection to ask over.
                _ => {
                    is_patient = self.is_asking.get();
                    OFFLINE_PATIENCE_MS
                }
            };
            // Whatever is waited for, an answer to somebody else's question ends it, too.
            let (heard, changes) = (self.answered.count(), changed.count());
            let pause = sleep(planned_ms.min(left_ms));
            let back = unless(pause, presence.back.after(backs));
            let limit = async {
                back.await;
            };
            let news = async {
                if self.is_told.get() {
                    changed.after(changes).await;
                } else {
                    std::future::pending().await
                }
            };
            let limit = async {
                if unless(limit, news).await.is_some() {
                    self.may_look(client, true).await;
                    self.settle(client);
                    self.answered.ring();
                }
            };
            if unless(limit, self.answered.after(heard)).await.is_some() {
                self.tell(client, reporter);
            }
        }
    }

    /// Tells of a look that failed, where another follows.
    fn tell_lapse(&self, code: Code, reporter: &Reporter) {
        let now_ms = js::now_ms();
        let next = self.job.borrow().next(now_ms);
        match next {
            Action::Wait { until_ms } => reporter.retry("poll", code.name(), until_ms - now_ms),
            Action::Poll { .. } => reporter.retry("poll", code.name(), 0.0),
            Action::Submit | Action::End(_) => {}
        }
    }
}
