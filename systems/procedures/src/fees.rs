//! What a dossier costs: the fee rules of its version, read for one case, channel, payer and day. Pure.

use base::{Day, Dong, Said, said};

use crate::definition::{Channel, Collect, FeeKind, FeeRule, PayerClass, Price, Version, Words, fits};

/// What the fees depend on.
#[derive(Clone, Copy, Debug)]
pub struct FeeContext<'a> {
    pub case: Option<&'a str>,
    pub channel: Channel,
    /// The classes the payer has shown to belong to.
    pub payers: &'a [PayerClass],
    /// The day of receipt: rules and exemptions have days.
    pub day: Day,
    /// What is copied; empty for procedures that copy nothing.
    pub copied: &'a [Copied],
}

/// One document of which copies are made or certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    pub pages: u32,
    pub copies: u32,
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq)]
pub struct FeeLine {
    pub item: String,
    pub title: Words,
    pub kind: FeeKind,
    pub collect: Collect,
    pub amount: Dong,
    /// How the amount comes about, reduction included.
    pub explanation: Said,
    /// The class that took something off.
    pub reduced_for: Option<PayerClass>,
    pub legal_basis: String,
}

/// The bill: one line for each item of the version, in the order of its rules, lines of 0 đ included, because that
/// something is free, and why, is an answer too.
pub fn fees_for(version: &Version, context: &FeeContext) -> Vec<FeeLine> {
    let mut items: Vec<&str> = Vec::new();
    for rule in &version.fees {
        if !items.contains(&rule.item.as_str()) {
            items.push(&rule.item);
        }
    }
    items.into_iter().filter_map(|item| rule_for(version, item, context)).map(|rule| line(rule, context)).collect()
}

pub fn total(lines: &[FeeLine]) -> Dong {
    lines.iter().map(|l| l.amount).sum()
}

/// The rule of an item that says most about this payer, case and channel; of equals the one that costs less.
fn rule_for<'a>(version: &'a Version, item: &str, context: &FeeContext) -> Option<&'a FeeRule> {
    version
        .fees
        .iter()
        .filter(|r| r.item == item)
        .filter(|r| {
            r.valid_from.is_none_or(|from| from <= context.day) && r.valid_to.is_none_or(|to| context.day <= to)
        })
        .filter(|r| fits(&r.case, r.channel, context.case, context.channel))
        .filter(|r| r.payer.is_none_or(|p| context.payers.contains(&p)))
        .min_by_key(|r| {
            (r.payer.is_none(), r.case.is_none(), r.channel.is_none(), full_price(r.price, context.copied).0)
        })
}

fn line(rule: &FeeRule, context: &FeeContext) -> FeeLine {
    let (full, mut explanation) = full_price(rule.price, context.copied);
    let exemption = rule
        .exemptions
        .iter()
        .filter(|e| context.payers.contains(&e.payer))
        .max_by_key(|e| e.percent)
        .filter(|_| full > Dong::ZERO);
    let mut amount = full;
    if let Some(e) = exemption {
        // In parts, because an amount times a hundred need not fit.
        let percent = i64::from(e.percent);
        amount = Dong(full.0 - full.0 / 100 * percent - full.0 % 100 * percent / 100);
        let who = e.payer.title();
        explanation = match e.percent {
            100 => {
                Said::new(format!("{explanation}; miễn: {}", who.vi), format!("{}; exempt: {}", explanation.en, who.en))
            }
            off => Said::new(
                format!("{explanation}; giảm {off}%: {}; còn {amount}", who.vi),
                format!("{}; {off}% off: {}; leaves {amount}", explanation.en, who.en),
            ),
        };
    }
    FeeLine {
        item: rule.item.clone(),
        title: rule.title.clone(),
        kind: rule.kind,
        collect: rule.collect,
        amount,
        explanation,
        reduced_for: exemption.map(|e| e.payer),
        legal_basis: rule.basis.clone(),
    }
}

