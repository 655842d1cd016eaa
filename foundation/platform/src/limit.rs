//! How often a stranger may try: a token bucket for each name and key, in memory of this process.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use base::{Error, Kind, Moment, Result, text};

const MOST_KEYS: usize = 100_000;

struct Bucket {
    left: f64,
    at: Moment,
}

#[derive(Default)]
pub struct Limits(Mutex<HashMap<(&'static str, String), Bucket>>);

impl Limits {
    /// Takes one of `burst` tries, which come back at `per_minute`. Errors: `TooMany` when none is left.
    pub fn take(&self, name: &'static str, key: &str, burst: u32, per_minute: f64, now: Moment) -> Result<()> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_KEYS {
            buckets.retain(|_, bucket| now.ms() - bucket.at.ms() < 10 * 60_000);
        }
        let full = f64::from(burst);
        let bucket = buckets.entry((name, key.to_owned())).or_insert(Bucket { left: full, at: now });
        let minutes = (now.ms() - bucket.at.ms()).max(0) as f64 / 60_000.0;
        bucket.left = (bucket.left + minutes * per_minute).min(full);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(Error::new(Kind::TooMany, TOO_MANY));
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

const TOO_MANY: base::Text = text(
    "Bạn đã thử quá nhiều lần. Vui lòng chờ vài phút rồi thử lại",
    "Too many tries. Please wait a few minutes and try again",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_run_out_and_come_back_with_time() {
        let limits = Limits::default();
        let at = |seconds: i64| Moment::from_ms(1_000_000_000_000 + seconds * 1000);
        assert!(limits.take("x", "a", 2, 1.0, at(0)).is_ok());
        assert!(limits.take("x", "a", 2, 1.0, at(1)).is_ok());
        assert_eq!(limits.take("x", "a", 2, 1.0, at(2)).unwrap_err().kind, Kind::TooMany);
        assert!(limits.take("x", "b", 2, 1.0, at(2)).is_ok(), "another key has its own tries");
        assert!(limits.take("x", "a", 2, 1.0, at(90)).is_ok());
    }
}
