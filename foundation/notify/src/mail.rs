//! E-mail by the province's own mail server (RFC 5321).

use std::time::Duration;

use base::{Error, Kind, Result, Text, said, text};
use lettre::{Message, SmtpTransport, Transport, message::Mailbox};

/// A mail server and the address that letters come from. Clones share their connections.
#[derive(Clone)]
pub struct Mailer {
    server: SmtpTransport,
    from: Mailbox,
}

impl Mailer {
    /// `url`: `smtps://user:password@host`, `smtp://host?tls=required` (STARTTLS), or `smtp://host` without encryption, for a
    /// server on this machine. `from`: `Tỉnh Tuyên Quang <tinhso@tuyenquang.gov.vn>`.
    pub fn open(url: &str, from: &str) -> Result<Mailer> {
        const PATIENCE: Duration = Duration::from_secs(30);
        // The reason is not shown: it may quote the URL, and with it the password.
        let server = SmtpTransport::from_url(url).map_err(|_| Error::invalid(BAD_SERVER))?;
        Ok(Mailer { server: server.timeout(Some(PATIENCE)).build(), from: address(from)? })
    }

    /// Returns when the server has taken the letter. Blocks.
    ///
    /// Errors: `Busy` when it may be tried again, `Invalid` when this server will never take it.
    pub fn send(&self, to: &str, subject: &str, body: &str) -> Result<()> {
        let letter = Message::builder().from(self.from.clone()).to(address(to)?).subject(subject);
        let letter = letter.body(body.to_owned()).map_err(Error::internal)?;
        self.server.send(&letter).map(drop).map_err(|e| {
            let source = Error::internal(e.to_string()).source;
            match e.is_permanent() {
                true => Error { source, ..Error::invalid(REFUSED) },
                false => Error { source, ..Error::new(Kind::Busy, NOT_SENT) },
            }
        })
    }
}

fn address(written: &str) -> Result<Mailbox> {
    written.parse().map_err(|_| {
        Error::invalid(said!("“{written}” không phải địa chỉ thư điện tử", "“{written}” is not an e-mail address"))
    })
}

const BAD_SERVER: Text = text(
    "Địa chỉ máy chủ thư không đúng; viết smtps://tên:mật-khẩu@máy-chủ hoặc smtp://máy-chủ",
    "The mail server's address is not valid; write smtps://user:password@host or smtp://host",
);
const REFUSED: Text = text("Máy chủ thư từ chối thư này", "The mail server refuses this letter");
const NOT_SENT: Text = text("Chưa gửi được thư; sẽ thử lại", "The letter was not sent yet; it will be tried again");

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
        thread::JoinHandle,
    };

    use super::*;

    /// A mail server for one letter, which answers `to_letter` when it has it all, and says what it was told.
    fn server(to_letter: &'static str) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let lines = BufReader::new(socket.try_clone().unwrap()).lines();
            let (mut told, mut in_letter) = (Vec::new(), false);
            socket.write_all(b"220 mail.example.vn\r\n").unwrap();
            for line in lines {
                let Ok(line) = line else { break };
                let answer = match line.split(' ').next().unwrap_or_default() {
                    _ if in_letter && line != "." => None,
                    "." => Some(to_letter),
                    "DATA" => Some("354 go on"),
                    "EHLO" => Some("250-mail.example.vn\r\n250 8BITMIME"),
                    "QUIT" => Some("221 bye"),
                    _ => Some("250 ok"),
                };
                in_letter = line == "DATA" || (in_letter && line != ".");
                told.push(line);
                if let Some(answer) = answer {
                    socket.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
                }
                if answer == Some("221 bye") {
                    break;
                }
            }
            told
        });
        (url, served)
    }

    #[test]
    fn a_letter_arrives_with_its_marks() {
        let (url, served) = server("250 taken");
        let mailer = Mailer::open(&url, "Tỉnh Tuyên Quang <tinhso@example.vn>").unwrap();
        mailer.send("luu-tru@example.vn", "Đầu sổ cái 24/11/2026", "tinhso\n5\n").unwrap();
        drop(mailer);
        let told = served.join().unwrap();
        assert!(told.contains(&"RCPT TO:<luu-tru@example.vn>".to_owned()), "{told:?}");
        assert!(told.iter().any(|line| line == "5"), "{told:?}");
        let subject = told.iter().find(|line| line.starts_with("Subject: ")).unwrap();
        assert!(subject.contains("=?utf-8?"), "{subject}");
    }

    #[test]
    fn a_refusal_for_now_and_one_for_ever_are_told_apart() {
        for (answer, kind) in [("451 later", Kind::Busy), ("554 never", Kind::Invalid)] {
            let (url, served) = server(answer);
            let mailer = Mailer::open(&url, "tinhso@example.vn").unwrap();
            assert_eq!(mailer.send("a@example.vn", "x", "y").unwrap_err().kind, kind, "{answer}");
            drop(mailer);
            served.join().unwrap();
        }
        let nobody = Mailer::open("smtp://127.0.0.1:1", "tinhso@example.vn").unwrap();
        assert_eq!(nobody.send("a@example.vn", "x", "y").unwrap_err().kind, Kind::Busy);
    }

    #[test]
    fn a_wrong_address_is_told_and_a_password_is_not() {
        let said = Mailer::open("mail://admin:bi-mat@host", "a@example.vn").err().unwrap();
        assert!(!format!("{said:?}").contains("bi-mat"), "{said:?}");
        assert!(Mailer::open("smtp://127.0.0.1:25", "không có a còng").is_err());
    }
}
