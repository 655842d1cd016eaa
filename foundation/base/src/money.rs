//! Money is whole đồng: no decimals, a dot at the thousands (`1.500.000 đ`).

use std::{fmt, iter::Sum, str::FromStr};

use crate::{Error, Result, text};

/// An amount in đồng. In JSON and in the database it is the integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Dong(pub i64);

impl Dong {
    pub const ZERO: Dong = Dong(0);

    /// More than any fee or budget line: what is typed above it is a slip.
    pub const MOST: Dong = Dong(1_000_000_000_000_000);

    pub const fn get(self) -> i64 {
        self.0
    }

    pub fn plus(self, other: Dong) -> Dong {
        Dong(self.0.saturating_add(other.0))
    }

    pub fn times(self, n: i64) -> Dong {
        Dong(self.0.saturating_mul(n))
    }
}

impl Sum for Dong {
    fn sum<I: Iterator<Item = Dong>>(amounts: I) -> Dong {
        amounts.fold(Dong::ZERO, Dong::plus)
    }
}

impl fmt::Display for Dong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        f.write_str(" đ")
    }
}

impl FromStr for Dong {
    type Err = Error;

    /// As people type it: `1500000`, `1.500.000`, `1,500,000 đ`, `1 500 000 đồng`, `8.000 VND`. Groups are of three digits
    /// parted by one and the same mark, so `1.5` is refused, not guessed.
    fn from_str(s: &str) -> Result<Dong> {
        let wrong = || {
            Error::invalid(text(
                "Số tiền phải viết như 1.500.000, tính bằng đồng, không có số lẻ",
                "An amount must be written as 1.500.000, in whole đồng",
            ))
        };
        let typed = crate::text::nfc(s).to_lowercase().replace('\u{a0}', " ");
        let typed = typed.trim();
        let units = ["đồng", "dong", "vnđ", "vnd", "đ", "₫", "d"];
        let number = units.iter().find_map(|u| typed.strip_suffix(u)).unwrap_or(typed).trim_end();

        let mark = number.chars().find(|c| !c.is_ascii_digit());
        let digits = match mark {
            None => number.to_owned(),
            Some(mark @ ('.' | ',' | ' ')) => {
                let groups: Vec<&str> = number.split(mark).collect();
                let first_fits = (1..=3).contains(&groups[0].len());
                if !first_fits || groups[1..].iter().any(|g| g.len() != 3) {
                    return Err(wrong());
                }
                groups.concat()
            }
            Some(_) => return Err(wrong()),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        digits.parse().map(Dong).ok().filter(|d| *d <= Dong::MOST).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_shown_with_dots() {
        for (amount, shown) in
            [(0, "0 đ"), (999, "999 đ"), (8_000, "8.000 đ"), (1_500_000, "1.500.000 đ"), (-20_000, "-20.000 đ")]
        {
            assert_eq!(Dong(amount).to_string(), shown);
        }
        assert_eq!(Dong(i64::MIN).to_string(), "-9.223.372.036.854.775.808 đ");
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for typed in
            ["1500000", "1.500.000", "1,500,000 đ", "1 500 000 đồng", "1.500.000VND", " 1\u{a0}500\u{a0}000 ₫ "]
        {
            assert_eq!(typed.parse::<Dong>().unwrap(), Dong(1_500_000), "{typed}");
        }
        assert_eq!("0 đ".parse::<Dong>().unwrap(), Dong::ZERO);
    }

    #[test]
    fn amounts_are_not_guessed() {
        for typed in [
            "",
            "đ",
            "1.5",
            "1.50.000",
            "1.500,00",
            "1.500,000",
            "-1.000",
            "1e6",
            "0x10",
            "1.0000",
            ".500",
            "10000000000000000",
            "٣",
        ] {
            assert!(typed.parse::<Dong>().is_err(), "{typed}");
        }
    }

    #[test]
    fn sums_do_not_overflow() {
        assert_eq!([Dong(i64::MAX), Dong(1)].into_iter().sum::<Dong>(), Dong(i64::MAX));
        assert_eq!(Dong(8_000).times(3), Dong(24_000));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(amount in 0..=Dong::MOST.0) {
            prop_assert_eq!(Dong(amount).to_string().parse::<Dong>().unwrap(), Dong(amount));
        }
    }
}
