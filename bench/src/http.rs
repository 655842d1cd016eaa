//! As much of an HTTP/1.1 client as measuring needs: one connection kept open, one request at a time, on one thread.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

pub struct Connection {
    address: String,
    open: Option<BufReader<TcpStream>>,
    line: String,
}

#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// As the server says in `server-timing`, without the network and compression.
    pub server_ms: Option<f64>,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
    pub took: Duration,
}

pub const PATIENCE: Duration = Duration::from_secs(40);

/// `127.0.0.1:8080` of `http://127.0.0.1:8080/`.
pub fn address(url: &str) -> &str {
    url.trim_start_matches("http://").trim_end_matches('/')
}

impl Connection {
    pub fn new(address: &str) -> Connection {
        Connection { address: address.to_owned(), open: None, line: String::new() }
    }

    pub fn get(&mut self, path: &str, headers: &str) -> io::Result<Answer> {
        self.send("GET", path, headers, "")
    }

    /// `headers` are whole lines, each with its CRLF. Errors leave the connection closed; the next request opens it anew.
    pub fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<Answer> {
        let began = Instant::now();
        let result = self.exchange(method, path, headers, body);
        match result {
            Ok((mut answer, keep)) => {
                answer.took = began.elapsed();
                if !keep {
                    self.open = None;
                }
                Ok(answer)
            }
            Err(e) => {
                self.open = None;
                Err(e)
            }
        }
    }

    fn exchange(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<(Answer, bool)> {
        let Connection { address, open, line } = self;
        let stream = match open {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(address.as_str())?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                none.insert(BufReader::with_capacity(32 * 1024, stream))
            }
        };
        let length = body.len();
        let request =
            format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n{headers}content-length: {length}\r\n\r\n{body}");
        stream.get_mut().write_all(request.as_bytes())?;

        let mut answer = Answer::default();
        read_line(stream, line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok());
        answer.status = status.ok_or_else(|| wrong("no status line"))?;
        let (mut length, mut chunked, mut keep) = (None, false, true);
        loop {
            read_line(stream, line)?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse::<usize>().ok(),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "connection" => keep = !value.eq_ignore_ascii_case("close"),
                "server-timing" => answer.server_ms = value.split("dur=").nth(1).and_then(|ms| ms.parse().ok()),
                "retry-after" => answer.retry_after = value.parse().ok().map(Duration::from_secs),
                _ => {}
            }
        }
        if chunked {
            loop {
                read_line(stream, line)?;
                let size = usize::from_str_radix(line.trim(), 16).map_err(|_| wrong("a chunk without a size"))?;
                take(stream, size, &mut answer.body)?;
                read_line(stream, line)?;
                if size == 0 {
                    break;
                }
            }
        } else {
            take(stream, length.unwrap_or(0), &mut answer.body)?;
        }
        Ok((answer, keep))
    }
}

fn read_line(stream: &mut BufReader<TcpStream>, line: &mut String) -> io::Result<()> {
    line.clear();
    if stream.read_line(line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(())
}

fn take(stream: &mut BufReader<TcpStream>, size: usize, into: &mut Vec<u8>) -> io::Result<()> {
    let from = into.len();
    into.resize(from + size, 0);
    stream.read_exact(&mut into[from..])
}

fn wrong(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    /// Answers each connection with the bytes given, whatever is asked.
    fn server(answers: Vec<&'static str>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut buffer = [0; 4096];
                assert!(stream.read(&mut buffer).unwrap() > 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    #[test]
    fn bodies_are_read_by_length_and_in_chunks_on_one_connection() {
        let address = server(vec![
            "HTTP/1.1 200 OK\r\nServer-Timing: app;dur=1.5\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ntransfer-encoding: chunked\r\n\r\n4\r\nwiki\r\n2\r\nto\r\n0\r\n\r\n",
        ]);
        let mut connection = Connection::new(&address);
        let first = connection.get("/", "").unwrap();
        assert_eq!((first.status, first.server_ms, first.body.as_slice()), (200, Some(1.5), &b"abc"[..]));
        let second = connection.get("/", "").unwrap();
        assert_eq!(
            (second.status, second.retry_after, second.body.as_slice()),
            (503, Some(Duration::from_secs(2)), &b"wikito"[..])
        );
    }
}
