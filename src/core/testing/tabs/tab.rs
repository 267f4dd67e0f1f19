//! What one tab does at each of its steps: write, send, hear, look up.

use super::{Doing, LEASE_MS, Made, PAGE, PAUSE_MS, PROMPT_MS, START_MS, TIMEOUT_MS, Tab, Tabs};
use crate::core::ledger::lease::Lease;
use crate::core::ledger::lookup::{Lookup, Others, Step, Verdict};
use crate::core::ledger::record::{Record, Step as Note};
use crate::core::testing::foreign::Foreign;
use crate::core::testing::ledger::{sent, submit};

impl Tabs {
    /// Writes a step down; no where another tab has the record.
    fn note(&mut self, tab: &Tab, note: Note<Foreign>) -> bool {
        let lease = self.lease(tab);
        self.records.get_mut(&tab.name).unwrap().step(&note, &lease)
    }

    fn lease(&self, tab: &Tab) -> Lease {
        Lease {
            owner: tab.token.clone(),
            until_ms: self.now_ms + tab.fate.clock_ms + LEASE_MS,
        }
    }

    fn claim(&mut self, name: &str, id: &str) -> bool {
        let holder = self.claims.entry(id.to_owned()).or_insert(name.to_owned());
        holder == name
    }

    /// Does the tab's next step, and says what it does after.
    pub(super) fn act(&mut self, tab: &mut Tab) -> Doing {
        let doing = std::mem::replace(&mut tab.doing, Doing::Done);
        match doing {
            Doing::Write => self.write(tab),
            Doing::Send { written_ms } if self.now_ms - written_ms > PROMPT_MS => self.write(tab),
            Doing::Send { .. } => self.send(tab),
            // Where another has taken the record over, it is theirs to find the job.
            Doing::Run(id) => {
                self.note(tab, Note::Run { id });
                Doing::Done
            }
            _ if !self.note(tab, Note::Renew) => Doing::Done,
            Doing::Hear(Some(id)) if self.claim(&tab.name, &id) => Doing::Run(id),
            Doing::Hear(_) => Doing::Lose,
            Doing::Lose => {
                self.note(tab, Note::Lost);
                let record = &self.records[&tab.name];
                Doing::Look(Box::new(Lookup::new(self.patience, &tab.name, record)))
            }
            Doing::Look(lookup) => self.look(tab, lookup),
            Doing::Count(mut lookup, mut others, ids) => {
                let claims = ids.iter().filter_map(|id| self.claims.get_key_value(id));
                others.claims = claims
                    .map(|(id, name)| (id.clone(), name.clone()))
                    .collect();
                lookup.compared(&others);
                Doing::Look(lookup)
            }
            Doing::Done => Doing::Done,
        }
    }

    fn write(&mut self, tab: &Tab) -> Doing {
        let clock_ms = self.now_ms + tab.fate.clock_ms;
        // Read off an answer that was a second under way.
        let skew_ms = self.service.clock_ms - tab.fate.clock_ms - 1_000.0;
        let skew_ms = tab.fate.knows_skew.then_some(skew_ms);
        let prompt = tab.fate.prompt.to_string();
        if !self.records.contains_key(&tab.name) {
            let record = Record {
                lease: self.lease(tab),
                ..sent(&prompt, clock_ms, skew_ms)
            };
            self.records.insert(tab.name.clone(), record);
        } else if !self.note(tab, submit(&prompt, clock_ms, skew_ms)) {
            return Doing::Done;
        }
        Doing::Send {
            written_ms: self.now_ms,
        }
    }

    fn send(&mut self, tab: &mut Tab) -> Doing {
        let fate = &tab.fate;
        let reach_ms = TIMEOUT_MS * fate.reach;
        let notice_ms = reach_ms + (TIMEOUT_MS - reach_ms) * fate.notice;
        // Who looks once trusts the history to be up to date.
        let is_late = self.patience.looks > 1;
        let lag_ms = if is_late { PAUSE_MS * fate.lag } else { 0.0 };
        tab.at_ms = self.now_ms + notice_ms;
        let made_ms = self.now_ms + reach_ms;
        let name = Some(tab.name.clone());
        let is_made = fate.is_answered || fate.is_made;
        let id = is_made.then(|| self.make(tab.fate.prompt, name, made_ms, lag_ms));
        Doing::Hear(id.filter(|_| tab.fate.is_answered))
    }

    fn look(&mut self, tab: &mut Tab, mut lookup: Box<Lookup>) -> Doing {
        match lookup.next().clone() {
            Step::Read { .. } if self.now_ms - START_MS < self.service.mute_ms => {
                lookup.unreadable();
            }
            Step::Read { page } => {
                let own = &self.records[&tab.name];
                let mut shown: Vec<&Made> = self.jobs.iter().collect();
                shown.retain(|job| job.shown_ms <= self.now_ms);
                shown.sort_by(|a, b| b.made_ms.total_cmp(&a.made_ms));
                let from = (page as usize - 1) * PAGE;
                let on_page = shown.iter().skip(from).take(PAGE);
                let sights = on_page.filter_map(|job| own.sight(&job.entry)).collect();
                lookup.read(sights, shown.len() > from + PAGE);
            }
            Step::Compare { ids } => {
                let mut others = Others::default();
                let own = &self.records[&tab.name];
                for (name, other) in &self.records {
                    let is_free = !self.is_held(name, tab.fate.clock_ms);
                    others.count((&tab.name, own), (name, other), is_free);
                }
                return Doing::Count(lookup, others, ids);
            }
            Step::Claim { id } => {
                let is_granted = self.claim(&tab.name, &id);
                lookup.claimed(is_granted);
            }
            Step::Pause { ms } => {
                tab.at_ms = self.now_ms + ms;
                lookup.paused();
            }
            Step::End(verdict) => return self.conclude(tab, verdict),
        }
        Doing::Look(lookup)
    }

    fn conclude(&mut self, tab: &mut Tab, verdict: Verdict) -> Doing {
        match verdict {
            Verdict::Found(id) => {
                self.found += 1;
                assert_eq!(
                    self.claims.get(&id),
                    Some(&tab.name),
                    "found and not claimed"
                );
                Doing::Run(id)
            }
            Verdict::Absent => {
                self.absent += 1;
                let own = Some(&tab.name);
                let lost = self.orphans().find(|job| job.record.as_ref() == own);
                assert!(
                    lost.is_none(),
                    "{} is submitted again, and has {lost:?}",
                    tab.name
                );
                if tab.fate.resubmits {
                    tab.fate.resubmits = false;
                    tab.fate.is_answered = true;
                    return Doing::Write;
                }
                self.note(tab, Note::Withdraw);
                Doing::Done
            }
            Verdict::Unknown(candidates) => {
                self.unknown += 1;
                self.records.get_mut(&tab.name).unwrap().lease.until_ms = 0.0;
                self.candidates.insert(tab.name.clone(), candidates);
                Doing::Done
            }
        }
    }
}
