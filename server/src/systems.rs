//! The systems of this province, in the order of the navigation. Adding one is one line.

use platform::System;

pub const SYSTEMS: &[&System] = &[&desk::SYSTEM, &procedures::SYSTEM, &tickets::SYSTEM];
