//! The demo province: one centre hands out numbers, with some of the last day's morning.

use base::{Id, Result, TimeOfDay};
use identity::Me;
use platform::Demo;
use storage::{Tx, args};

use crate::{act, arrange, store};

pub fn demo(demo: &Demo) -> Result<()> {
    let (app, day) = (demo.app.clone(), demo.until);
    let keeper = demo.app.identity.clone();
    demo.app.db.write_now(move |tx| {
        tx.replay_at(day.at(TimeOfDay::hm_of(7, 0)));
        let (Some(clerk), Some(chair)) = (somebody(tx, &keeper, "motcua")?, somebody(tx, &keeper, "chutich")?) else {
            return Ok(());
        };
        let map = app.maps.get(tx, day)?;
        let Some((unit, _)) = crate::centre::within(&map, &clerk, crate::SERVE).into_iter().next() else {
            return Ok(());
        };
        arrange::turn(tx, &chair, unit, true, 2)?;
        let groups: Vec<Id> = store::groups(tx, unit)?.into_iter().map(|group| group.id).collect();
        let id = tx.new_id();
        store::put_counter(tx, &store::Counter { id, unit, number: 2, is_open: true, ordinary: 0 }, &groups[..1])?;
        let centre = store::open_centre(tx, unit)?;
        for n in 0..14_u32 {
            tx.replay_at(day.at(TimeOfDay::hm_of(7, 30 + n)));
            act::take(tx, &centre, groups[n as usize % groups.len()], n % 5 == 3)?;
        }
        let counters = store::counters(tx, unit)?;
        for n in 0..4_u32 {
            for (i, counter) in counters.iter().enumerate() {
                let at = |minute: u32| day.at(TimeOfDay::hm_of(7, 44 + minute + i as u32));
                tx.replay_at(at(n * 4));
                if act::next(tx, &clerk, counter.id).is_err() {
                    continue;
                }
                tx.replay_at(at(n * 4 + 1));
                match (n, i) {
                    (1, 0) => act::absent(tx, &clerk, counter.id)?,
                    (2, 0) => act::fetch(tx, &clerk, counter.id)?,
                    _ => act::start(tx, &clerk, counter.id)?,
                };
            }
        }
        Ok(())
    })
}

fn somebody(tx: &mut Tx, keeper: &identity::Identity, username: &str) -> Result<Option<Me>> {
    let found: Option<(Id,)> = tx.first("select id from identity_account where username = $1", args![username])?;
    found.map(|(account,)| keeper.me_of(tx, account)).transpose()
}
