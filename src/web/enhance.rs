//! The prompt optimizer, a job like any other but for its price and its result: a text.

use super::client::Client;
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
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Submits once, waits, and gives the enriched prompt.
pub async fn enhance(run: &Run, asked: Enhancement<Js>) -> Result<JsValue, Box<Failure>> {
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
async fn paid(run: &Run, body: JsValue, price: Estimate) -> Result<Prediction, Box<Failure>> {
    let ledger = &run.client.ledger;
    let budget = &run.client.settings.budget;
    run.is_at(Stage::Budget, Charge::None);
    let now_ms = js::now_ms();
    let reserve = &mut |sums: Sums| {
        Ok(sums
            .reserve(budget, price.micros, now_ms)?
            .keep(price.micros))
    };
    ledger.sum(reserve).await.map_err(Failure::storage)??;
    let mut kept = Kept {
        run,
        now_ms,
        is_over: false,
    };
    let done = async {
        let payment = Payment {
            run,
            path: ENHANCE_PATH,
            body,
            seconds: 0,
            price,
            draft: None,
        };
        let paid = payment.pay().await.map_err(|failure| match failure.code {
            Code::SubmitUnknown => Box::new(lost(*failure)),
            _ => failure,
        });
        let watched = paid?;
        // There is no record that anybody else could have taken over.
        let watched = watched.ok_or_else(|| Failure::unresolved(Vec::new()))?;
        watched.wait(&run.client, &run.reporter, 0).await
    }
    .await;
    kept.is_over = true;
    if done
        .as_ref()
        .is_err_and(|failure| failure.charge == Charge::None)
    {
        give_back(&run.client, now_ms).await;
    }
    done
}

/// The money of a run that may still be stopped before it is sent.
struct Kept<'a> {
    run: &'a Run,
    now_ms: f64,
    is_over: bool,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if !self.is_over && self.run.charge() == Charge::None {
            let (client, now_ms) = (self.run.client.clone(), self.now_ms);
            spawn_local(async move { give_back(&client, now_ms).await });
        }
    }
}

async fn give_back(client: &Client, now_ms: f64) {
    let unkeep = &mut |sums: Sums| Ok(sums.unkeep(ENHANCE_MICROS, now_ms));
    client.ledger.failed("put", client.ledger.sum(unkeep).await);
}
