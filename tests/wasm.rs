//! The web half where it runs: in Node, in a page and in a worker. What it is given is made by the engine at hand, so that
//! these tests see its own proxies, promises, blobs, signals and timers.

#![cfg(all(target_arch = "wasm32", feature = "npm"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use js_sys::{Array, Promise, Reflect, eval};
use kling_multi_i2v::web::check::{self, estimate_cost};
use kling_multi_i2v::web::inspect::inspect_image;
use kling_multi_i2v::web::platform::Platform;
use kling_multi_i2v::web::raw_client::RawClient;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// The value of an expression of the engine's.
fn js(code: &str) -> JsValue {
    eval(&format!("({code})")).unwrap_or_else(|error| panic!("{code}: {error:?}"))
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

fn text(object: &JsValue, name: &str) -> String {
    let value = field(object, name);
    value
        .as_string()
        .unwrap_or_else(|| panic!("{name}: {value:?}"))
}

async fn failure(promise: Promise) -> JsValue {
    let failure = JsFuture::from(promise).await.unwrap_err();
    assert!(!text(&failure, "message").is_empty());
    failure
}

/// What an error says it is: code, stage, charge.
fn kind(failure: &JsValue) -> [String; 3] {
    ["code", "stage", "charge"].map(|name| text(failure, name))
}

/// What the face makes of it.
fn validate(request: JsValue) -> JsValue {
    let answer = js(
        r#"(prompt, negative_prompt, pictures, duration, aspect_ratio, enable_safety_checker, errors = [], warnings = [], ...images) =>
        ({ ok: prompt !== undefined, request: { prompt, images, duration, aspect_ratio }, errors, warnings })"#,
    );
    check::validate(request, answer.unchecked_ref())
}

const REQUEST: &str = r#"{ prompt: "a slow push in", images: ["https://example.com/a.png"] }"#;

/// A client whose `fetch` is this expression; what it was asked is noted in `globalThis.asked`.
fn client(fetch: &str) -> RawClient {
    let options = format!(
        r#"{{
            apiKey: "key", baseUrl: "https://api.example.com",
            polling: {{ firstMs: 1, minMs: 1, maxMs: 2 }}, retry: {{ attempts: 2, baseMs: 1, maxMs: 1 }},
            fetch: ((inner) => (url, init) => {{ asked.push([url, init]); return inner(url, init); }})({fetch}),
        }}"#
    );
    js("globalThis.asked = []");
    RawClient::new(js(&options), platform()).unwrap()
}

/// How many submits went out.
fn submits() -> JsValue {
    js("asked.filter(([url]) => url.endsWith('kling-v1.6-multi-i2v-standard')).length")
}

/// Lets the engine go on until a submit is out.
async fn until_submitted() {
    while submits() == 0 {
        let turn = js("new Promise((done) => setTimeout(done, 0))");
        JsFuture::from(turn.unchecked_into::<Promise>())
            .await
            .unwrap();
    }
}

/// What the face gives beside the options: here a store of one map, and nobody else who shares it.
fn platform() -> Platform {
    js(r#"(() => {
        const map = new Map();
        const text = (value) => JSON.stringify(value);
        const store = {
            get: async (key) => map.get(key),
            put: async (key, value) => void map.set(key, value),
            delete: async (key) => void map.delete(key),
            list: async (prefix) => [...map].filter(([key]) => key.startsWith(prefix)),
            compareAndPut: async (key, expected, value) =>
                text(map.get(key)) === text(expected) && Boolean(map.set(key, value)),
        };
        return {
            open: () => store, owner: () => "here", hold: async () => {}, isAlive: async () => undefined,
            ring: () => {}, onRing: () => () => {},
        };
    })()"#)
    .unchecked_into()
}

fn asked() -> u32 {
    js("asked").unchecked_into::<Array>().length()
}

/// A `fetch` that answers with this as `data`, in turn, and with the last one from then on.
fn answering(data: &[&str]) -> String {
    let bodies = data.join(", ");
    format!(
        r#"(() => {{
            const data = [{bodies}];
            return async () => new Response(JSON.stringify({{ code: 200, data: data.length > 1 ? data.shift() : data[0] }}));
        }})()"#
    )
}

