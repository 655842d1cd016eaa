//! Server time of pages, one request after another: what a page costs when nobody stands before it in the queue.

use std::{collections::BTreeSet, io};

use base::{Error, Result};

use crate::{
    http::Connection,
    people::{People, Reader, WHOLE_PROVINCE},
    samples::{ms, percentiles},
};

pub struct Measured {
    pub reader: String,
    pub page: &'static str,
    pub kind: Kind,
    /// p50 and p95, milliseconds, as the server says.
    pub server: [f64; 2],
    /// The same as the client waits, compression and loopback included.
    pub client: [f64; 2],
    /// Bytes as sent, compressed.
    pub bytes: usize,
    /// Its p95 over that of the reader with the whole province.
    pub of_whole: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    List,
    Dossier,
    Search,
}

const QUEUE: &str = "work";

const LISTS: [(&str, &str); 6] = [
    (QUEUE, "/viec"),
    ("dossiers in process", "/ho-so"),
    ("dossiers to accept", "/ho-so?nhom=cho-tiep-nhan"),
    ("dossiers to hand over", "/ho-so?nhom=cho-tra"),
    ("dossiers closed", "/ho-so?nhom=da-ket-thuc"),
    ("late soon", "/sap-den-han"),
];

/// Rare and common, with marks and without, and one that finds nothing.
const QUERIES: [&str; 10] = [
    "dang+ky+khai+sinh",
    "kết+hôn",
    "h%E1%BB%99+kinh+doanh",
    "giay",
    "thu+tuc",
    "chung+thuc",
    "dat+dai",
    "nhan+cha+me+con",
    "2.000815",
    "khong+co+gi+nhu+the",
];

/// Requests of each page that are not counted, so that statements are prepared and pages in memory.
const WARM: usize = 50;

/// One page as one reader opens it, again and again.
struct Round {
    reader: String,
    page: &'static str,
    kind: Kind,
    headers: String,
    paths: Vec<String>,
    server: Vec<f64>,
    client: Vec<f64>,
    bytes: usize,
}

impl Round {
    fn new(reader: &Reader, page: &'static str, kind: Kind, paths: Vec<String>) -> Round {
        let headers = cookie_of(reader) + GZIP;
        let (server, client) = Default::default();
        Round { reader: reader.name.clone(), page, kind, headers, paths, server, client, bytes: 0 }
    }

    /// Goes round the paths.
    fn ask(&mut self, connection: &mut Connection, n: usize) -> Result<()> {
        let path = &self.paths[n % self.paths.len()];
        let answer = connection.get(path, &self.headers)?;
        if answer.status != 200 {
            return Err(Error::internal(format!("{path} answered {} to {}", answer.status, self.reader)));
        }
        if n >= WARM {
            let said = answer.server_ms.ok_or_else(|| io::Error::other("the server does not say its time"))?;
            self.server.push(said);
            self.client.push(ms(answer.took));
            self.bytes = self.bytes.max(answer.body.len());
        }
        Ok(())
    }

    fn measured(self) -> Measured {
        Measured {
            reader: self.reader,
            page: self.page,
            kind: self.kind,
            server: percentiles(self.server, [50.0, 95.0]),
            client: percentiles(self.client, [50.0, 95.0]),
            bytes: self.bytes,
            of_whole: None,
        }
    }
}

/// The readers take turns, so that none has a quieter machine than another.
pub fn measure(address: &str, people: &People, requests: usize) -> Result<Vec<Measured>> {
    let mut connection = Connection::new(address);
    let mut rounds = Vec::new();
    for reader in &people.readers {
        let cookie = cookie_of(reader);
        let mut codes = BTreeSet::new();
        for (page, path) in LISTS {
            let answer = connection.get(path, &cookie)?;
            match answer.status {
                200 => {}
                403 => continue,
                status => return Err(Error::internal(format!("{path} answered {status} to {}", reader.name))),
            }
            codes.extend(dossiers_in(&String::from_utf8_lossy(&answer.body)));
            rounds.push(Round::new(reader, page, Kind::List, vec![path.to_owned()]));
        }
        if !codes.is_empty() {
            let paths = codes.into_iter().map(|code| format!("/ho-so/{code}")).collect();
            rounds.push(Round::new(reader, "a dossier", Kind::Dossier, paths));
        }
    }
    let nobody = Reader { name: "nobody in particular".to_owned(), session: String::new() };
    let searches = QUERIES.iter().map(|query| format!("/thu-tuc?q={}", encoded(query))).collect();
    rounds.push(Round::new(&nobody, "search of procedures", Kind::Search, searches));
    for n in 0..WARM + requests {
        for round in &mut rounds {
            round.ask(&mut connection, n)?;
        }
    }
    let mut measured = rounds.into_iter().map(Round::measured).collect::<Vec<_>>();
    compare(&mut measured);
    Ok(measured)
}

