//! The one paid POST: written down before it goes out, sent once but for refusals, and looked up where its answer is lost.

use super::attempt::Attempt;
use super::future::{sleep, to_the_end};
use super::js;
use super::ledger::habit::share;
use super::ledger::{Delivered, LEASE_MS};
use super::recover::{job_of, look_up, unresolved};
use super::repeat;
use super::run::Run;
use super::value::Js;
use super::watch::Watched;
use crate::core::answer::{Exchange, Setback, judge};
use crate::core::error::{Charge, Code, Failure, Stage};
use crate::core::job::{Action, Job};
use crate::core::ledger::clock::timestamp_ms;
use crate::core::ledger::lookup::Verdict;
use crate::core::ledger::repeat::may_hide_a_job;
use crate::core::once::bears_a_name;
use crate::core::prediction::Prediction;
use crate::core::pricing::Estimate;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A paid request.
pub struct Payment<'a> {
    /// The call that it is for.
    pub run: &'a Run,
    /// Where it goes.
    pub path: &'a str,
    /// What is asked for.
    pub body: JsValue,
    /// Seconds of video; 0 where it makes none.
    pub seconds: u32,
    /// What it costs.
    pub price: Estimate,
    /// Its record; the prompt optimizer's runs have none.
    pub attempt: Option<&'a Attempt>,
}

/// What came of one POST.
enum Sent {
    /// Somebody else has taken the record over: nothing was sent.
    Taken,
    /// It was refused for the rate, as told, and goes out again.
    Again(Code),
    /// The job has an id, this was the answer, and the browser may have sent the request twice by itself.
    Made(JsValue, bool),
    /// The browser may have sent it twice, and this is how the second was refused: for good, or for the rate alone.
    Refused(Code, Option<Box<Failure>>),
    /// Nobody knows whether there is a job. This was met.
    Lost(Code, Box<Failure>),
}

