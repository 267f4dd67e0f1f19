//! The service's clock: its timestamps read, and how far ours is off.

use crate::core::text::cut;

/// Reads an RFC 3339 time (`2026-01-31T12:00:00.123456789Z`) as milliseconds since 1970; `None` where it is none.
pub fn timestamp_ms(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    let mark = |at: usize, of: &[u8]| text.as_bytes().get(at).filter(|byte| of.contains(byte));
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    (mark(4, b"-").is_some() && mark(7, b"-").is_some() && mark(10, b"Tt ").is_some())
        .then_some(())?;
    (mark(13, b":").is_some() && mark(16, b":").is_some()).then_some(())?;
    let is_time = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour <= 24
        && minute < 60
        && second <= 60;
    is_time.then_some(())?;
    let rest = text.get(19..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            (rest.get(..digits)?, rest.get(digits..)?)
        }
        None => ("", rest),
    };
    let digit = |b: u8| f64::from(b.wrapping_sub(b'0'));
    // In whole milliseconds, for a fraction of a second is none of two.
    let millis = fraction.bytes().chain(*b"000").take(3);
    let millis = millis.fold(0.0, |sum, b| sum * 10.0 + digit(b));
    let seconds = (days(year, month, day) * 24.0 + hour as f64) * 3_600.0
        + minute as f64 * 60.0
        + second as f64
        - offset_s(zone)?;
    Some(seconds * 1_000.0 + millis)
}

/// Days from 1970-01-01, by counting from the first of March, so that the odd day is a year's last.
fn days(year: i64, month: i64, day: i64) -> f64 {
    let (year, month) = (year as f64, month as f64);
    let (year, month) = if month < 3.0 {
        (year - 1.0, month + 9.0)
    } else {
        (year, month - 3.0)
    };
    let leap = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    year * 365.0 + leap + ((month * 153.0 + 2.0) / 5.0).floor() + day as f64 - 719_469.0
}

/// `Z`, `+02:00`: seconds ahead of UTC. A service that leaves it out means UTC.
fn offset_s(zone: &str) -> Option<f64> {
    if matches!(zone, "Z" | "z" | "") {
        return Some(0.0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1.0,
        b'-' => -1.0,
        _ => return None,
    };
    let (hours, minutes) = cut(zone.get(1..)?, b':');
    let number = |text: &str| text.parse::<u8>().ok().map(f64::from);
    Some(sign * (number(hours)? * 3_600.0 + number(minutes?)? * 60.0))
}

/// How far the service's clock is ahead of ours at the least, in milliseconds: it stamped an answer that came at
/// `received_ms`. A stamp may be cut to whole seconds, and is older than its answer.
pub fn skew_ms(stamp_ms: f64, received_ms: f64) -> f64 {
    stamp_ms - received_ms
}

#[cfg(test)]
mod tests {
    use super::timestamp_ms;
    use proptest::prelude::*;

    #[test]
    fn timestamps() {
        for (text, ms) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("2023-04-01T12:34:56.789Z", 1_680_352_496_789.0),
            ("2023-04-01T12:34:56Z", 1_680_352_496_000.0),
            ("2023-04-01T12:34:56.1Z", 1_680_352_496_100.0),
            ("2023-04-01T12:34:56.789123456Z", 1_680_352_496_789.0),
            ("2023-04-01T14:34:56.789+02:00", 1_680_352_496_789.0),
            ("2023-04-01t07:04:56.789-05:30", 1_680_352_496_789.0),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000.0),
            ("2000-03-01T00:00:00Z", 951_868_800_000.0),
            ("2026-11-25T09:00:00", 1_795_597_200_000.0),
        ] {
            assert_eq!(timestamp_ms(text), Some(ms), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2023-04-01",
            "2023-13-01T00:00:00Z",
            "2023-04-01T12:34",
            "2023-04-01T12:34:56!",
            "2023/04/01T12:34:56Z",
            "2023-04-01T12:34:56.Zulu",
            "２０２３-04-01T12:34:56Z",
        ] {
            assert_eq!(timestamp_ms(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not(text in ".{0,40}") {
            let _ = timestamp_ms(&text);
        }

        #[test]
        fn later_is_more(a in 0u32..2_000_000_000, b in 0u32..2_000_000_000) {
            // Written by another hand than the reader's: day by day.
            let write = |seconds: u32| {
                let (mut day, rest) = (seconds / 86_400, seconds % 86_400);
                let mut year = 1970;
                let leap = |y: u32| {
                    y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400))
                };
                while day >= 365 + u32::from(leap(year)) {
                    day -= 365 + u32::from(leap(year));
                    year += 1;
                }
                let lengths = [31, 28 + u32::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
                let mut month = 0;
                while day >= lengths[month] {
                    day -= lengths[month];
                    month += 1;
                }
                format!("{year:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", month + 1, day + 1, rest / 3600, rest / 60 % 60, rest % 60)
            };
            prop_assert_eq!(timestamp_ms(&write(a)), Some(f64::from(a) * 1000.0));
            prop_assert_eq!(timestamp_ms(&write(b)), Some(f64::from(b) * 1000.0));
        }
    }
}
