//! Time and randomness come in from outside, so that a test is a clock and a seed.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use crate::{Id, IdMaker, Moment};

pub trait Clock: Send + Sync {
    fn now(&self) -> Moment;
}

pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// What the outside gives: a clock, randomness, and the ids made of both.
#[derive(Clone)]
pub struct Sources {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub ids: Arc<IdMaker>,
}

impl Sources {
    /// The real clock and the system's randomness. `node` tells processes apart that write at once (0..1023).
    pub fn system(node: u16) -> Sources {
        Sources { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom), ids: Arc::new(IdMaker::new(node)) }
    }

    /// A clock that stands where it is put and randomness from a seed: the same inputs, the same world.
    pub fn fixed(at: Moment, seed: u64) -> (Sources, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock::new(at));
        let random = Arc::new(SeededRandom::new(seed));
        (Sources { clock: clock.clone(), random, ids: Arc::new(IdMaker::new(0)) }, clock)
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    pub fn new_id(&self) -> Id {
        self.ids.make(self.clock.now())
    }

    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }
}

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the wall clock comes in")]
    fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Moment::from_ms(since.as_millis() as i64)
    }
}

pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes in")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

/// Stands still until a test or the demo moves it.
pub struct FixedClock(AtomicI64);

impl FixedClock {
    pub fn new(at: Moment) -> FixedClock {
        FixedClock(AtomicI64::new(at.ms()))
    }

    pub fn set(&self, at: Moment) {
        self.0.store(at.ms(), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// SplitMix64: small, repeatable, and not for secrets.
pub struct SeededRandom(Mutex<u64>);

impl SeededRandom {
    pub fn new(seed: u64) -> SeededRandom {
        SeededRandom(Mutex::new(seed))
    }

    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..n`.
    pub fn below(&self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}
