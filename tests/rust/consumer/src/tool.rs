//! A native tool: `tool <host:port> <key> <request as JSON>` prints what the video cost and where it is.
//! HTTP/1.0 by hand, for one exchange a connection is all that is needed; a real tool would take ureq or reqwest.

mod run;

use kling_multi_i2v::core::answer::Exchange;
use kling_multi_i2v::core::pricing;
use run::World;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

struct Http {
    host: String,
    key: String,
}

impl Http {
    fn answer(&self, path: &str, body: Option<&str>) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(&self.host)?;
        let method = if body.is_some() { "POST" } else { "GET" };
        let body = body.unwrap_or_default();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.host,
            self.key,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl World for Http {
    fn send(&mut self, path: &str, body: Option<&str>) -> Exchange<Value> {
        let answer = match self.answer(path, body) {
            Ok(answer) => answer,
            Err(error) => return Exchange::Lost(error.to_string()),
        };
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        match status {
            Some(status) => Exchange::Reply {
                status,
                json: serde_json::from_str(body).ok(),
                retry_after_ms: None,
            },
            None => Exchange::Lost("no answer".into()),
        }
    }

    fn now_ms(&mut self) -> f64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        since.as_millis() as f64
    }

    fn sleep_ms(&mut self, ms: f64) {
        std::thread::sleep(Duration::from_millis(ms.max(0.0) as u64 + 1));
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [host, key, json] = &args[..] else {
        eprintln!("tool <host:port> <key> <request as JSON>");
        return ExitCode::from(2);
    };
    let mut http = Http {
        host: host.clone(),
        key: key.clone(),
    };
    match run::run(json, &mut http) {
        Ok(done) => {
            let price = pricing::estimate(&serde_json::from_str::<Value>(json).unwrap_or_default());
            let price = price
                .map(|price| pricing::dollars(price.micros))
                .unwrap_or_default();
            println!("{price} {}", done.outputs.join(" "));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{} {} {failure}", failure.code, failure.charge);
            ExitCode::FAILURE
        }
    }
}
