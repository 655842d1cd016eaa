//! When a unit ends, what waits in it waits in its successor.

use base::{Result, Text, text};
use directory::{Mover, UnitMove};
use storage::{Tx, args};

pub struct WorkMover;

impl Mover for WorkMover {
    fn name(&self) -> Text {
        text("Việc đang chờ xử lý", "Waiting work")
    }

    fn preview(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>> {
        let mut total = 0;
        for one in moves {
            let (n,) = tx.one::<(i64,)>("select count(*) from work_item where unit = $1", args![one.from])?;
            total += n;
        }
        Ok(vec![("items".to_owned(), total)])
    }

    fn apply(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<()> {
        for one in moves {
            tx.run("update work_item set unit = $2 where unit = $1", args![one.from, one.to])?;
        }
        Ok(())
    }
}