impl Payment<'_> {
    /// Pays, and gives the job; `None` where somebody else has taken the record over.
    pub async fn pay(self) -> Result<Option<Rc<Watched>>, Box<Failure>> {
        // Before the first look is planned, which the answer to the submit is.
        share(&self.run.client);
        let rules = self.run.client.settings.rules;
        let mut job = self.begin();
        let mut resubmits: u32 = 0;
        loop {
            let sent_ms = js::now_ms();
            let (code, met, refusal) = match self.send(&mut job).await? {
                Sent::Taken => return Ok(None),
                Sent::Again(code) => {
                    self.pauses(&job, code).await;
                    continue;
                }
                Sent::Made(raw, may_repeat) => {
                    match self.made(job, raw, may_repeat).await {
                        Ok(watched) => return Ok(Some(watched)),
                        Err(Delivered::Taken) => break,
                        // A twin was looked up while we were away, and has our job: then ours is the twin's.
                        Err(_) => {
                            job = self.anew();
                            (Code::BadResponse, None, None)
                        }
                    }
                }
                Sent::Refused(code, refusal) => (code, None, Some(refusal)),
                Sent::Lost(code, met) => (code, Some(met), None),
            };
            let Some(attempt) = self.attempt else {
                return Err(met.unwrap_or_else(|| Failure::unresolved(Vec::new()).into()));
            };
            attempt.is_out(true);
            attempt.is_lost().await;
            let patience = self.run.client.settings.patience;
            let looks = match refusal {
                Some(_) => patience.once(),
                None => patience,
            };
            let Some(verdict) = look_up(self.run, &attempt.entry, looks).await else {
                break;
            };
            match (verdict, refusal) {
                (Verdict::Found(id), _) => {
                    let job = Job::to_resume(rules, id, self.seconds, sent_ms, js::now_ms());
                    return Ok(Some(self.watched(job, JsValue::NULL)));
                }
                (Verdict::Unknown(candidates), refusal)
                    if refusal.is_none() || !candidates.is_empty() =>
                {
                    let failure = unresolved(self.run, &attempt.entry, candidates).await;
                    return Err(failure.after(met).into());
                }
                // There is none behind it; and a history that cannot be read does not make a clear answer unclear.
                (_, Some(refusal)) => {
                    attempt.is_out(false);
                    self.run.is_at(Stage::Submit, Charge::None);
                    match refusal {
                        Some(failure) => return Err(failure),
                        None => self.pauses(&job, code).await,
                    }
                    continue;
                }
                _ => attempt.is_out(false),
            }
            if !patience.resubmit_when_absent || resubmits >= rules.retry.attempts {
                return Err(Failure::absent(code).after(met).into());
            }
            resubmits = resubmits.saturating_add(1);
            job = self.begin();
        }
        self.elsewhere().await.map(Some)
    }

    fn begin(&self) -> Job {
        self.run.is_at(Stage::Submit, Charge::None);
        self.run.reporter.update("submitting", None, &[]);
        self.anew()
    }

    fn anew(&self) -> Job {
        let rules = self.run.client.settings.rules;
        Job::to_submit(rules, self.seconds).paced(self.run.pace.is_some())
    }

    /// Sends it once, when the job says so, and takes the answer in.
    async fn send(&self, job: &mut Job) -> Result<Sent, Box<Failure>> {
        while let Action::Wait { until_ms } = job.next(js::now_ms()) {
            sleep(until_ms - js::now_ms()).await;
        }
        let Some((exchange, may_repeat)) = self.exchange().await? else {
            return Ok(Sent::Taken);
        };
        let answer = judge(exchange);
        let raw = answer
            .as_ref()
            .map_or(JsValue::NULL, |data| data.as_js().clone());
        let code = answer
            .as_ref()
            .map_or_else(|setback| setback.code, |_| Code::BadResponse);
        let mut may_hide = false;
        if let Err(setback) = &answer {
            may_hide = may_repeat && self.attempt.is_some() && may_hide_a_job(setback);
            self.refused(setback, job);
        }
        let answer = answer.map(|data| Prediction::read(&data));
        let now_ms = js::now_ms();
        if let Ok(Some(stamp)) = answer.as_ref().map(|told| told.created_at.as_deref()) {
            let latest = &self.run.client.stamp_ms;
            let stamp_ms = timestamp_ms(stamp);
            latest.set(latest.get().into_iter().chain(stamp_ms).reduce(f64::max));
        }
        let durations = &self.run.client.durations;
        match job.submitted(answer, now_ms, js::chance(), &durations.borrow()) {
            Ok(()) if job.id().is_some() => Ok(Sent::Made(raw, may_repeat)),
            Ok(()) if may_hide => Ok(Sent::Refused(code, None)),
            Ok(()) => Ok(Sent::Again(code)),
            Err(failure) if failure.charge == Charge::Unknown => {
                Ok(Sent::Lost(code, failure.into()))
            }
            Err(failure) if may_hide => Ok(Sent::Refused(code, Some(failure.into()))),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Tells of the pause before it goes out again, and keeps others off the record meanwhile.
    async fn pauses(&self, job: &Job, code: Code) {
        let now_ms = js::now_ms();
        if let Action::Wait { until_ms } = job.next(now_ms) {
            let pause_ms = until_ms - now_ms;
            self.run.reporter.retry("submit", code.name(), pause_ms);
            if let Some(attempt) = self.attempt {
                attempt.pauses(pause_ms).await;
            }
        }
    }

    /// Notes an answer that says that nothing was made.
    fn refused(&self, setback: &Setback, job: &mut Job) {
        if setback.code == Code::RateLimited
            && let Some(pace) = &self.run.pace
        {
            let asked_ms = setback.retry_after_ms.unwrap_or(0.0);
            job.pace(pace.refused(asked_ms, &self.run.client));
        }
        if setback.refused {
            self.run.is_at(Stage::Submit, Charge::None);
            if let Some(attempt) = self.attempt {
                attempt.is_out(false);
            }
        }
    }

    /// What somebody else finds out who has taken the record over after it was sent.
    async fn elsewhere(&self) -> Result<Rc<Watched>, Box<Failure>> {
        let Some(attempt) = self.attempt else {
            return Err(Failure::unresolved(Vec::new()).into());
        };
        job_of(self.run, &attempt.entry).await?;
        let watched = self.run.client.watched_of(&attempt.entry);
        self.run.has_job(&watched);
        Ok(watched)
    }

    /// The job of an answer that has an id, written down; or whose it is instead.
    async fn made(
        &self,
        job: Job,
        raw: JsValue,
        may_repeat: bool,
    ) -> Result<Rc<Watched>, Delivered> {
        if let Some(pace) = &self.run.pace {
            pace.taken();
        }
        let watched = self.watched(job, raw);
        if let Some(attempt) = self.attempt {
            match attempt.has_id(&watched.id).await {
                Delivered::Ours => {}
                whose => return Err(whose),
            }
        }
        watched.tell(&self.run.client, &self.run.reporter);
        if may_repeat {
            watched.may_be_repeated();
            let (client, watched) = (self.run.client.clone(), watched.clone());
            // Whoever waits may be stopped in the middle of it.
            to_the_end(Box::pin(async move {
                repeat::look(client.clone(), watched.clone()).await;
                watched.settle(&client);
            }))
            .await;
        } else {
            watched.settle(&self.run.client);
        }
        Ok(watched)
    }

    /// The job, which from now on only its waiting can be stopped of.
    fn watched(&self, job: Job, raw: JsValue) -> Rc<Watched> {
        let entry = self.attempt.map(|attempt| attempt.entry.clone());
        let watched = Watched::new(job, Some(self.price), raw, entry);
        self.run.has_job(&watched);
        self.run.client.remember(&watched);
        watched
    }

    /// One POST, after it was written down that it goes out, and whether the browser may have sent it twice by itself;
    /// `None` where somebody else has the record.
    async fn exchange(&self) -> Result<Option<(Exchange<Js>, bool)>, Box<Failure>> {
        let client = &self.run.client;
        let timeout_ms = client.settings.request_timeout_ms;
        let turn = match &self.run.pace {
            Some(pace) => Some(pace.turn().await),
            None => None,
        };
        let key = match client.http.key(timeout_ms).await {
            Ok(key) => key,
            Err(said) => return Ok(Some((Exchange::Unsent(said), false))),
        };
        if let Some(attempt) = self.attempt
            && !attempt.goes_out(&self.body, timeout_ms + LEASE_MS).await?
        {
            return Ok(None);
        }
        self.run.stop.gate().await;
        // From here until the answer it may exist.
        self.run.is_at(Stage::Submit, Charge::Unknown);
        if let Some(attempt) = self.attempt {
            attempt.is_out(true);
        }
        let name = self
            .attempt
            .filter(|_| bears_a_name(key.is_some(), client.http.is_foreign))
            .map(|attempt| client.ledger.names.token_of(&attempt.entry.name));
        let sending = client
            .http
            .send_once(self.path, &self.body, key.as_ref(), name, timeout_ms);
        let sent = sending.await;
        drop(turn);
        Ok(Some(sent))
    }
}
