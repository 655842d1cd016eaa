//! What was measured, and its percentiles.

use std::time::Duration;

/// One request.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its place in `lifecycles::ACTS`.
    pub act: u8,
    /// 0 when there was no answer at all.
    pub status: u16,
    /// 503 with `Retry-After`: the server said orderly that it was busy.
    pub orderly: bool,
    /// When it was answered, from the beginning of the run.
    pub at: Duration,
    pub took: Duration,
}

impl Sample {
    pub fn done(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Milliseconds at these percents, by nearest rank; zeros if there is nothing.
pub fn percentiles<const N: usize>(mut ms: Vec<f64>, percents: [f64; N]) -> [f64; N] {
    ms.sort_by(f64::total_cmp);
    percents.map(|percent| {
        let rank = (percent / 100.0 * ms.len() as f64).ceil() as usize;
        ms.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    })
}

pub fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentiles(hundred, [50.0, 95.0, 99.0, 100.0]), [50.0, 95.0, 99.0, 100.0]);
        assert_eq!(percentiles(vec![7.0], [50.0, 99.0]), [7.0, 7.0]);
        assert_eq!(percentiles(Vec::new(), [50.0]), [0.0]);
    }
}
