//! VietQR: what a banking app reads to fill in a transfer. EMVCo merchant-presented QR, whose template 38 names the
//! bank and the account (NAPAS, GUID A000000727).

use base::{Error, Result, Text, text};

/// A transfer that the payer only has to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The bank's six digits: `970436`.
    pub bin: String,
    /// Up to 19 letters and digits.
    pub account: String,
    pub service: Service,
    /// In đồng; `None` lets the payer type it.
    pub amount: Option<i64>,
    /// What comes back in the bank's notice, such as the dossier's code: up to 25 ASCII characters, or empty.
    pub purpose: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    ToAccount,
    ToCard,
}

impl Service {
    const fn code(self) -> &'static str {
        match self {
            Service::ToAccount => "QRIBFTTA",
            Service::ToCard => "QRIBFTTC",
        }
    }
}

const NAPAS: &str = "A000000727";
const DONG: &str = "704";
const LONGEST_ACCOUNT: usize = 19;
const LONGEST_PURPOSE: usize = 25;
/// Field 54 takes 13 characters.
const LARGEST_AMOUNT: i64 = 9_999_999_999_999;
const CRC: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_IBM_3740);

impl Transfer {
    pub fn to_account(bin: &str, account: &str, amount: i64, purpose: &str) -> Transfer {
        Transfer {
            bin: bin.into(),
            account: account.into(),
            service: Service::ToAccount,
            amount: Some(amount),
            purpose: purpose.into(),
        }
    }

    /// Whether the fields are what the standard allows.
    pub fn validate(&self) -> Result<()> {
        let wrong = |field: &str, words: Text| Err(Error::field(field, words));
        if self.bin.len() != 6 || !self.bin.bytes().all(|b| b.is_ascii_digit()) {
            return wrong("bin", WRONG_BIN);
        }
        let fits = (1..=LONGEST_ACCOUNT).contains(&self.account.len());
        if !fits || !self.account.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return wrong("account", WRONG_ACCOUNT);
        }
        if self.amount.is_some_and(|amount| !(1..=LARGEST_AMOUNT).contains(&amount)) {
            return wrong("amount", WRONG_AMOUNT);
        }
        if self.purpose.len() > LONGEST_PURPOSE || !self.purpose.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return wrong("purpose", WRONG_PURPOSE);
        }
        Ok(())
    }

    /// The text of the QR code.
    pub fn payload(&self) -> Result<String> {
        self.validate()?;
        let bank = field("00", &self.bin) + &field("01", &self.account);
        let template = field("00", NAPAS) + &field("01", &bank) + &field("02", self.service.code());
        // 12 = made for one payment, 11 = to be used again.
        let (method, amount) = match self.amount {
            Some(amount) => ("12", field("54", &amount.to_string())),
            None => ("11", String::new()),
        };
        let purpose = match self.purpose.as_str() {
            "" => String::new(),
            purpose => field("62", &field("08", purpose)),
        };
        let mut out = [
            field("00", "01"),
            field("01", method),
            field("38", &template),
            field("53", DONG),
            amount,
            field("58", "VN"),
            purpose,
        ]
        .concat();
        // The checksum covers its own tag and length.
        out.push_str("6304");
        let sum = CRC.checksum(out.as_bytes());
        Ok(format!("{out}{sum:04X}"))
    }

    /// Reads a code back. Fields that a transfer does not need, such as the merchant's name, are passed over.
    pub fn parse(payload: &str) -> Result<Transfer> {
        let wrong = || Error::invalid(NOT_VIETQR);
        let covered = payload.len().checked_sub(4).filter(|at| payload.is_char_boundary(*at)).ok_or_else(wrong)?;
        let (covered, sum) = payload.split_at(covered);
        if !covered.ends_with("6304") || format!("{:04X}", CRC.checksum(covered.as_bytes())) != sum.to_uppercase() {
            return Err(Error::invalid(WRONG_SUM));
        }
        let fields = fields(payload).ok_or_else(wrong)?;
        let template = within(&fields, "38").ok_or_else(wrong)?;
        let bank = within(&template, "01").ok_or_else(wrong)?;
        if value(&fields, "00") != Some("01") || value(&template, "00") != Some(NAPAS) {
            return Err(wrong());
        }
        if value(&fields, "53") != Some(DONG) || value(&fields, "58") != Some("VN") {
            return Err(wrong());
        }
        let service = match value(&template, "02") {
            Some("QRIBFTTA") => Service::ToAccount,
            Some("QRIBFTTC") => Service::ToCard,
            _ => return Err(wrong()),
        };
        let amount = value(&fields, "54").map(|amount| amount.parse().map_err(|_| wrong())).transpose()?;
        let purpose = within(&fields, "62").and_then(|more| value(&more, "08")).unwrap_or_default();
        let (bin, account) = (value(&bank, "00").ok_or_else(wrong)?, value(&bank, "01").ok_or_else(wrong)?);
        let (bin, account, purpose) = (bin.into(), account.into(), purpose.into());
        let transfer = Transfer { bin, account, service, amount, purpose };
        transfer.validate()?;
        Ok(transfer)
    }
}

