//! The address of the page one stands on, and its neighbours: the same list sorted otherwise, its next page, its export.

/// A path and its query, in order. `Here::parse("/ho-so?status=waiting").with("sort", "-due").href()`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    path: String,
    query: Vec<(String, String)>,
}

impl Here {
    pub fn parse(address: &str) -> Here {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        };
        Here { path: path.to_owned(), query: query.split('&').filter(|p| !p.is_empty()).map(pair).collect() }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The pairs of the query, for hidden fields of a form that narrows the same list.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// This name once, with this value; an empty value takes it away.
    pub fn with(&self, name: &str, value: impl Into<String>) -> Here {
        let mut here = self.without(name);
        let value = value.into();
        if !value.is_empty() {
            here.query.push((name.to_owned(), value));
        }
        here
    }

    pub fn without(&self, name: &str) -> Here {
        let query = self.query.iter().filter(|(n, _)| n != name).cloned().collect();
        Here { path: self.path.clone(), query }
    }

    /// The same query at another path.
    pub fn at(&self, path: impl Into<String>) -> Here {
        Here { path: path.into(), query: self.query.clone() }
    }

    pub fn href(&self) -> String {
        let mut out = self.path.clone();
        for (i, (name, value)) in self.query.iter().enumerate() {
            out.push(if i == 0 { '?' } else { '&' });
            encode(name, &mut out);
            out.push('=');
            encode(value, &mut out);
        }
        out
    }
}

/// Percent-encodes one value for use in a path or a query (RFC 3986: everything but the unreserved).
pub fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    encode(value, &mut out);
    out
}

fn encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
}

fn decode(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| (*b as char).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 2;
            }
            (b'+', _, _) => out.push(b' '),
            (other, _, _) => out.push(other),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_other_parts_when_one_changes() {
        let here = Here::parse("/ho-so?q=khai+sinh&sort=due&after=123");
        assert_eq!(here.get("q"), Some("khai sinh"));
        let sorted = here.with("sort", "-due").without("after");
        assert_eq!(sorted.href(), "/ho-so?q=khai%20sinh&sort=-due");
        assert_eq!(here.with("q", "").without("sort").without("after").href(), "/ho-so");
    }

    #[test]
    fn vietnamese_and_hostile_values_come_back_as_they_were() {
        for value in ["Đường hỏng", "a&b=c", "\"><script>", "100%", "%zz", ""] {
            let href = Here::default().at("/x").with("q", value).href();
            assert_eq!(Here::parse(&href).get("q").unwrap_or(""), value);
            assert!(!href.contains(['"', '<', ' ']));
        }
    }
}
