//! Tests of `lookup`: whatever the history shows.

use super::*;
use proptest::prelude::*;

proptest! {
    /// Whatever a history has, it comes to an end, claims only what is there and nobody's, and finds only what it claimed.
    #[test]
    fn any_history_ends(
        history in proptest::collection::vec((0..6u32, -200_000.0..200_000.0, 0..3u8), 0..8),
        taken in proptest::collection::vec((0..6u32, any::<bool>()), 0..4),
        lost in 0..3u32,
        under_way in 0..2u32,
        strangers in 0..2u32,
        knows in any::<bool>(),
        grants in any::<bool>(),
    ) {
        let mut search = if knows { Search::new() } else { Search::unsure() };
        let history: Vec<Foreign> = history
            .into_iter()
            .map(|(id, after_ms, kind)| match kind {
                0 => equal(&id.to_string(), after_ms),
                1 => untold(&id.to_string(), after_ms),
                _ => entry(&id.to_string(), Some(wire("b")), SENT_MS + after_ms),
            })
            .collect();
        let claims = taken.into_iter().map(|(id, is_ours)| {
            (id.to_string(), if is_ours { OWN } else { "job/r/other" }.to_owned())
        });
        let others = Others { claims: claims.collect(), lost, under_way, strangers };
        let mut claimed = None;
        for _ in 0..400 {
            match search.lookup.next().clone() {
                Step::Read { .. } => {
                    let sights = history.iter().filter_map(|entry| search.record.sight(entry));
                    let sights = sights.collect();
                    search.lookup.read(sights, false);
                }
                Step::Compare { .. } => search.lookup.compared(&others),
                Step::Claim { id } => {
                    prop_assert!(others.claims.iter().all(|(claimed, _)| *claimed != id));
                    claimed = Some(id);
                    search.lookup.claimed(grants);
                }
                Step::Pause { ms } => {
                    prop_assert_eq!(ms, 5_000.0);
                    search.lookup.paused();
                }
                Step::End(Verdict::Found(id)) => {
                    let is_ours = others.claims.iter().any(|claim| *claim == (id.clone(), OWN.to_owned()));
                    prop_assert!(is_ours || (grants && claimed == Some(id)));
                    return Ok(());
                }
                Step::End(_) => return Ok(()),
            }
        }
        prop_assert!(false, "it never ends");
    }
}