#[wasm_bindgen_test]
fn a_request_gets_its_defaults() {
    let checked = validate(js(REQUEST));
    assert!(field(&checked, "ok").is_truthy());
    let request = field(&checked, "request");
    assert_eq!(field(&request, "duration").as_f64(), Some(5.0));
    assert_eq!(text(&request, "aspect_ratio"), "1:1");
}

#[wasm_bindgen_test]
fn values_of_any_kind_are_refused_and_not_stumbled_over() {
    for code in [
        "undefined",
        "null",
        "5n",
        "Symbol('x')",
        "new Map()",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
        "new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, has() { throw 3; } })",
        "{ get prompt() { throw new Error('no'); }, images: [] }",
        "{ prompt: 'x', images: { length: 1e9 } }",
        "{ prompt: 'x', images: new Proxy([], { get: (_, name) => name === 'length' ? NaN : 7 }) }",
        "{ prompt: '\\ud800'.repeat(2501), images: [''] }",
    ] {
        let checked = validate(js(code));
        assert!(!field(&checked, "ok").is_truthy(), "{code}");
        assert!(field(&checked, "errors").unchecked_into::<Array>().length() > 0);
    }
}

#[wasm_bindgen_test]
fn prices_are_exact() {
    let estimate = estimate_cost(js("[{ duration: 10, count: 3 }, {}]")).unwrap();
    assert_eq!(text(&estimate, "text"), "$1.75");
    let refused = estimate_cost(js("{ duration: 7 }")).unwrap_err();
    assert_eq!(kind(&refused), ["validation", "validate", "none"]);
}

#[wasm_bindgen_test]
async fn a_picture_tells_its_size() {
    let png = "new Blob([new Uint8Array([137,80,78,71,13,10,26,10,0,0,0,13,73,72,68,82,0,0,1,44,0,0,2,88,8,2,0,0,0,0,0,0,0])])";
    let info = JsFuture::from(inspect_image(js(png))).await.unwrap();
    assert_eq!(text(&info, "format"), "png");
    assert_eq!(field(&info, "width").as_f64(), Some(300.0));
    assert_eq!(field(&info, "height").as_f64(), Some(600.0));
    let refused = failure(inspect_image(js("{}"))).await;
    assert_eq!(kind(&refused)[0], "validation");
}

#[wasm_bindgen_test]
async fn a_job_is_submitted_once_and_followed_to_its_video() {
    let running = r#"{ id: "j1", status: "processing" }"#;
    let done = r#"{ id: "j1", status: "completed", outputs: ["https://cdn.example/v.mp4"] }"#;
    let client = client(&answering(&[running, running, done]));
    let made = JsFuture::from(client.generate(js(REQUEST), JsValue::UNDEFINED)).await;
    assert_eq!(text(&made.unwrap(), "video"), "https://cdn.example/v.mp4");
    assert_eq!(asked(), 3);
    assert_eq!(
        js("asked.filter(([, { method }]) => method === 'POST').length"),
        1
    );
}

#[wasm_bindgen_test]
async fn pictures_go_up_first() {
    let done = r#"{ id: "j1", status: "completed", outputs: ["https://cdn.example/v.mp4"], download_url: "https://cdn.example/a.jpg" }"#;
    let client = client(&answering(&[done]));
    let request =
        js("{ prompt: 'x', images: [new Blob([new Uint8Array(9)], { type: 'image/jpeg' })] }");
    let told = js("globalThis.told = []");
    let options = js("{ onUpdate: ({ phase }) => told.push(phase) }");
    JsFuture::from(client.generate(request, options))
        .await
        .unwrap();
    let phases = told.unchecked_into::<Array>().join(" ");
    assert_eq!(
        String::from(phases),
        "checking uploading uploading submitting completed"
    );
    assert_eq!(js("asked[0][1].body instanceof FormData"), true);
    assert_eq!(
        js("JSON.parse(asked[1][1].body).images[0]"),
        "https://cdn.example/a.jpg"
    );
}

#[wasm_bindgen_test]
async fn whatever_fetch_does_the_promise_settles() {
    for fetch in [
        "() => { throw new Error('no'); }",
        "async () => { throw undefined; }",
        "() => undefined",
        "() => ({ get status() { throw new Error('no'); } })",
        "() => Object.assign(Promise.resolve(), { then() { throw new Error('no'); } })",
        "() => ({ then() { throw new Error('no'); } })",
        "async () => new Response('<html>')",
        "async () => new Response('{\"code\":200,\"data\":{}}')",
    ] {
        let failed = failure(client(fetch).generate(js(REQUEST), JsValue::UNDEFINED)).await;
        assert_eq!(
            kind(&failed),
            ["submit_unknown", "lookup", "unknown"],
            "{fetch}"
        );
        assert_eq!(submits(), 1, "{fetch}");
        failure(client(fetch).balance(JsValue::UNDEFINED)).await;
    }
}