/// Tag, two digits of length, value. All values here are short ASCII.
fn field(tag: &str, value: &str) -> String {
    format!("{tag}{:02}{value}", value.len())
}

type Fields<'a> = Vec<(&'a str, &'a str)>;

/// Lengths count characters; a name may be in another alphabet.
fn fields(mut rest: &str) -> Option<Fields<'_>> {
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (tag, length) = (rest.get(..2)?, rest.get(2..4)?);
        if !tag.bytes().chain(length.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        rest = &rest[4..];
        let length: usize = length.parse().ok()?;
        let end = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).nth(length)?;
        out.push((tag, &rest[..end]));
        rest = &rest[end..];
    }
    Some(out)
}

fn value<'a>(fields: &Fields<'a>, tag: &str) -> Option<&'a str> {
    fields.iter().find(|(t, _)| *t == tag).map(|(_, value)| *value)
}

fn within<'a>(of: &Fields<'a>, tag: &str) -> Option<Fields<'a>> {
    fields(value(of, tag)?)
}

const WRONG_BIN: Text = text("Mã ngân hàng phải gồm 6 chữ số", "The bank's code must have 6 digits");
const WRONG_ACCOUNT: Text = text(
    "Số tài khoản phải gồm 1 đến 19 chữ hoặc số, không có dấu cách",
    "The account must have 1 to 19 letters or digits, without spaces",
);
const WRONG_AMOUNT: Text = text("Số tiền phải lớn hơn 0 đồng", "The amount must be more than 0 đồng");
const WRONG_PURPOSE: Text =
    text("Nội dung chuyển khoản dài nhất 25 ký tự, không dấu", "The purpose has at most 25 characters, without marks");
const NOT_VIETQR: Text = text("Mã này không phải mã VietQR", "This is not a VietQR code");
const WRONG_SUM: Text =
    text("Mã VietQR bị sai hoặc thiếu, xin quét lại", "The VietQR code is damaged, please scan it again");

#[cfg(test)]
mod tests {
    use super::*;

    /// Payloads that other programs made and banking apps read.
    fn known() -> [(&'static str, Transfer); 3] {
        let to = |bin: &str, account: &str, amount, purpose: &str| Transfer {
            amount,
            ..Transfer::to_account(bin, account, 0, purpose)
        };
        [
            (
                "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8",
                to("970416", "257678859", Some(1000), "Chuyen tien"),
            ),
            (
                "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
                to("970416", "257678859", None, ""),
            ),
            (
                "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA530370454061500005802VN62220818H60.12-261123-0007630437AD",
                to("970436", "1234567890", Some(150_000), "H60.12-261123-0007"),
            ),
        ]
    }

    #[test]
    fn payloads_are_as_other_programs_make_them() {
        for (payload, transfer) in known() {
            assert_eq!(transfer.payload().unwrap(), payload);
            assert_eq!(Transfer::parse(payload).unwrap(), transfer);
        }
    }

    #[test]
    fn one_changed_letter_is_noticed() {
        for (payload, _) in known() {
            for at in 0..payload.len() {
                let mut bytes = payload.as_bytes().to_vec();
                bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
                let changed = String::from_utf8(bytes).unwrap();
                assert!(Transfer::parse(&changed).is_err(), "{changed}");
            }
        }
    }

    #[test]
    fn a_checksum_in_small_letters_and_a_merchants_name_are_read() {
        let (payload, transfer) = &known()[0];
        let mut named = payload[..payload.len() - 8].to_owned() + "5907ĐẶNG A.6304";
        named.push_str(&format!("{:04x}", CRC.checksum(named.as_bytes())));
        assert_eq!(Transfer::parse(&named).unwrap(), *transfer);
    }

    #[test]
    fn what_the_standard_does_not_allow_is_refused() {
        let good = Transfer::to_account("970436", "1234567890", 150_000, "H60.12-261123-0007");
        let changed = |change: fn(&mut Transfer)| {
            let mut transfer = good.clone();
            change(&mut transfer);
            transfer.payload().unwrap_err().fields[0].0.clone()
        };
        assert_eq!(changed(|t| t.bin = "97043".into()), "bin");
        assert_eq!(changed(|t| t.account = "12 34".into()), "account");
        assert_eq!(changed(|t| t.account = "1".repeat(20)), "account");
        assert_eq!(changed(|t| t.amount = Some(0)), "amount");
        assert_eq!(changed(|t| t.amount = Some(-5)), "amount");
        assert_eq!(changed(|t| t.purpose = "Lệ phí".into()), "purpose");
        assert_eq!(changed(|t| t.purpose = "x".repeat(26)), "purpose");
    }

    #[test]
    fn other_codes_are_no_vietqr() {
        for text in ["", "6304", "H60.12-261123-0007", "https://tinhso.vn", "ữữữữ", "00020101021130"] {
            assert!(Transfer::parse(text).is_err(), "{text}");
        }
        let foreign = "00020153038405802US6304";
        let foreign = format!("{foreign}{:04X}", CRC.checksum(foreign.as_bytes()));
        assert_eq!(Transfer::parse(&foreign).unwrap_err().said, NOT_VIETQR.into());
    }
}
