//! Questions to the service that change nothing: balance, history, price.

use super::js::{self, object};
use super::objects;
use super::report;
use super::run::{Run, Work};
use super::value::{Js, list};
use crate::core::error::{Charge, Code, Failure, Stage, invalid};
use crate::core::issue::{unfit, unknown_fields};
use crate::core::model;
use crate::core::prediction::Prediction;
use crate::core::pricing;
use crate::core::request::duration;
use crate::core::value::{Key, Kind, Value, whole_number};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What is left on the account.
pub fn balance(run: Rc<Run>) -> Result<Work, Box<Failure>> {
    run.is_at(Stage::Lookup, Charge::None);
    Ok(Box::pin(async move {
        let data = run
            .client
            .ask(&run.reporter, model::BALANCE_PATH, None)
            .await?;
        money(pricing::micros_of(&data.get(Key::Balance)))
    }))
}

/// What the service would charge for a request, discounts included.
pub fn price(run: Rc<Run>, request: &Js) -> Result<Work, Box<Failure>> {
    if request.kind() == Kind::List {
        return Err(invalid(vec![unfit("", "one request", Kind::List)]));
    }
    let count = pricing::estimate(request).map_err(invalid)?.count;
    let seconds = duration(&request.get(Key::Duration)).map_err(|issue| invalid(vec![issue]))?;
    let inputs = object(&[("duration", seconds.into())]);
    for key in [Key::Prompt, Key::AspectRatio] {
        let value = request.get(key);
        if value.kind() == Kind::Text {
            js::set(&inputs, key.name(), value.as_js());
        }
    }
    let body = object(&[("model_id", model::ID.into()), ("inputs", inputs.into())]);
    run.is_at(Stage::Lookup, Charge::None);
    Ok(Box::pin(async move {
        let data = run
            .client
            .ask(&run.reporter, model::PRICE_PATH, Some(body.into()))
            .await?;
        // The discounted price is what is charged; the older endpoint has a unit price alone.
        let one = [Key::DiscountedPrice, Key::Price, Key::UnitPrice]
            .into_iter()
            .find_map(|key| pricing::micros_of(&data.get(key)));
        let currency = data.get(Key::Currency).text(8);
        let is_usd = currency.is_none_or(|currency| currency.eq_ignore_ascii_case("usd"));
        money(
            one.filter(|_| is_usd)
                .and_then(|micros| micros.checked_mul(count)),
        )
    }))
}

/// What the account has made lately.
pub fn history(run: Rc<Run>, query: &Js) -> Result<Work, Box<Failure>> {
    match query.kind() {
        Kind::Missing | Kind::Record => {}
        kind => {
            let wanted = "an object like { page, page_size }";
            return Err(invalid(vec![unfit("", wanted, kind)]));
        }
    }
    if query.kind() == Kind::Record {
        let issues = unknown_fields(query, &model::HISTORY_FIELDS, "");
        if !issues.is_empty() {
            return Err(invalid(issues));
        }
    }
    let body = object(&[
        ("page", 1.into()),
        ("page_size", model::HISTORY_PAGE_SIZE.into()),
        ("model", model::ID.into()),
    ]);
    js::assign(&body, query.as_js()).map_err(|_| {
        let wanted = "an object of plain values";
        invalid(vec![unfit("", wanted, Kind::Unreadable)])
    })?;
    run.is_at(Stage::Lookup, Charge::None);
    Ok(Box::pin(async move {
        let (data, items) = page_of_history(&run, body.into()).await?;
        let read = (0..items.len()).filter_map(|index| {
            let raw = items.at(index);
            let prediction = Prediction::read(&raw);
            let id = prediction.id.as_deref()?;
            Some(report::standing(
                id,
                &prediction,
                JsValue::NULL,
                raw.as_js(),
            ))
        });
        let page = whole_number(&data.get(Key::Page)).unwrap_or(1);
        Ok(object(&[("page", page.into()), ("items", list(read).into())]).into())
    }))
}

/// A page of the history: the answer, and its list.
pub async fn page_of_history(run: &Run, body: JsValue) -> Result<(Js, Js), Box<Failure>> {
    let data = run
        .client
        .ask(&run.reporter, model::HISTORY_PATH, Some(body))
        .await?;
    let items = data.get(Key::Items);
    // An answer without a list is no empty history: who believed that might pay twice. An empty list may be null.
    if !matches!(items.kind(), Kind::List | Kind::Null) {
        return Err(missing("no list of jobs"));
    }
    Ok((data, items))
}

/// What has been spent: today, and in all.
pub fn spent(run: Rc<Run>) -> Result<Work, Box<Failure>> {
    run.is_at(Stage::Budget, Charge::None);
    Ok(Box::pin(async move {
        let sums = run.client.ledger.sums().await;
        let sums = sums?;
        Ok(object(&[
            ("day", objects::money(sums.day_micros).into()),
            ("total", objects::money(sums.total_micros).into()),
        ])
        .into())
    }))
}

fn money(micros: Option<u64>) -> Result<JsValue, Box<Failure>> {
    match micros {
        Some(micros) => Ok(objects::money(micros).into()),
        None => Err(missing("no amount in USD")),
    }
}

fn missing(what: &str) -> Box<Failure> {
    Failure::new(
        Code::BadResponse,
        Stage::Lookup,
        format!("The service's answer has {what}: check that baseUrl leads to the service."),
    )
    .into()
}
