//! The province's settings: what the law leaves to it, each with its legal basis and the value it has unless decided otherwise.

use std::collections::HashMap;

use base::{Error, Id, Result, Text, said};
use storage::{Tx, args};

/// A setting that the province may change; `basis` names the paper that allows or demands it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub name: &'static str,
    pub title: Text,
    pub default: &'static str,
    pub basis: &'static str,
}

/// All settings that differ from their default.
#[derive(Clone, Debug, Default)]
pub struct Settings(HashMap<String, String>);

impl Settings {
    pub fn load(tx: &mut Tx) -> Result<Settings> {
        let rows = tx.all::<(String, String)>("select name, value from platform_setting", &[])?;
        Ok(Settings(rows.into_iter().collect()))
    }

    pub fn get(&self, setting: &Setting) -> &str {
        self.0.get(setting.name).map_or(setting.default, String::as_str)
    }

    pub fn is_on(&self, setting: &Setting) -> bool {
        self.get(setting) == "on"
    }

    /// Errors: `Internal` when somebody stored what is not a number.
    pub fn number(&self, setting: &Setting) -> Result<i64> {
        let value = self.get(setting);
        value.parse().map_err(|_| {
            Error::invalid(said!(
                "Cấu hình {} phải là số, đang là “{value}”",
                "Setting {} must be a number, it is “{value}”",
                setting.name
            ))
        })
    }

    pub fn set(tx: &mut Tx, setting: &Setting, value: &str, by: Option<Id>) -> Result<()> {
        let now = tx.now();
        tx.run(
            "insert into platform_setting (name, value, changed_at, changed_by) values ($1, $2, $3, $4)
             on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at,
             changed_by = excluded.changed_by",
            args![setting.name, value, now, by],
        )?;
        Ok(())
    }
}
