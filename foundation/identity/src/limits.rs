//! What a province may set about sign-in; the defaults follow the usual practice for level 3 systems.

/// Lengths of time in minutes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A session that nobody used ends.
    pub idle_minutes: i64,
    /// Every session ends.
    pub session_minutes: i64,
    /// `seen_at` of a session is written at most this often.
    pub seen_minutes: i64,
    /// Wrong tries under one name before the first lock of one minute; each further one doubles it.
    pub free_failures: i64,
    pub longest_lock_minutes: i64,
    /// Wrong tries from one address within the window; a whole office may stand behind one address.
    pub client_failures: i64,
    pub client_window_minutes: i64,
    /// Of a token that names no end.
    pub token_minutes: i64,
    /// Of any token.
    pub longest_token_minutes: i64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            idle_minutes: 45,
            session_minutes: 12 * 60,
            seen_minutes: 3,
            free_failures: 5,
            longest_lock_minutes: 30,
            client_failures: 40,
            client_window_minutes: 15,
            token_minutes: 24 * 60,
            longest_token_minutes: 366 * 24 * 60,
        }
    }
}

impl Limits {
    /// 0, or 1, 2, 4 … minutes from the failure that uses up the free ones.
    pub(crate) fn name_lock_minutes(&self, failures: i64) -> i64 {
        match failures - self.free_failures {
            over if over < 0 => 0,
            over => (1_i64 << over.min(20)).min(self.longest_lock_minutes),
        }
    }

    pub(crate) fn client_lock_minutes(&self, failures: i64) -> i64 {
        if failures >= self.client_failures { self.client_window_minutes } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_doubles_with_each_failure_up_to_its_longest() {
        let limits = Limits::default();
        let minutes: Vec<i64> = (4..=11).map(|n| limits.name_lock_minutes(n)).collect();
        assert_eq!(minutes, [0, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(limits.name_lock_minutes(i64::MAX / 2), 30);
        assert_eq!((limits.client_lock_minutes(39), limits.client_lock_minutes(40)), (0, 15));
    }
}
