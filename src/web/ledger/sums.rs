//! What has been spent, as it stands in the store.

use super::Ledger;
use super::record::sums_object;
use crate::core::error::Failure;
use crate::core::ledger::budget::Sums;
use crate::core::ledger::record::Record;
use crate::web::js;
use crate::web::value::Js;

impl Ledger {
    /// What has been spent, as soon as nobody is about to change it.
    pub async fn sums(&self) -> Result<Sums, Box<Failure>> {
        let _turn = self.turns.turn().await;
        self.sums_now().await
    }

    /// Changes the sums, in turn.
    pub async fn sum(
        &self,
        change: &mut dyn FnMut(Sums) -> Result<Sums, Failure>,
    ) -> Result<Result<Sums, Failure>, Box<Failure>> {
        let _turn = self.turns.turn().await;
        self.sum_now(change).await
    }

    pub(super) async fn sums_now(&self) -> Result<Sums, Box<Failure>> {
        let value = self.store.get(&self.names.sums()).await?;
        Ok(Sums::read(&Js::from(value)).at(js::now_ms()))
    }

    /// Changes the sums as they stand now, unless that is refused.
    pub(super) async fn sum_now(
        &self,
        change: &mut dyn FnMut(Sums) -> Result<Sums, Failure>,
    ) -> Result<Result<Sums, Failure>, Box<Failure>> {
        let mut changed = Ok(Sums::default());
        let written = &mut |there: Js| {
            changed = change(Sums::read(&there));
            changed.as_ref().ok().map(sums_object)
        };
        self.change(&self.names.sums(), written).await?;
        Ok(changed)
    }

    /// Gives a record's money back. `epoch` was read while the record still counted.
    pub(super) async fn give_back(
        &self,
        record: &Record<Js>,
        epoch: u64,
    ) -> Result<(), Box<Failure>> {
        let give_back =
            &mut |sums: Sums| Ok(sums.give_back(record.micros, record.started_ms, epoch));
        self.sum_now(give_back).await.map(drop)
    }
}
