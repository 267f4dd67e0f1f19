//! The prompt optimizer, a job like any other but for its price and its result: a text.

use super::future::{spawn, to_the_end};
use super::js;
use super::pay::Payment;
use super::run::Run;
use super::upload::{Progress, addresses};
use super::value::Js;
use crate::core::enhance::{Enhancement, lost};
use crate::core::error::{Charge, Code, Failure, Stage};
use crate::core::ledger::budget::Sums;
use crate::core::model::{ENHANCE_MICROS, ENHANCE_PATH};
use crate::core::prediction::Prediction;
use crate::core::pricing::Estimate;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Submits once, waits, and gives the enriched prompt.
pub async fn enhance(run: &Rc<Run>, asked: Enhancement<Js>) -> Result<JsValue, Box<Failure>> {
    let body = js::object(&[
        ("mode", "video".into()),
        ("style", asked.style.into()),
        ("enable_sync_mode", true.into()),
    ]);
    if let Some(text) = &asked.text {
        js::set(&body, "text", text.as_js());
    }
    run.is_at(Stage::Upload, Charge::None);
    let progress = Progress::new(run.reporter.clone(), None);
    for address in addresses(
        &run.client,
        asked.image.into_iter().collect(),
        &[],
        &progress,
    )
    .await?
    {
        js::set(&body, "image", &address);
    }
    let price = Estimate {
        micros: ENHANCE_MICROS,
        count: 1,
        seconds: 0,
    };
    let done = paid(run, body.into(), price).await?;
    Ok(done
        .outputs
        .first()
        .map_or(JsValue::NULL, |text| text.trim().into()))
}

/// Submits it within the budget, and waits. Nothing but the sums remembers it: it is over within a second, and costs a
/// tenth of a cent.
async fn paid(run: &Rc<Run>, body: JsValue, price: Estimate) -> Result<Prediction, Box<Failure>> {
    run.is_at(Stage::Budget, Charge::None);
    // Stopped in the middle of it, what was reserved gives itself back.
    let mut kept = to_the_end(Box::pin(Kept::reserve(run.clone()))).await?;
    let done = async {
        let payment = Payment {
            run,
            path: ENHANCE_PATH,
            body,
            seconds: 0,
            price,
            attempt: None,
        };
        let paid = payment.pay().await.map_err(|failure| match failure.code {
            Code::SubmitUnknown => Box::new(lost(*failure)),
            _ => failure,
        });
        // There is no record that anybody else could have taken over.
        let watched = paid?.ok_or_else(|| Failure::unresolved(Vec::new()))?;
        watched.wait(&run.client, &run.reporter, 0).await
    }
    .await;
    let charge = done.as_ref().err().map(|failure| failure.charge);
    kept.is_spent = Some(charge != Some(Charge::None));
    done
}

/// The money of a run, given back when this is dropped and it was not spent.
struct Kept {
    run: Rc<Run>,
    now_ms: f64,
    /// Whether it was spent, once the run is over.
    is_spent: Option<bool>,
}

impl Kept {
    async fn reserve(run: Rc<Run>) -> Result<Kept, Box<Failure>> {
        let now_ms = js::now_ms();
        let budget = run.client.settings.budget;
        let reserve = &mut |sums: Sums| {
            Ok(sums
                .reserve(&budget, ENHANCE_MICROS, now_ms)?
                .keep(ENHANCE_MICROS))
        };
        let reserved = run.client.ledger.sum(reserve).await;
        reserved??;
        Ok(Kept {
            run,
            now_ms,
            is_spent: None,
        })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let is_spent = self.is_spent.unwrap_or(self.run.charge() != Charge::None);
        if !is_spent {
            let (client, now_ms) = (self.run.client.clone(), self.now_ms);
            spawn(async move {
                let unkeep = &mut |sums: Sums| Ok(sums.unkeep(ENHANCE_MICROS, now_ms));
                client.ledger.failed("put", client.ledger.sum(unkeep).await);
            });
        }
    }
}
