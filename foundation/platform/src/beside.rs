//! What stands beside the program on one installation, as its operator names it when the program starts.

use std::net::IpAddr;

use documents::Scanner;
use notify::Mailer;

#[derive(Default)]
pub struct Beside {
    /// Looks at each file before it is kept.
    pub scanner: Option<Box<dyn Scanner>>,
    /// Reverse proxies that are believed when they say for whom they ask.
    pub proxies: Vec<IpAddr>,
    pub mailer: Option<Mailer>,
    /// To whom the ledger's head goes each day.
    pub witness_mail: Option<String>,
    /// A program that is given the ledger's head each day, such as one that prints it: its name and its arguments.
    pub witness_program: Vec<String>,
}

impl Beside {
    /// Who asks: the connection's own address, or, where that is a proxy which is believed, the last address it was told
    /// by one that is not (`X-Forwarded-For`, the nearest last).
    pub fn client(&self, peer: IpAddr, forwarded: &[&str]) -> IpAddr {
        let told = forwarded.iter().flat_map(|line| line.split(',')).map(|one| one.trim().parse::<IpAddr>());
        let told: Vec<_> = told.collect();
        let mut client = peer;
        for one in told.into_iter().rev() {
            if !self.proxies.contains(&client.to_canonical()) {
                break;
            }
            // What cannot be read was written by whoever asked, and so was all before it.
            let Ok(one) = one else { break };
            client = one;
        }
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_believed_and_a_stranger_is_not() {
        let beside =
            Beside { proxies: ["10.0.0.1", "10.0.0.2"].map(|ip| ip.parse().unwrap()).into(), ..Beside::default() };
        let client = |peer: &str, told: &[&str]| beside.client(peer.parse().unwrap(), told).to_string();
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9", "a stranger may say what he likes");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("::ffff:10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(
            client("10.0.0.1", &["1.2.3.4, 203.0.113.9"]),
            "203.0.113.9",
            "what came before is the client's word"
        );
        assert_eq!(client("10.0.0.1", &["203.0.113.9", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, nonsense"]), "10.0.0.1");
    }
}
