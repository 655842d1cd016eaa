//! What somebody got to see.

use axum::http::{HeaderMap, StatusCode, header};

use crate::Person;

/// One answer.
#[derive(Clone)]
pub struct Page {
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as text, tags and all; what is not UTF-8 is replaced.
    pub text: String,
    /// What a reader sees of it: without tags, white space as one space.
    pub seen: String,
    /// Where a redirect leads.
    pub location: Option<String>,
}

impl Page {
    pub(crate) fn new(asked: String, status: StatusCode, headers: HeaderMap, bytes: Vec<u8>) -> Page {
        let location = headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let seen = seen(&text);
        Page { asked, status: status.as_u16(), headers, bytes, text, seen, location }
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Page {
        assert!(
            self.seen.contains(words) || self.text.contains(words),
            "{} does not say {words:?}:\n{}",
            self.heading(),
            self.shown()
        );
        self
    }

    /// Words with angle brackets are looked for as tags, not as what a reader sees.
    #[track_caller]
    pub fn does_not_say(&self, words: &str) -> &Page {
        let seen = !words.contains(['<', '>']) && self.seen.contains(words);
        assert!(!seen && !self.text.contains(words), "{} says {words:?}:\n{}", self.heading(), self.shown());
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Page {
        assert_eq!(self.status, status, "{}:\n{}", self.heading(), self.shown());
        self
    }

    /// The page the answer leads to.
    #[track_caller]
    pub fn follow(&self, person: &Person) -> Page {
        let Some(to) = &self.location else { panic!("{} leads nowhere:\n{}", self.heading(), self.shown()) };
        person.get(to)
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{}: {e}\n{}", self.heading(), self.shown()))
    }

    /// The value of the first field of this name in the page's forms.
    pub fn field(&self, name: &str) -> Option<String> {
        let inputs = self.text.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        let input = inputs.into_iter().find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        let value = input.split("value=\"").nth(1)?.split('"').next()?;
        Some(plain(value))
    }

    fn shown(&self) -> String {
        self.seen.chars().take(4_000).collect()
    }

    fn heading(&self) -> String {
        format!("{} ({})", self.asked, self.status)
    }
}

fn seen(text: &str) -> String {
    if !text.contains("<html") {
        return text.to_owned();
    }
    let body = text.find("<body").map_or(text, |at| &text[at..]);
    let mut out = String::new();
    let mut in_tag = false;
    for c in body.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                out.push(' ');
            }
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    plain(&words.join(" "))
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
