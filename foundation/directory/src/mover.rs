//! What must move when a unit ends. Systems hand in their movers; the directory knows none of them.

use base::{Day, Id, Result, Text};
use storage::Tx;

/// One dissolved unit and the unit that takes what it still had open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitMove {
    pub from: Id,
    /// In a preview `Id::NONE` if the unit is not founded yet.
    pub to: Id,
    /// The first day of `to`'s turn.
    pub day: Day,
    /// Whether all of the territory went to `to`; else a record that knows its village may decide otherwise.
    pub whole: bool,
}

/// Carries a system's open things over. Each thing keeps its code, due day and history; closed things stay where they are.
pub trait Mover: Send + Sync {
    /// As the plan shows it: "Hồ sơ đang giải quyết".
    fn name(&self) -> Text;

    /// What would move, as (what, how many), without writing.
    fn preview(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>>;

    fn apply(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<()>;
}
