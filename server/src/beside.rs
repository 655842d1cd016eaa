//! What the operator says of the things beside the program; a secret comes from the environment, not from the command line.

use std::net::IpAddr;

use base::{Error, Result, text};
use documents::{Clamd, Scanner};
use notify::Mailer;
use platform::Beside;

#[derive(Clone, Debug, Default, clap::Args)]
pub struct BesideOptions {
    /// Scans each file for malware: unix:/run/clamav/clamd.ctl or 127.0.0.1:3310
    #[arg(long, value_name = "ADDR", env = "TINHSO_CLAMD")]
    clamd: Option<String>,
    /// Reverse proxies whose X-Forwarded-For is believed, with commas between
    #[arg(long, value_name = "IP", env = "TINHSO_PROXIES", value_delimiter = ',')]
    proxies: Vec<IpAddr>,
    /// The mail server: smtps://user:password@host, smtp://host?tls=required, smtp://host
    #[arg(long, value_name = "URL", env = "TINHSO_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Whom letters come from: Tỉnh Tuyên Quang <tinhso@tuyenquang.gov.vn>
    #[arg(long, value_name = "ADDRESS", env = "TINHSO_MAIL_FROM")]
    mail_from: Option<String>,
    /// Sends the ledger's head there each day
    #[arg(long, value_name = "ADDRESS", env = "TINHSO_WITNESS_MAIL")]
    witness_mail: Option<String>,
    /// Gives the ledger's head to this program each day, such as: lp -d so-cai
    #[arg(long, value_name = "COMMAND", env = "TINHSO_WITNESS_PROGRAM")]
    witness_program: Option<String>,
}

impl BesideOptions {
    pub fn open(&self) -> Result<Beside> {
        let mailer = match (&self.smtp, &self.mail_from) {
            (Some(url), Some(from)) => Some(Mailer::open(url, from)?),
            (None, None) => None,
            _ => return Err(Error::invalid(BOTH)),
        };
        if self.witness_mail.is_some() && mailer.is_none() {
            return Err(Error::invalid(BOTH));
        }
        let words = self.witness_program.as_deref().unwrap_or_default().split_whitespace();
        Ok(Beside {
            scanner: self.clamd.as_deref().map(|address| Box::new(Clamd::new(address)) as Box<dyn Scanner>),
            proxies: self.proxies.iter().map(|ip| ip.to_canonical()).collect(),
            mailer,
            witness_mail: self.witness_mail.clone(),
            witness_program: words.map(str::to_owned).collect(),
        })
    }
}

const BOTH: base::Text = text(
    "Muốn gửi thư cần cả --smtp (máy chủ thư) và --mail-from (địa chỉ gửi)",
    "To send letters both --smtp (the mail server) and --mail-from (the sender) are needed",
);
