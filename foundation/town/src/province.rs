//! The map of the town's province.

use directory::UnitsFile;

/// As settings and pages name it.
pub const NAME: &str = "Mẫu";

pub fn units() -> UnitsFile {
    UnitsFile::parse(UNITS, None).expect("the units of the town")
}

/// Xã An Bình and Xã Minh Tân become Xã Bình Tân, in the town's second week.
pub const MERGER: &str = r#"
day = "2026-03-16"
document = "Nghị quyết số 2/NQ-UBTVQH15"

[[found]]
level = "commune"
kind = "xã"
name = "Bình Tân"
gso = "99010"
agency = "H99.110"
parent = "99 Tỉnh Mẫu"
whole = ["99004 Xã An Bình", "99007 Xã Minh Tân"]

[[office]]
below = "commune"
duty = "one-stop"
kind = "trung tâm"
name = "Trung tâm Phục vụ hành chính công {unit}"
"#;

const UNITS: &str = r#"
valid_from = "2025-07-01"
document = "Nghị quyết số 1/NQ-UBTVQH15"

[[unit]]
level = "province"
kind = "tỉnh"
name = "Mẫu"
gso = "99"
agency = "H99"

[[unit]]
level = "department"
kind = "ủy ban nhân dân"
name = "Ủy ban nhân dân tỉnh Mẫu"
agency = "H99.01"
parent = "99"
duty = "committee"

[[unit]]
level = "department"
kind = "sở"
name = "Sở Tư pháp"
agency = "H99.04"
parent = "99"
duty = "justice"

[[unit]]
level = "office"
kind = "trung tâm"
name = "Trung tâm Phục vụ hành chính công tỉnh Mẫu"
agency = "H99.99"
parent = "99"
duty = "one-stop"

[[unit]]
level = "commune"
kind = "phường"
name = "Hoa Lư"
gso = "99001"
agency = "H99.101"
parent = "99"

[[unit]]
level = "commune"
kind = "xã"
name = "An Bình"
gso = "99004"
agency = "H99.102"
parent = "99"

[[unit]]
level = "commune"
kind = "xã"
name = "Minh Tân"
gso = "99007"
agency = "H99.103"
parent = "99"

[[office]]
below = "commune"
duty = "one-stop"
kind = "trung tâm"
name = "Trung tâm Phục vụ hành chính công {unit}"
"#;
