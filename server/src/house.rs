//! A data folder, opened: database, files, keys, and the `App` over them.

use std::path::{Path, PathBuf};

use base::{Error, Result, Sources, said, text};
use identity::{Identity, Vault};
use ledger::{EventKind, SealKey, VerifyKey};
use platform::{App, Beside, Parts};
use storage::{Blobs, Config, Db, Migration};

use crate::systems::SYSTEMS;

/// Where everything of one province is.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The data folder
    #[arg(long, value_name = "DIR", env = "TINHSO_DATA", default_value = "data/demo")]
    pub data: PathBuf,
    /// The folder of the keys; beside the data folder unless said
    #[arg(long, value_name = "DIR")]
    pub keys: Option<PathBuf>,
    /// PostgreSQL instead of the embedded SQLite: postgres://user@host/database
    #[arg(long, value_name = "URL", env = "TINHSO_DATABASE_URL")]
    pub database_url: Option<String>,
    /// PEM certificates that PostgreSQL must come from, with sslmode=require; the operating system's unless said
    #[arg(long, value_name = "FILE", env = "TINHSO_DATABASE_CA")]
    pub database_ca: Option<PathBuf>,
}

impl Place {
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("tinhso.db").display()))
    }

    pub fn config(&self) -> Config {
        Config { ca: self.database_ca.clone(), ..Config::new(self.database()) }
    }

    pub fn key(&self, name: &str) -> PathBuf {
        let beside = || {
            let mut folder = self.data.clone().into_os_string();
            folder.push(".keys");
            PathBuf::from(folder)
        };
        self.keys.clone().unwrap_or_else(beside).join(name)
    }

    pub fn is_demo(&self) -> bool {
        self.data.join("demo").exists()
    }

    /// Errors: when there is no province here yet.
    pub fn must_exist(&self) -> Result<()> {
        if self.database_url.is_some() || self.data.join("tinhso.db").exists() {
            return Ok(());
        }
        let data = self.data.display();
        Err(Error::not_found(said!(
            "Thư mục {data} chưa có dữ liệu. Tạo tỉnh mẫu: tinhso demo --data {data}",
            "There is no province in {data}. Make the demo: tinhso demo --data {data}"
        )))
    }

    pub fn open_db(&self, sources: Sources) -> Result<Db> {
        std::fs::create_dir_all(&self.data)?;
        let db = Db::open(self.config(), sources)?;
        db.migrate(&migrations())?;
        let last = db.highest_id()?;
        db.sources().ids.start_after(last);
        Ok(db)
    }

    pub fn seal_key(&self, sources: &Sources) -> Result<SealKey> {
        let path = self.key("seal.key");
        make_folder(path.parent().unwrap_or(Path::new(".")))?;
        SealKey::load_or_create(&path, ORIGIN, sources)
    }

    pub fn verify_key(&self) -> Result<VerifyKey> {
        VerifyKey::load(&SealKey::public_path(&self.key("seal.key")))
    }

    /// Everything, for the commands that act.
    pub fn open(&self, sources: Sources, base_url: String) -> Result<App> {
        self.open_beside(sources, base_url, Beside::default())
    }

    /// The same with what stands beside it, for the server.
    pub fn open_beside(&self, sources: Sources, base_url: String, beside: Beside) -> Result<App> {
        let db = self.open_db(sources)?;
        let vault_path = self.key("vault.key");
        make_folder(vault_path.parent().unwrap_or(Path::new(".")))?;
        let vault = Vault::load_or_create(&vault_path, db.sources())?;
        db.write_now(|tx| identity::install_roles(tx, identity::ROLES, &role_rights()))?;
        App::new(Parts {
            blobs: Blobs::open(self.data.join("files"))?,
            identity: Identity::new(db.clone(), vault, identity::Limits::default()),
            seal_key: self.seal_key(db.sources())?,
            typesetter: Box::new(typeset::Press::new()?),
            systems: SYSTEMS,
            data: self.data.clone(),
            demo: self.is_demo(),
            beside,
            base_url,
            db,
        })
    }
}

/// Names the ledger in its signed heads.
const ORIGIN: &str = "tinhso";

/// All tables, the foundation's first.
pub fn migrations() -> Vec<Migration> {
    let foundation = [
        ledger::MIGRATIONS,
        jobs::MIGRATIONS,
        directory::MIGRATIONS,
        identity::MIGRATIONS,
        work::MIGRATIONS,
        search::MIGRATIONS,
        documents::MIGRATIONS,
        notify::MIGRATIONS,
        platform::MIGRATIONS,
    ];
    let systems = SYSTEMS.iter().map(|system| system.migrations);
    foundation.into_iter().chain(systems).flatten().copied().collect()
}

/// What each role may do unless the province decides otherwise.
pub fn role_rights() -> Vec<(&'static str, identity::Right)> {
    let systems = SYSTEMS.iter().flat_map(|system| system.role_rights);
    identity::ROLE_RIGHTS.iter().chain(systems).copied().collect()
}

/// Every kind of event there is, for the cells.
pub fn event_kinds() -> Vec<&'static EventKind> {
    let foundation = directory::events::ALL.iter().copied().chain(identity::EVENTS.iter().copied());
    foundation.chain(SYSTEMS.iter().flat_map(|system| system.events).copied()).collect()
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// A demo folder holds known passwords: it is served to this machine only.
pub fn must_be_loopback(demo: bool, listen: std::net::SocketAddr) -> Result<()> {
    if !demo || listen.ip().is_loopback() {
        return Ok(());
    }
    Err(Error::forbidden(text(
        "Tỉnh mẫu có mật khẩu công khai nên chỉ phục vụ tại máy này (127.0.0.1)",
        "The demo province has public passwords and is served to this machine only (127.0.0.1)",
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_is_served_to_this_machine_only() {
        assert!(must_be_loopback(true, "0.0.0.0:8080".parse().unwrap()).is_err());
        assert!(must_be_loopback(true, "127.0.0.1:8080".parse().unwrap()).is_ok());
        assert!(must_be_loopback(true, "[::1]:8080".parse().unwrap()).is_ok());
        assert!(must_be_loopback(false, "0.0.0.0:8080".parse().unwrap()).is_ok());
    }
}
