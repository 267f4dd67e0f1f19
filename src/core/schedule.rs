//! The best moment to look next at something that ends at a time of which only earlier examples are known.

/// How far a duration that was seen may be from the next one, as a share of it: each stands for all that are as near.
const REACH: f64 = 0.2;

/// The grid that moments are chosen on has at most so many steps.
const STEPS: f64 = 400.0;

/// The pause before the next look, in milliseconds, at something that began `elapsed_ms` ago and has not ended, where
/// others took as long as `seen`, a look costs as much as `look_ms` of waiting after the end, and no pause is shorter than
/// `min_ms`; `None` where it has taken longer than any.
///
/// Dynamic programming from the last moment back: `rest` is what is still to be paid after a look at a moment, times the
/// odds that it goes on then. That is the least, over the next look, of the look itself, the waiting of what ends before
/// it, and the rest after it.
pub fn pause_ms(seen: &[f64], elapsed_ms: f64, look_ms: f64, min_ms: f64) -> Option<f64> {
    let longest_ms = seen.iter().copied().fold(0.0, f64::max) * (1.0 + REACH);
    let span_ms = longest_ms - elapsed_ms;
    if !(span_ms > 0.0 && span_ms.is_finite()) {
        return None;
    }
    let step_ms = (min_ms / 4.0).max(span_ms / STEPS);
    let floor = (min_ms / step_ms).ceil().max(1.0) as usize;
    // Of each moment: the odds that it has ended, those summed up to it, and what is still to be paid.
    let mut moments: Vec<(f64, f64, f64)> = Vec::new();
    let (mut at_ms, mut area) = (elapsed_ms, 0.0);
    // So far past the end that the shortest pause before it is in it.
    while at_ms < longest_ms + step_ms + min_ms.max(step_ms) {
        let odds = ended(seen, at_ms);
        area += odds * step_ms;
        moments.push((odds, area, 0.0));
        at_ms += step_ms;
    }
    let mut pause = floor;
    for from in (0..moments.len()).rev() {
        let (odds, area, _) = moments.get(from).copied()?;
        let mut least = f64::INFINITY;
        let mut steps = 0.0;
        for (ahead, (_, area_then, rest)) in moments.iter().skip(from).enumerate() {
            let waiting = area_then - area - steps * step_ms * odds;
            steps += 1.0;
            if waiting > least {
                break;
            }
            if ahead >= floor && waiting + rest < least {
                least = waiting + rest;
                pause = ahead;
            }
        }
        if let (Some((.., rest)), true) = (moments.get_mut(from), least.is_finite()) {
            *rest = least + look_ms * (1.0 - odds);
        }
    }
    Some(pause as f64 * step_ms)
}

/// The odds that it has ended by then: each duration seen counts from a little before to a little after it.
fn ended(seen: &[f64], at_ms: f64) -> f64 {
    let parts = seen.iter().map(|took_ms| {
        let part = ((at_ms / took_ms - 1.0 + REACH) / (2.0 * REACH)).clamp(0.0, 1.0);
        part * part * (3.0 - 2.0 * part)
    });
    parts.sum::<f64>() / seen.len() as f64
}
