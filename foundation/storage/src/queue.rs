//! A bounded queue between callers and database threads: who finds it full is told so at once.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

pub struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    room: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub fn new(room: usize) -> Queue<T> {
        Queue {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false }),
            changed: Condvar::new(),
            room: room.max(1),
        }
    }

    /// Gives the item back if there is no room, or nobody to take it.
    pub fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.state();
        if state.closed || state.waiting.len() >= self.room {
            return Err(item);
        }
        state.waiting.push_back(item);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for an item; `None` once the queue is closed and empty.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub fn try_pop(&self) -> Option<T> {
        self.state().waiting.pop_front()
    }

    pub fn take_all(&self) -> VecDeque<T> {
        std::mem::take(&mut self.state().waiting)
    }

    /// What waits is still taken; nothing new comes in.
    pub fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