fn cookie_of(reader: &Reader) -> String {
    if reader.session.is_empty() { String::new() } else { format!("cookie: tinhso_session={}\r\n", reader.session) }
}

/// As every browser asks.
const GZIP: &str = "accept-encoding: gzip\r\n";

fn compare(measured: &mut [Measured]) {
    let whole: Vec<(&str, f64)> =
        measured.iter().filter(|m| m.reader == WHOLE_PROVINCE).map(|m| (m.page, m.server[1])).collect();
    // Nobody holds the work of the whole province: a queue is of posts, not of reach.
    for one in measured.iter_mut().filter(|one| one.page != QUEUE) {
        one.of_whole = whole.iter().find(|(page, _)| *page == one.page).map(|(_, p95)| one.server[1] / p95);
    }
}

/// Codes of dossiers that a list leads to.
fn dossiers_in(html: &str) -> Vec<String> {
    let links = html.split("href=\"/ho-so/").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|code| code.starts_with('H') && !code.contains(['/', '?', '#'])).map(str::to_owned).collect()
}

fn encoded(query: &str) -> String {
    query.bytes().map(|b| if b.is_ascii() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A public page with what a browser fetches for it, bytes as sent.
pub struct Weight {
    pub page: &'static str,
    pub html: usize,
    /// Styles, scripts and pictures.
    pub assets: usize,
    /// All that the styles name; a browser fetches those of the letters and weights it shows.
    pub fonts: usize,
}

pub fn weigh(address: &str) -> Result<Vec<Weight>> {
    let mut connection = Connection::new(address);
    let mut weights = Vec::new();
    for page in ["/", "/thu-tuc"] {
        let html = connection.get(page, GZIP)?.body.len();
        let plain = connection.get(page, "")?.body;
        let mut assets = assets_in(&String::from_utf8_lossy(&plain));
        for style in assets.clone().iter().filter(|path| path.ends_with(".css")) {
            let css = connection.get(style, "")?.body;
            assets.extend(named_by(&String::from_utf8_lossy(&css), style));
        }
        let mut weight = Weight { page, html, assets: 0, fonts: 0 };
        for asset in &assets {
            let bytes = connection.get(asset, GZIP)?.body.len();
            *(if asset.ends_with(".woff2") { &mut weight.fonts } else { &mut weight.assets }) += bytes;
        }
        weights.push(weight);
    }
    Ok(weights)
}

fn assets_in(html: &str) -> BTreeSet<String> {
    let named = html.split("\"/assets/").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    named.map(|path| format!("/assets/{path}")).collect()
}

/// What a style sheet names beside itself.
fn named_by(css: &str, style: &str) -> BTreeSet<String> {
    let folder = style.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let named = named.map(|path| path.trim_matches(['"', '\'']).trim_start_matches("./"));
    named.filter(|path| !path.starts_with("data:")).map(|path| format!("{folder}/{path}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_leads_to_its_dossiers_and_nothing_else() {
        let html = r#"<a href="/ho-so/H60.1-260309-0001">x</a> <a href="/ho-so/xuat.xlsx"> <a href="/ho-so/H60.1-260309-0002?x=1">"#;
        assert_eq!(dossiers_in(html), ["H60.1-260309-0001"]);
    }

    #[test]
    fn a_style_names_what_stands_beside_it() {
        let css = r#"src:url("./fonts/a.woff2"),url(./band.svg),url(data:image/png;base64,AA)"#;
        let named: Vec<String> = named_by(css, "/assets/1f/app.css").into_iter().collect();
        assert_eq!(named, ["/assets/1f/band.svg", "/assets/1f/fonts/a.woff2"]);
    }

    #[test]
    fn a_query_keeps_its_ascii() {
        assert_eq!(encoded("kết+hôn"), "k%E1%BA%BFt+h%C3%B4n");
    }
}