/// The price before reductions, and the sum in words: "3 trang: 2 × 2.000 đ + 1 × 1.000 đ = 5.000 đ; 2 bản: 10.000 đ".
fn full_price(price: Price, copied: &[Copied]) -> (Dong, Said) {
    match price {
        Price::Once(0) => (Dong::ZERO, said!("Miễn phí", "Free of charge")),
        Price::Once(amount) => (Dong(amount), said!("{} một hồ sơ", "{} for the dossier", Dong(amount))),
        Price::PerCopy(amount) => {
            let copies = copied.iter().fold(0, |sum: i64, c| sum.saturating_add(i64::from(c.copies)));
            let (each, sum) = (Dong(amount), Dong(amount).times(copies));
            (sum, said!("{copies} bản × {each} = {sum}", "{copies} copies × {each} = {sum}"))
        }
        Price::PerPage { first_pages, first, next, max_per_copy } => {
            let mut total = Dong::ZERO;
            let (mut vi, mut en) = (Vec::new(), Vec::new());
            for Copied { pages, copies } in copied.iter().copied() {
                let at_first = pages.min(first_pages);
                let further = pages - at_first;
                let counted = Dong(first).times(at_first.into()).plus(Dong(next).times(further.into()));
                let each = counted.min(Dong(max_per_copy));
                let sum = each.times(copies.into());
                total = total.plus(sum);

                let mut how = format!("{at_first} × {}", Dong(first));
                if further > 0 {
                    how += &format!(" + {further} × {}", Dong(next));
                }
                let (mut most_vi, mut most_en) = (String::new(), String::new());
                if each < counted {
                    most_vi = format!(", tối đa {each}");
                    most_en = format!(", at most {each}");
                }
                vi.push(format!("{pages} trang: {how} = {counted}{most_vi}; {copies} bản: {sum}"));
                en.push(format!("{pages} pages: {how} = {counted}{most_en}; {copies} copies: {sum}"));
            }
            if vi.is_empty() {
                return (Dong::ZERO, said!("Không có bản nào", "No copies"));
            }
            (total, Said::new(vi.join(". "), en.join(". ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use base::Lang;

    use super::*;
    use crate::definition::{Competence, Procedure};

    fn version(fees: &str) -> Version {
        let mut version = Version::generic("1/QĐ", day("2025-07-01"), Competence::Intake);
        #[derive(serde::Deserialize)]
        struct Fees {
            fees: Vec<FeeRule>,
        }
        version.fees = toml::from_str::<Fees>(fees).unwrap().fees;
        version
    }

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn at_counter(copied: &[Copied]) -> FeeContext<'_> {
        FeeContext { case: None, channel: Channel::Counter, payers: &[], day: day("2026-03-09"), copied }
    }

    fn shipped(file: &str) -> Version {
        let path = format!("{}/../../provinces/tuyen-quang/procedures/{file}", env!("CARGO_MANIFEST_DIR"));
        let content = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        Procedure::from_toml(file, &content).unwrap().versions.pop().unwrap()
    }

    #[test]
    fn a_certified_copy_costs_2000_for_each_of_two_pages_1000_from_the_third_and_200000_at_most() {
        let version = shipped("2.000815-chung-thuc-ban-sao-tu-ban-chinh.toml");
        let cost = |pages, copies| total(&fees_for(&version, &at_counter(&[Copied { pages, copies }]))).get();

        assert_eq!(cost(1, 1), 2_000);
        assert_eq!(cost(2, 1), 4_000);
        assert_eq!(cost(3, 1), 5_000);
        assert_eq!(cost(3, 2), 10_000);
        assert_eq!(cost(198, 1), 200_000);
        assert_eq!(cost(199, 1), 200_000);
        assert_eq!(cost(500, 3), 600_000, "the most is for each copy");
    }

    #[test]
    fn the_bill_of_certified_copies_explains_itself_document_by_document() {
        let version = shipped("2.000815-chung-thuc-ban-sao-tu-ban-chinh.toml");
        let copied = [Copied { pages: 3, copies: 2 }, Copied { pages: 300, copies: 1 }];

        let lines = fees_for(&version, &at_counter(&copied));

        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].amount, Dong(210_000));
        assert_eq!(
            lines[0].explanation.get(Lang::Vi),
            "3 trang: 2 × 2.000 đ + 1 × 1.000 đ = 5.000 đ; 2 bản: 10.000 đ. \
             300 trang: 2 × 2.000 đ + 298 × 1.000 đ = 302.000 đ, tối đa 200.000 đ; 1 bản: 200.000 đ"
        );
    }

    #[test]
    fn registering_residence_costs_half_as_much_online() {
        let version = shipped("1.004222-dang-ky-thuong-tru.toml");
        let cost = |channel| total(&fees_for(&version, &FeeContext { channel, ..at_counter(&[]) })).get();

        assert_eq!(cost(Channel::Online), 10_000);
        assert_eq!(cost(Channel::National), 10_000, "the national portal is online");
        assert_eq!(cost(Channel::Counter), 20_000);
    }

    #[test]
    fn a_birth_registered_in_time_is_free_and_a_poor_household_pays_nothing_when_late() {
        let version = shipped("1.001193-dang-ky-khai-sinh.toml");
        let lines = |case, payers| fees_for(&version, &FeeContext { case: Some(case), payers, ..at_counter(&[]) });

        let in_time = lines("in_time", &[]);
        assert_eq!((in_time[0].amount, in_time[0].explanation.vi.as_str()), (Dong::ZERO, "Miễn phí"));
        assert!(total(&lines("late", &[])) > Dong::ZERO);
        let poor = lines("late", &[PayerClass::Poor]);
        assert_eq!((total(&poor), poor[0].reduced_for), (Dong::ZERO, Some(PayerClass::Poor)));
        assert!(poor[0].explanation.vi.ends_with("miễn: Người thuộc hộ nghèo"), "{}", poor[0].explanation);
    }

    const RULES: &str = r#"
fees = [
  { title = "Lệ phí", kind = "le_phi", price = { once = 100_001 }, basis = "A", exemptions = [{ payer = "disabled", percent = 50 }, { payer = "merit", percent = 30 }] },
  { title = "Lệ phí", kind = "le_phi", price = { once = 80_000 }, channel = "online", basis = "B" },
  { title = "Lệ phí", kind = "le_phi", price = { once = 10_000 }, payer = "poor", basis = "C" },
  { title = "Lệ phí", kind = "le_phi", price = { once = 0 }, channel = "online", case = "small", basis = "D", valid_from = "2026-08-15", valid_to = "2027-02-28" },
  { item = "measure", title = "Phí đo đạc", kind = "phi", price = { once = 500_000 }, collect = "return", basis = "E" },
]"#;

    #[test]
    fn the_most_specific_rule_of_each_item_applies_and_items_add_up() {
        let version = version(RULES);
        let bases = |context: FeeContext| {
            fees_for(&version, &context).into_iter().map(|l| l.legal_basis).collect::<Vec<_>>().join("")
        };

        assert_eq!(bases(at_counter(&[])), "AE");
        assert_eq!(bases(FeeContext { channel: Channel::Online, ..at_counter(&[]) }), "BE");
        let poor = FeeContext { channel: Channel::Online, payers: &[PayerClass::Poor], ..at_counter(&[]) };
        assert_eq!(bases(poor), "CE", "who pays says more than how it is handed in");
        assert_eq!(total(&fees_for(&version, &poor)), Dong(510_000));
    }

    #[test]
    fn a_rule_holds_from_its_first_to_its_last_day() {
        let version = version(RULES);
        let basis = |on: &str| {
            let context = FeeContext { case: Some("small"), channel: Channel::Online, day: day(on), ..at_counter(&[]) };
            fees_for(&version, &context)[0].legal_basis.clone()
        };

        assert_eq!(basis("2026-08-14"), "B");
        assert_eq!(basis("2026-08-15"), "D");
        assert_eq!(basis("2027-02-28"), "D");
        assert_eq!(basis("2027-03-01"), "B");
    }

    #[test]
    fn of_several_reductions_the_greatest_is_taken_and_fractions_of_a_dong_fall_to_the_state() {
        let version = version(RULES);
        let payers = [PayerClass::Merit, PayerClass::Disabled];

        let lines = fees_for(&version, &FeeContext { payers: &payers, ..at_counter(&[]) });

        assert_eq!((lines[0].amount, lines[0].reduced_for), (Dong(50_001), Some(PayerClass::Disabled)));
        assert!(
            lines[0].explanation.vi.contains("giảm 50%: Người khuyết tật; còn 50.001 đ"),
            "{}",
            lines[0].explanation
        );
    }

    #[test]
    fn amounts_beyond_reason_do_not_overflow() {
        let version = version(
            r#"fees = [{ title = "Phí", kind = "phi", price = { per_page = { first_pages = 2, first = 1_000_000_000_000, next = 1_000_000_000_000, max_per_copy = 1_000_000_000_000 } }, basis = "A", exemptions = ["poor"] }]"#,
        );
        let copied = [Copied { pages: u32::MAX, copies: u32::MAX }; 3];
        let payers = [PayerClass::Poor];

        assert!(total(&fees_for(&version, &at_counter(&copied))) > Dong::ZERO);
        assert_eq!(total(&fees_for(&version, &FeeContext { payers: &payers, ..at_counter(&copied) })), Dong::ZERO);
    }
}