#[wasm_bindgen_test]
async fn an_abort_is_heard_at_once_and_lets_go_of_the_request() {
    let client = client("() => new Promise(() => {})");
    js("globalThis.controller = new AbortController()");
    let promise = client.generate(js(REQUEST), js("{ signal: controller.signal }"));
    until_submitted().await;
    assert_eq!(js("asked[0][1].signal.aborted"), false);
    js("controller.abort('enough')");
    let failed = failure(promise).await;
    assert_eq!(kind(&failed), ["aborted", "submit", "unknown"]);
    assert_eq!(text(&failed, "cause"), "enough");
    assert_eq!(js("asked[0][1].signal.aborted"), true);
}

#[wasm_bindgen_test]
async fn a_request_that_is_never_answered_ends_by_its_own_limit() {
    let options = r#"{
        apiKey: "key", requestTimeoutMs: 5, retry: { attempts: 1 }, fetch: () => new Promise(() => {}),
    }"#;
    let client = RawClient::new(js(options), platform()).unwrap();
    let failed = failure(client.generate(js(REQUEST), JsValue::UNDEFINED)).await;
    assert_eq!(kind(&failed), ["submit_unknown", "lookup", "unknown"]);
}

#[wasm_bindgen_test]
async fn a_lost_submit_is_found_in_the_history() {
    let made = r#"{
        id: "j1", status: "completed", outputs: ["https://cdn.example/v.mp4"],
        created_at: new Date().toISOString(), model: "kwaivgi/kling-v1.6-multi-i2v-standard",
        input: { prompt: "a slow push in", images: ["https://example.com/a.png"] },
    }"#;
    let fetch = format!(
        r#"async (url) => {{
            if (url.endsWith("standard")) throw new TypeError("lost");
            const made = {made};
            const data = url.endsWith("predictions") ? {{ page: 1, items: [made] }} : made;
            return new Response(JSON.stringify({{ code: 200, data }}));
        }}"#
    );
    let client = client(&fetch);
    let told = js("globalThis.told = []");
    let options = js("{ onUpdate: ({ phase }) => told.push(phase) }");
    let made = JsFuture::from(client.generate(js(REQUEST), options)).await;
    assert_eq!(text(&made.unwrap(), "id"), "j1");
    assert_eq!(submits(), 1);
    let phases = String::from(told.unchecked_into::<Array>().join(" "));
    assert_eq!(phases, "checking submitting looking_up completed");
    let jobs = JsFuture::from(client.jobs(JsValue::UNDEFINED)).await;
    let entry = field(&jobs.unwrap(), "0");
    assert_eq!(text(&entry, "state"), "ended");
    assert_eq!(text(&entry, "charge"), "charged");
}

#[wasm_bindgen_test]
async fn one_key_is_one_job() {
    let done = r#"{ id: "j1", status: "completed", outputs: ["https://cdn.example/v.mp4"] }"#;
    let client = client(&answering(&[done]));
    let call = || client.generate(js(REQUEST), js("{ idempotencyKey: 'one' }"));
    let both = Promise::all(&Array::of2(&call(), &call()));
    let both = JsFuture::from(both).await.unwrap();
    for place in ["0", "1"] {
        assert_eq!(text(&field(&both, place), "id"), "j1");
    }
    assert_eq!(submits(), 1);
    let other = js("{ prompt: 'something else', images: ['https://example.com/a.png'] }");
    let failed = failure(client.generate(other, js("{ idempotencyKey: 'one' }"))).await;
    assert_eq!(kind(&failed), ["idempotency_conflict", "validate", "none"]);
    assert_eq!(submits(), 1);
}

#[wasm_bindgen_test]
fn options_are_checked() {
    for code in [
        "undefined",
        "{ apiKey: '' }",
        "{ apiKey: 'k', fetch: 1 }",
        "new Map()",
    ] {
        let refused = RawClient::new(js(code), platform()).err().unwrap();
        assert_eq!(kind(&refused), ["config", "config", "none"], "{code}");
    }
}
