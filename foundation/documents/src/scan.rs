//! Malware scanning, by a clamd beside the server if the province runs one.

use std::{
    io::{Read, Write},
    net::{TcpStream, ToSocketAddrs},
    os::unix::net::UnixStream,
    time::Duration,
};

use base::{Error, Kind, Result, Text, text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// The name the scanner gives it.
    Found(String),
}

pub trait Scanner: Send + Sync {
    /// Blocks. An error means that nobody looked, never that the file is clean.
    fn scan(&self, bytes: &[u8]) -> Result<Verdict>;
}

/// ClamAV's daemon, spoken to with INSTREAM (clamd(8)).
#[derive(Clone, Debug)]
pub struct Clamd {
    address: String,
}

impl Clamd {
    /// `unix:/run/clamav/clamd.ctl` or `127.0.0.1:3310`.
    pub fn new(address: &str) -> Clamd {
        Clamd { address: address.into() }
    }

    fn ask(&self, bytes: &[u8]) -> std::io::Result<String> {
        const PATIENCE: Duration = Duration::from_secs(30);
        if let Some(path) = self.address.strip_prefix("unix:") {
            let socket = UnixStream::connect(path)?;
            socket.set_read_timeout(Some(PATIENCE))?;
            socket.set_write_timeout(Some(PATIENCE))?;
            return instream(socket, bytes);
        }
        let address = self.address.to_socket_addrs()?.next().ok_or(std::io::ErrorKind::AddrNotAvailable)?;
        let socket = TcpStream::connect_timeout(&address, PATIENCE)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        instream(socket, bytes)
    }
}

/// Chunks of 32-bit length and data, a length of zero, then one answer that ends with NUL.
fn instream(mut socket: impl Read + Write, bytes: &[u8]) -> std::io::Result<String> {
    const CHUNK: usize = 64 << 10;
    const LONGEST_ANSWER: u64 = 4096;
    socket.write_all(b"zINSTREAM\0")?;
    for chunk in bytes.chunks(CHUNK) {
        socket.write_all(&(chunk.len() as u32).to_be_bytes())?;
        socket.write_all(chunk)?;
    }
    socket.write_all(&[0; 4])?;
    let mut answer = String::new();
    socket.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
    Ok(answer.trim_end_matches(['\0', '\n']).to_owned())
}

impl Scanner for Clamd {
    fn scan(&self, bytes: &[u8]) -> Result<Verdict> {
        let not_looked =
            |why: String| Error { source: Error::internal(why).source, ..Error::new(Kind::Busy, NOT_SCANNED) };
        let answer = self.ask(bytes).map_err(|e| not_looked(format!("clamd at {}: {e}", self.address)))?;
        let said = answer.strip_prefix("stream: ").unwrap_or(&answer);
        match said.strip_suffix(" FOUND") {
            Some(name) => Ok(Verdict::Found(name.to_owned())),
            None if said == "OK" => Ok(Verdict::Clean),
            None => Err(not_looked(format!("clamd at {} answered: {answer}", self.address))),
        }
    }
}

const NOT_SCANNED: Text = text(
    "Chưa kiểm tra được mã độc nên tệp chưa được nhận, xin thử lại sau ít phút",
    "The file could not be scanned for malware and was not accepted, please try again in a few minutes",
);

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    /// A clamd that answers once, and gives back what it was sent.
    fn fake(answer: &'static str) -> (Clamd, thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let served = thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut command = [0; 10];
            socket.read_exact(&mut command).unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut received = Vec::new();
            loop {
                let mut length = [0; 4];
                socket.read_exact(&mut length).unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let start = received.len();
                received.resize(start + length, 0);
                socket.read_exact(&mut received[start..]).unwrap();
            }
            socket.write_all(answer.as_bytes()).unwrap();
            received
        });
        (Clamd::new(&address), served)
    }

    #[test]
    fn a_file_reaches_the_scanner_whole() {
        let (clamd, served) = fake("stream: OK\0");
        let bytes: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
        assert_eq!(clamd.scan(&bytes).unwrap(), Verdict::Clean);
        assert_eq!(served.join().unwrap(), bytes);
    }

    #[test]
    fn what_it_finds_has_a_name() {
        let (clamd, served) = fake("stream: Eicar-Signature FOUND\0");
        assert_eq!(clamd.scan(b"x").unwrap(), Verdict::Found("Eicar-Signature".into()));
        served.join().unwrap();
    }

    #[test]
    fn a_scanner_that_is_silent_wrong_or_away_passes_nothing() {
        for answer in ["", "INSTREAM size limit exceeded. ERROR\0", "OK FOUND nothing\0"] {
            let (clamd, served) = fake(answer);
            assert_eq!(clamd.scan(b"x").unwrap_err().kind, Kind::Busy, "{answer:?}");
            served.join().unwrap();
        }
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        assert_eq!(Clamd::new(&gone).scan(b"x").unwrap_err().kind, Kind::Busy);
        assert_eq!(Clamd::new("unix:/nowhere/clamd.ctl").scan(b"x").unwrap_err().kind, Kind::Busy);
    }
}
