//! Reads the national catalogue as it is exported to CSV: one file of procedures, one of their terms and fees by
//! channel. What a row does not say is flagged, never guessed; a row that cannot be read is named with its line.

use std::collections::{BTreeMap, HashMap};

use base::{Day, Dong, Error, Result, Said, Text, said, text, text::fold};
use calendar::Term;
use storage::Tx;

use crate::{
    catalogue::{self, Imported},
    definition::{
        Case, Channel, Collect, Competence, FeeKind, FeeRule, Level, Price, Procedure, ResultKind, TermRule, Unknown,
        UnknownWhat, Version, Words, is_procedure_code,
    },
};

/// Limits against files that are not what they seem.
const LARGEST_FILE: usize = 64 << 20;
const MOST_ROWS: usize = 100_000;
const MOST_PROBLEMS: usize = 200;
const LONGEST_NAME: usize = 2_000;
const LONGEST_CELL: usize = 1_000;
/// A term with more cases than that is a slip of the file.
const MOST_CASES: usize = 40;

/// What was read, before anything is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    pub procedures: Vec<Procedure>,
    pub report: Report,
}

/// What an import found and did, in counts.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Report {
    pub dry_run: bool,
    /// How each file was written: "UTF-8", "Windows-1258", "UTF-16LE", …
    pub encodings: Vec<&'static str>,
    /// Rows of the file of procedures, without the head.
    pub rows: usize,
    pub procedures: usize,
    /// Procedures by the level that handles them; one may be handled at several.
    pub levels: BTreeMap<&'static str, usize>,
    /// Rows of the file of terms, without the head.
    pub term_rows: usize,
    pub terms_known: usize,
    /// A number without its unit: flagged, not guessed.
    pub terms_without_unit: usize,
    /// No term at all, or none that a term can be ("1.5" working days).
    pub terms_unknown: usize,
    pub fees_known: usize,
    /// None at all, in another currency or in none.
    pub fees_unknown: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Worked out by hand, and left alone.
    pub kept: usize,
    /// Rows that could not be taken, the first 200 of them.
    pub problems: Vec<Problem>,
    pub problem_count: usize,
}

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Problem {
    pub file: &'static str,
    /// From 1, as an editor counts.
    pub line: u64,
    pub column: Option<String>,
    pub said: Said,
}

impl Report {
    fn problem(&mut self, file: &'static str, line: u64, column: Option<&str>, said: impl Into<Said>) {
        self.problem_count += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem { file, line, column: column.map(Into::into), said: said.into() });
        }
    }
}

const PROCEDURES: &str = "procedures";
const TERMS: &str = "terms";

/// Reads both files. `valid_from` is the day from which dossiers may be received by what is new in them.
/// Errors: `Invalid` if a file cannot be read as a whole; single rows are in the report.
pub fn read(procedures: &[u8], terms: Option<&[u8]>, valid_from: Day) -> Result<Catalogue> {
    let mut report = Report::default();
    let table = Table::read(PROCEDURES, procedures, &mut report)?;
    let columns = ProcedureColumns::find(&table)?;
    let mut read: Vec<Procedure> = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for (line, row) in &table.rows {
        report.rows += 1;
        match columns.procedure(row, valid_from) {
            Ok(procedure) => match lines.get(&procedure.code) {
                None => {
                    lines.insert(procedure.code.clone(), *line);
                    read.push(procedure);
                }
                Some(first) => {
                    let code = &procedure.code;
                    let why = said!("mã {code} đã có ở dòng {first}", "code {code} stands in line {first} already");
                    report.problem(PROCEDURES, *line, Some("code"), why);
                }
            },
            Err((column, e)) => report.problem(PROCEDURES, *line, Some(column), e.said),
        }
    }

    let mut listed = match terms {
        Some(terms) => read_terms(terms, &lines, &mut report)?,
        None => HashMap::new(),
    };
    for procedure in &mut read {
        let rows = listed.remove(&procedure.code).unwrap_or_default();
        if let Some(version) = procedure.versions.last_mut() {
            set_terms(version, rows);
        }
        for level in &procedure.levels {
            *report.levels.entry(level.code()).or_default() += 1;
        }
    }
    report.procedures = read.len();
    report.problems.sort_by_key(|p| (p.file, p.line));
    Ok(Catalogue { procedures: read, report })
}

/// Stores what was read, or only says what would change. Doing it again changes nothing.
pub fn apply(tx: &mut Tx, catalogue: &Catalogue, dry_run: bool) -> Result<Report> {
    let mut report = Report { dry_run, ..catalogue.report.clone() };
    for outcome in catalogue::import(tx, &catalogue.procedures, dry_run)? {
        let count = match outcome {
            Imported::New => &mut report.new,
            Imported::Changed => &mut report.changed,
            Imported::Unchanged => &mut report.unchanged,
            Imported::Kept => &mut report.kept,
        };
        *count += 1;
    }
    Ok(report)
}

/// A CSV file: where its columns are, and its rows with their lines.
struct Table {
    file: &'static str,
    head: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    fn read(file: &'static str, bytes: &[u8], report: &mut Report) -> Result<Table> {
        if bytes.len() > LARGEST_FILE {
            let most = LARGEST_FILE >> 20;
            return Err(Error::new(
                base::Kind::TooLarge,
                said!("Tệp {file} lớn hơn {most} MB", "File {file} is larger than {most} MB"),
            ));
        }
        let (content, encoding) = decode(file, bytes)?;
        report.encodings.push(encoding);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&content))
            .has_headers(false)
            .flexible(true)
            .from_reader(content.as_bytes());
        let mut table = Table { file, head: Vec::new(), rows: Vec::new() };
        for record in reader.records() {
            let record = record.map_err(|e| {
                let line = e.position().map_or(1, csv::Position::line);
                Error::invalid(said!(
                    "Tệp {file}, dòng {line}: không đọc được CSV",
                    "File {file}, line {line}: this is not CSV"
                ))
            })?;
            let line = record.position().map_or(1, csv::Position::line);
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_string()).collect();
            if table.head.is_empty() {
                table.head = cells.iter().map(|name| name.to_lowercase()).collect();
            } else if cells.len() != table.head.len() {
                let (has, needs) = (cells.len(), table.head.len());
                report.rows += usize::from(file == PROCEDURES);
                report.term_rows += usize::from(file == TERMS);
                report.problem(
                    file,
                    line,
                    None,
                    said!("dòng có {has} cột, phải có {needs}", "the line has {has} columns, not {needs}"),
                );
            } else if table.rows.len() == MOST_ROWS {
                return Err(Error::new(
                    base::Kind::TooLarge,
                    said!("Tệp {file} có hơn {MOST_ROWS} dòng", "File {file} has more than {MOST_ROWS} lines"),
                ));
            } else {
                table.rows.push((line, cells));
            }
        }
        Ok(table)
    }

    fn column(&self, name: &'static str) -> Option<usize> {
        self.head.iter().position(|n| n == name)
    }

    fn must_have(&self, name: &'static str) -> Result<usize> {
        self.column(name).ok_or_else(|| {
            let (file, head) = (self.file, self.head.join(", ").chars().take(200).collect::<String>());
            Error::invalid(said!(
                "Tệp {file} thiếu cột “{name}”; dòng đầu có: {head}",
                "File {file} has no column “{name}”; its first line has: {head}"
            ))
        })
    }
}

/// Excel writes commas or semicolons, depending on the country it thinks it is in.
fn delimiter(content: &str) -> u8 {
    let head = content.lines().next().unwrap_or_default();
    let count = |c: char| head.matches(c).count();
    [';', '\t'].into_iter().find(|c| count(*c) > count(',')).map_or(b',', |c| c as u8)
}

/// UTF-8 with or without a mark, UTF-16 with one, or Windows-1258, in which Vietnamese Excel used to write.
/// Fonts of another age (TCVN3, VNI) look like 1258 and give letters that Vietnamese does not have: refused.
fn decode(file: &'static str, bytes: &[u8]) -> Result<(String, &'static str)> {
    let refused = || {
        Error::invalid(said!(
            "Tệp {file} không phải UTF-8 hay Windows-1258; trong Excel hãy chọn Lưu thành “CSV UTF-8”",
            "File {file} is neither UTF-8 nor Windows-1258; in Excel choose Save as “CSV UTF-8”"
        ))
    };
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let content =
            encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]).ok_or_else(refused)?;
        return Ok((base::text::nfc(&content), encoding.name()));
    }
    if let Ok(content) = std::str::from_utf8(bytes) {
        return Ok((base::text::nfc(content), "UTF-8"));
    }
    // The first two bytes of half the letters of Vietnamese in UTF-8, and no two letters in 1258: a damaged file.
    if bytes.windows(2).any(|pair| matches!(pair, [0xe1, 0xba | 0xbb])) {
        return Err(refused());
    }
    let content =
        encoding_rs::WINDOWS_1258.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(refused)?;
    let content = base::text::nfc(&content);
    let vietnamese = |c: char| {
        c.is_ascii()
            || "–—‘’“”…•·€£©®«»°±½§₫".contains(c)
            || c == '\u{a0}'
            || "aăâbcdđeêghiklmnoôơpqrstuưvxyjfwz".contains(base_letter(c))
    };
    match content.chars().all(vietnamese) {
        true => Ok((content, "Windows-1258")),
        false => Err(refused()),
    }
}

/// The letter of the alphabet under a tone: `ế` is ê. What is no Vietnamese letter is itself.
fn base_letter(c: char) -> char {
    const TONED: [(char, &str); 12] = [
        ('a', "àảãáạ"),
        ('ă', "ằẳẵắặ"),
        ('â', "ầẩẫấậ"),
        ('e', "èẻẽéẹ"),
        ('ê', "ềểễếệ"),
        ('i', "ìỉĩíị"),
        ('o', "òỏõóọ"),
        ('ô', "ồổỗốộ"),
        ('ơ', "ờởỡớợ"),
        ('u', "ùủũúụ"),
        ('ư', "ừửữứự"),
        ('y', "ỳỷỹýỵ"),
    ];
    let lower = c.to_lowercase().next().unwrap_or(c);
    TONED.iter().find(|(_, toned)| toned.contains(lower)).map_or(lower, |(letter, _)| *letter)
}

struct ProcedureColumns {
    code: usize,
    name: usize,
    field: usize,
    level: usize,
    ministry: Option<usize>,
    decision: Option<usize>,
    subjects: Option<usize>,
    channels: Option<usize>,
    result: Option<usize>,
    url: Option<usize>,
}

type Cell<T> = Result<T, (&'static str, Error)>;

fn cell(row: &[String], column: &'static str, at: usize, most: usize) -> Cell<String> {
    base::text::clean(&row[at], most).map_err(|e| (column, e))
}

fn needed(row: &[String], column: &'static str, at: usize, most: usize) -> Cell<String> {
    let value = cell(row, column, at, most)?;
    match value.is_empty() {
        true => Err((column, Error::invalid(text("ô này không được để trống", "this cell must not be empty")))),
        false => Ok(value),
    }
}

impl ProcedureColumns {
    fn find(table: &Table) -> Result<ProcedureColumns> {
        Ok(ProcedureColumns {
            code: table.must_have("code")?,
            name: table.must_have("name")?,
            field: table.must_have("field")?,
            level: table.must_have("level")?,
            ministry: table.column("ministry_slug"),
            decision: table.column("decision"),
            subjects: table.column("subjects"),
            channels: table.column("channels"),
            result: table.column("result_code"),
            url: table.column("url"),
        })
    }

    fn procedure(&self, row: &[String], valid_from: Day) -> Cell<Procedure> {
        let optional =
            |column, at: Option<usize>| at.map_or(Ok(String::new()), |at| cell(row, column, at, LONGEST_CELL));
        let code = procedure_code(row, self.code)?;
        let name = needed(row, "name", self.name, LONGEST_NAME)?;
        let field = needed(row, "field", self.field, LONGEST_CELL)?;
        let levels = levels(&needed(row, "level", self.level, LONGEST_CELL)?)?;
        let channels = channels(&optional("channels", self.channels)?)?;
        let decision = Some(optional("decision", self.decision)?).filter(|d| !d.is_empty());
        let link = Some(optional("url", self.url)?).filter(|url| url.starts_with("https://"));

        let competence = competence(&levels, &optional("ministry_slug", self.ministry)?, &field);
        let mut version =
            Version::generic(decision.unwrap_or_else(|| "Danh mục quốc gia".into()), valid_from, competence);
        if !channels.is_empty() {
            version.channels = channels;
        }
        version.result = result(&optional("result_code", self.result)?, version.result);
        Ok(Procedure {
            life_events: life_events(&name, &field),
            code,
            name: name.as_str().into(),
            field,
            levels,
            subjects: optional("subjects", self.subjects)?
                .split(", ")
                .filter(|s| !s.is_empty())
                .map(Into::into)
                .collect(),
            handled_elsewhere: None,
            summary: None,
            link,
            versions: vec![version],
        })
    }
}

fn procedure_code(row: &[String], at: usize) -> Cell<String> {
    let code = needed(row, "code", at, 40)?;
    match is_procedure_code(&code) {
        true => Ok(code),
        false => Err((
            "code",
            Error::invalid(said!(
                "mã “{code}” không có dạng 1.001193; có thể Excel đã đổi mã thành số",
                "code “{code}” does not look like 1.001193; Excel may have turned it into a number"
            )),
        )),
    }
}

fn levels(listed: &str) -> Cell<Vec<Level>> {
    let mut levels = Vec::new();
    for title in listed.split(',').map(str::trim) {
        let level = Level::ALL.into_iter().find(|l| fold(l.title().vi) == fold(title)).ok_or_else(|| {
            ("level", Error::invalid(said!("không có cấp thực hiện “{title}”", "there is no level “{title}”")))
        })?;
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    Ok(levels)
}

fn channel(title: &str) -> Option<Channel> {
    [Channel::Counter, Channel::Online, Channel::Post].into_iter().find(|c| fold(c.title().vi) == fold(title))
}

fn channels(listed: &str) -> Cell<Vec<Channel>> {
    let mut channels = Vec::new();
    for title in listed.split(';').map(str::trim).filter(|t| !t.is_empty()) {
        let channel = channel(title).ok_or_else(|| {
            ("channels", Error::invalid(said!("không có hình thức nộp “{title}”", "there is no channel “{title}”")))
        })?;
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    Ok(channels)
}

/// "KQ.G15.000031Từ": the code of the result, with the first word of its title stuck to it by the export.
fn result(listed: &str, usual: ResultKind) -> ResultKind {
    let end = listed.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(listed.len());
    let code = &listed[..end];
    // The stuck word may begin with a plain letter, and the last part of a code is digits.
    let code = code.trim_end_matches(|c: char| !c.is_ascii_digit());
    match code.starts_with("KQ.") && code.matches('.').count() >= 2 {
        true => ResultKind { code: code.into(), ..usual },
        false => usual,
    }
}

/// At the commune it is the applicant's; at the province the department of that ministry, except for what the
/// ministry's own offices in the province handle.
fn competence(levels: &[Level], ministry: &str, field: &str) -> Competence {
    if levels.contains(&Level::Commune) {
        return Competence::CommuneOf(vec!["applicant.residence".into()]);
    }
    if !levels.contains(&Level::Province) {
        return Competence::Unknown;
    }
    let own_offices =
        ["Hải quan", "Thuế", "Quản lý thuế", "Chứng khoán", "Kho bạc", "Dự trữ", "Bảo hiểm", "BHXH", "Thi hành án"];
    if own_offices.iter().any(|own| field.contains(own)) {
        return Competence::Unknown;
    }
    match ministry {
        "bo-tai-chinh" => Competence::Province("Sở Tài chính".into()),
        "bo-nong-nghiep-mt" => Competence::Province("Sở Nông nghiệp và Môi trường".into()),
        "bo-xay-dung" => Competence::Province("Sở Xây dựng".into()),
        "bo-tu-phap" => Competence::Province("Sở Tư pháp".into()),
        _ => Competence::Unknown,
    }
}

/// Under which events of a life it is looked for, by words of its name or its field.
fn life_events(name: &str, field: &str) -> Vec<String> {
    const SIGNS: [(&str, &[&str]); 8] = [
        ("birth", &["khai sinh", "trẻ em dưới 6 tuổi"]),
        ("marriage", &["kết hôn", "hôn nhân", "ly hôn", "nuôi con nuôi", "giám hộ", "nhận cha, mẹ, con"]),
        ("death", &["khai tử", "mai táng", "di chúc", "di sản"]),
        ("residence", &["cư trú", "thường trú", "tạm trú", "căn cước", "hộ chiếu"]),
        ("housing", &["đất đai", "nhà ở", "hoạt động xây dựng"]),
        ("driving", &["giấy phép lái xe"]),
        ("support", &["giảm nghèo", "hộ nghèo", "trợ giúp"]),
        ("business", &["hộ kinh doanh", "thành lập và hoạt động", "hỗ trợ doanh nghiệp", "hợp tác xã"]),
    ];
    let within = format!("{} {}", name.to_lowercase(), field.to_lowercase());
    let signs = SIGNS.iter().filter(|(_, signs)| signs.iter().any(|sign| within.contains(sign)));
    signs.map(|(event, _)| event.to_string()).collect()
}

/// One line of the file of terms.
struct Listed {
    channel: Channel,
    duration: String,
    unit: String,
    fee: String,
}

fn read_terms(bytes: &[u8], known: &HashMap<String, u64>, report: &mut Report) -> Result<HashMap<String, Vec<Listed>>> {
    let table = Table::read(TERMS, bytes, report)?;
    let code_at = table.must_have("code")?;
    let channel_at = table.must_have("channel")?;
    let duration_at = table.must_have("duration")?;
    let unit_at = match table.column("unit") {
        Some(at) => at,
        None => table.must_have("unit_or_blank")?,
    };
    let fee_at = table.must_have("fee")?;

    let mut listed: HashMap<String, Vec<Listed>> = HashMap::new();
    for (line, row) in &table.rows {
        report.term_rows += 1;
        let read = || -> Cell<(String, Listed)> {
            let code = procedure_code(row, code_at)?;
            if !known.contains_key(&code) {
                let why = said!("tệp thủ tục không có mã {code}", "the file of procedures has no code {code}");
                return Err(("code", Error::invalid(why)));
            }
            let title = needed(row, "channel", channel_at, LONGEST_CELL)?;
            let channel = channel(&title).ok_or_else(|| {
                ("channel", Error::invalid(said!("không có hình thức nộp “{title}”", "there is no channel “{title}”")))
            })?;
            let duration = cell(row, "duration", duration_at, 40)?;
            let unit = cell(row, "unit", unit_at, 40)?;
            Ok((code, Listed { channel, duration, unit, fee: cell(row, "fee", fee_at, LONGEST_CELL)? }))
        };
        match read() {
            Err((column, e)) => report.problem(TERMS, *line, Some(column), e.said),
            Ok((code, row)) => {
                let known = term(&row).is_ok();
                let unit_lost = !known && !row.duration.is_empty() && matches!(row.unit.as_str(), "" | "none");
                report.terms_known += usize::from(known);
                report.terms_without_unit += usize::from(unit_lost);
                report.terms_unknown += usize::from(!known && !unit_lost);
                *(if fee(&row).is_ok() { &mut report.fees_known } else { &mut report.fees_unknown }) += 1;
                let rows = listed.entry(code).or_default();
                if rows.len() < 3 * MOST_CASES {
                    rows.push(row);
                } else {
                    let why = said!(
                        "một thủ tục không thể có hơn {MOST_CASES} trường hợp",
                        "a procedure cannot have more than {MOST_CASES} cases"
                    );
                    report.problem(TERMS, *line, Some("code"), why);
                }
            }
        }
    }
    Ok(listed)
}

/// A term as the catalogue writes it, or what it writes instead.
fn term(row: &Listed) -> Result<Term, String> {
    let unit = match fold(&row.unit).as_str() {
        "ngai lam viec" | "ngay lam viec" => "working-days",
        "ngai" | "ngay" => "calendar-days",
        "gio" => "working-hours",
        "thang" => "months",
        "" | "none" if row.duration.is_empty() => return Err("không có thông tin".into()),
        "" | "none" => return Err(format!("{} (không ghi đơn vị)", row.duration)),
        _ => return Err(format!("{} {}", row.duration, row.unit)),
    };
    let whole = !row.duration.is_empty() && row.duration.bytes().all(|b| b.is_ascii_digit());
    let term = whole.then(|| format!("{} {unit}", row.duration.trim_start_matches('0')).parse().ok()).flatten();
    term.ok_or_else(|| format!("{} {}", row.duration, row.unit))
}

/// An amount in đồng as the catalogue writes it, or what it writes instead. Below a hundred đồng the export has lost
/// its thousands, and without a currency it may be any.
fn fee(row: &Listed) -> Result<Dong, String> {
    let listed = || match row.fee.is_empty() {
        true => "không có thông tin".to_string(),
        false => row.fee.clone(),
    };
    if fold(&row.fee) == "mien phi" {
        return Ok(Dong::ZERO);
    }
    let amount = row.fee.strip_suffix("Việt Nam Đồng").ok_or_else(listed)?;
    let amount: Dong = amount.trim().parse().map_err(|_| listed())?;
    if amount >= Dong(100) && amount <= Dong(1_000_000_000_000) { Ok(amount) } else { Err(listed()) }
}

/// Terms and fees of a version from the rows listed. A channel that is listed several times tells cases apart, which
/// the export does not name.
fn set_terms(version: &mut Version, rows: Vec<Listed>) {
    for row in &rows {
        if !version.channels.contains(&row.channel) {
            version.channels.push(row.channel);
        }
    }
    let of = |channel: Channel| rows.iter().filter(move |r| r.channel == channel).collect::<Vec<_>>();
    let by_channel: Vec<(Channel, Vec<&Listed>)> = version.channels.iter().map(|c| (*c, of(*c))).collect();
    let cases = by_channel.iter().map(|(_, rows)| rows.len()).max().unwrap_or_default().min(MOST_CASES);
    let several = cases > 1;
    if several {
        version.cases = (1..=cases).map(case).collect();
    }

    let mut terms: Vec<(Option<String>, Channel, Result<Term, String>)> = Vec::new();
    let mut fees: Vec<(Option<String>, Channel, Result<Dong, String>)> = Vec::new();
    for (channel, rows) in &by_channel {
        for i in 0..cases.max(1) {
            let code = several.then(|| case(i + 1).code);
            // One row of a channel is for all cases; of several, each is for its own.
            let row = if rows.len() == 1 { rows.first() } else { rows.get(i) };
            let (term, fee) = match row {
                Some(row) => (term(row), fee(row)),
                None => (Err("không liệt kê".into()), Err("không liệt kê".into())),
            };
            terms.push((code.clone(), *channel, term));
            fees.push((code, *channel, fee));
        }
    }

    let basis = format!("Danh mục thủ tục hành chính quốc gia ({})", version.decision);
    let (terms, fees) = (together(terms), together(fees));
    if terms.len() == 1 && fees.len() == 1 {
        version.cases.clear();
    }
    for (case, channel, term) in terms {
        match term {
            Ok(term) => version.terms.push(TermRule { term, case, channel, basis: None }),
            Err(listed) => version.unknown.push(Unknown { what: UnknownWhat::Term, case, channel, listed }),
        }
    }
    for (case, channel, fee) in fees {
        match fee {
            Ok(amount) => version.fees.push(FeeRule {
                item: "fee".into(),
                title: Words::from(FEES),
                kind: FeeKind::LePhi,
                price: Price::Once(amount.get()),
                case,
                channel,
                payer: None,
                collect: Collect::Intake,
                valid_from: None,
                valid_to: None,
                exemptions: Vec::new(),
                basis: basis.clone(),
            }),
            Err(listed) => version.unknown.push(Unknown { what: UnknownWhat::Fee, case, channel, listed }),
        }
    }
}

const FEES: Text = text("Phí, lệ phí theo danh mục quốc gia", "Charges as the national catalogue lists them");

fn case(number: usize) -> Case {
    Case {
        code: format!("case_{number}"),
        title: Words::new(
            format!("Trường hợp {number} (danh mục quốc gia không nêu tên)"),
            format!("Case {number} (the national catalogue gives no name)"),
        ),
    }
}

/// One rule where all cases and channels agree, else one for each.
fn together<T: PartialEq>(rules: Vec<(Option<String>, Channel, T)>) -> Vec<(Option<String>, Option<Channel>, T)> {
    let alike = rules.windows(2).all(|pair| pair[0].2 == pair[1].2);
    let rules = rules.into_iter().map(|(case, channel, value)| (case, Some(channel), value));
    match alike {
        true => rules.take(1).map(|(_, _, value)| (None, None, value)).collect(),
        false => rules.collect(),
    }
}

#[cfg(test)]
mod tests {
    use storage::testing::TestDb;

    use super::*;
    use crate::definition::{Channel::*, Procedure};

    const HEAD: &str =
        "code,name,field,level,ministry_slug,decision,kind,subjects,channels,first_channel_terms,result_code,url\n";
    const BIRTH: &str = "1.001193,Thủ tục đăng ký khai sinh,Hộ tịch,Cấp xã,bo-tu-phap,163/QĐ-BTP,,\"Công dân Việt Nam, Người nước ngoài\",Dịch vụ bưu chính; Trực tiếp; Trực tuyến,,KQ.G15.000031Từ,https://dichvucong.gov.vn/x\n";
    const TERMS_HEAD: &str = "code,seq,channel,duration,unit_or_blank,fee\n";

    fn day() -> Day {
        "2026-03-09".parse().unwrap()
    }

    fn rows(rows: &str) -> Catalogue {
        read(format!("{HEAD}{rows}").as_bytes(), None, day()).unwrap()
    }

    fn birth_with_terms(terms: &str) -> (Version, Report) {
        let mut read =
            read(format!("{HEAD}{BIRTH}").as_bytes(), Some(format!("{TERMS_HEAD}{terms}").as_bytes()), day()).unwrap();
        (read.procedures.remove(0).versions.remove(0), read.report)
    }

    /// "line column: words" of each problem.
    fn problems(report: &Report) -> Vec<String> {
        report
            .problems
            .iter()
            .map(|p| format!("{} {}: {}", p.line, p.column.as_deref().unwrap_or("-"), p.said))
            .collect()
    }

    #[test]
    fn a_row_becomes_a_procedure_with_a_generic_way() {
        let read = rows(BIRTH);
        let p: &Procedure = &read.procedures[0];

        assert_eq!(
            (p.code.as_str(), p.name.vi.as_str(), p.field.as_str()),
            ("1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch")
        );
        assert_eq!(p.levels, [Level::Commune]);
        assert_eq!(p.life_events, ["birth"]);
        assert_eq!(p.subjects, ["Công dân Việt Nam", "Người nước ngoài"]);
        let v = &p.versions[0];
        assert_eq!(v.channels, [Post, Counter, Online]);
        assert_eq!(v.result.code, "KQ.G15.000031", "without the first word of its title");
        assert_eq!(v.decision, "163/QĐ-BTP");
        assert_eq!(
            v.steps.iter().map(|s| s.role.as_str()).collect::<Vec<_>>(),
            ["clerk", "specialist", "head", "chair", "clerk"]
        );
        assert_eq!(p.problems(), []);
    }

    #[test]
    fn terms_and_fees_of_the_channels_are_taken_as_they_stand() {
        let (version, report) = birth_with_terms(
            "1.001193,1,Trực tuyến,7,Ngày làm việc,\"10,000 Việt Nam Đồng\"\n1.001193,2,Trực tiếp,2,Giờ,Miễn phí\n1.001193,3,Dịch vụ bưu chính,1,Tháng,\"1,200,000 Việt Nam Đồng\"\n",
        );
        let term = |channel| version.term(None, channel).unwrap().term.to_string();

        assert_eq!(
            (term(Online), term(Counter), term(Post)),
            ("7 working-days".into(), "2 working-hours".into(), "1 months".into())
        );
        let prices: Vec<_> = version.fees.iter().map(|f| (f.channel.unwrap(), f.price)).collect();
        assert_eq!(prices, [(Post, Price::Once(1_200_000)), (Counter, Price::Once(0)), (Online, Price::Once(10_000))]);
        assert_eq!((report.terms_known, report.fees_known, version.unknown.len()), (3, 3, 0));
    }

    #[test]
    fn a_term_without_its_unit_is_flagged_and_not_guessed() {
        let (version, report) = birth_with_terms(
            "1.001193,1,Trực tuyến,1,,Miễn phí\n1.001193,2,Trực tiếp,,none,Không có thông tin\n1.001193,3,Dịch vụ bưu chính,1.5,Ngày làm việc,10 USD\n",
        );

        assert_eq!(Channel::ALL.map(|c| version.term(None, c).is_some()), [false; 4]);
        let unknown: Vec<_> = version.unknown.iter().map(|u| (u.what, u.channel.unwrap(), u.listed.as_str())).collect();
        use UnknownWhat::{Fee, Term};
        assert_eq!(
            unknown,
            [
                (Term, Post, "1.5 Ngày làm việc"),
                (Term, Counter, "không có thông tin"),
                (Term, Online, "1 (không ghi đơn vị)"),
                (Fee, Post, "10 USD"),
                (Fee, Counter, "Không có thông tin"),
            ]
        );
        assert_eq!((report.terms_without_unit, report.terms_unknown, report.terms_known), (1, 2, 0));
        assert_eq!(version.problems(), []);
    }

    #[test]
    fn a_fee_that_lost_its_currency_or_its_thousands_is_flagged() {
        for listed in ["\"8,000 \"", "40 Việt Nam Đồng", "1.5 Việt Nam Đồng", "-5 Việt Nam Đồng", ""] {
            let (version, report) = birth_with_terms(&format!("1.001193,1,Trực tiếp,3,Ngày,{listed}\n"));
            assert_eq!((report.fees_unknown, version.fees.len()), (1, 0), "{listed}");
        }
    }

    #[test]
    fn a_channel_listed_several_times_tells_cases_apart() {
        let (version, _) = birth_with_terms(
            "1.001193,1,Trực tuyến,1,Ngày làm việc,Miễn phí\n1.001193,2,Trực tuyến,3,Ngày làm việc,Miễn phí\n1.001193,3,Trực tiếp,5,Ngày làm việc,Miễn phí\n",
        );
        let term = |case, channel| version.term(Some(case), channel).map(|t| t.term.to_string());

        assert_eq!(version.cases.len(), 2);
        assert_eq!(term("case_1", Online).as_deref(), Some("1 working-days"));
        assert_eq!(term("case_2", Online).as_deref(), Some("3 working-days"));
        assert_eq!(term("case_2", Counter).as_deref(), Some("5 working-days"));
        assert_eq!(term("case_2", Post), None, "the post is offered, but no term is listed for it");
        assert_eq!(version.problems(), []);

        let (alike, _) =
            birth_with_terms("1.001193,1,Trực tiếp,5,Ngày,Miễn phí\n1.001193,2,Trực tiếp,5,Ngày,Miễn phí\n");
        assert_eq!(alike.term(Some("case_2"), Counter).unwrap().term.to_string(), "5 calendar-days");
    }

    #[test]
    fn rows_that_cannot_be_read_are_named_with_their_line_and_the_rest_is_taken() {
        let read = rows(&format!(
            "{BIRTH}\
             1.1193,Mã hỏng,Hộ tịch,Cấp xã,,,,,,,,\n\
             1.000001,,Hộ tịch,Cấp xã,,,,,,,,\n\
             1.000002,\"Tên trên\nhai dòng\",Hộ tịch,Cấp huyện,,,,,,,,\n\
             1.000003,Thiếu cột,Hộ tịch\n\
             1.000004,Kênh lạ,Hộ tịch,Cấp xã,,,,,Chim bồ câu,,,\n\
             1.000005,Ký tự \u{7} lạ,Hộ tịch,Cấp xã,,,,,,,,\n\
             {BIRTH}\
             1.000006,Đúng,Hộ tịch,\"Cấp tỉnh, Cấp xã\",,,,,,,,\n"
        ));

        assert_eq!(
            problems(&read.report),
            [
                "3 code: mã “1.1193” không có dạng 1.001193; có thể Excel đã đổi mã thành số",
                "4 name: ô này không được để trống",
                "5 level: không có cấp thực hiện “Cấp huyện”",
                "7 -: dòng có 3 cột, phải có 12",
                "8 channels: không có hình thức nộp “Chim bồ câu”",
                "9 name: Có ký tự điều khiển không dùng được trong văn bản, xin gõ lại",
                "10 code: mã 1.001193 đã có ở dòng 2",
            ]
        );
        assert_eq!(read.procedures.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["1.001193", "1.000006"]);
        assert_eq!((read.report.rows, read.report.procedures, read.report.problem_count), (9, 2, 7));
    }

    #[test]
    fn terms_of_an_unknown_procedure_or_channel_are_named() {
        let (_, report) =
            birth_with_terms("1.009999,1,Trực tiếp,1,Ngày,Miễn phí\n1.001193,1,Điện báo,1,Ngày,Miễn phí\n");
        assert_eq!(
            problems(&report),
            ["2 code: tệp thủ tục không có mã 1.009999", "3 channel: không có hình thức nộp “Điện báo”"]
        );
        assert_eq!(report.term_rows, 2);
    }

    #[test]
    fn a_mark_line_ends_of_windows_semicolons_and_other_encodings_change_nothing() {
        let plain = format!("{HEAD}{BIRTH}");
        let expected = read(plain.as_bytes(), None, day()).unwrap().procedures;
        let taken = |bytes: &[u8]| read(bytes, None, day()).map(|c| (c.procedures, c.report.encodings));

        let crlf = plain.replace('\n', "\r\n");
        let semicolons = format!(
            "{}{}",
            HEAD.replace(',', ";"),
            "1.001193;Thủ tục đăng ký khai sinh;Hộ tịch;Cấp xã;bo-tu-phap;163/QĐ-BTP;;Công dân Việt Nam, Người nước ngoài;\"Dịch vụ bưu chính; Trực tiếp; Trực tuyến\";;KQ.G15.000031Từ;https://dichvucong.gov.vn/x\n"
        );
        for content in [&crlf, &format!("\u{feff}{plain}"), &format!("\u{feff}{crlf}"), &semicolons] {
            assert_eq!(taken(content.as_bytes()).unwrap(), (expected.clone(), vec!["UTF-8"]), "{content:?}");
        }

        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(taken(&utf16).unwrap(), (expected.clone(), vec!["UTF-16LE"]));

        assert_eq!(taken(&windows_1258(&plain)).unwrap(), (expected, vec!["Windows-1258"]));
    }

    /// As Windows writes it: the vowel with its hat or horn, then the tone as a mark of its own.
    fn windows_1258(s: &str) -> Vec<u8> {
        let tone = |c: char| {
            ["àằầèềìòồờùừỳ", "ảẳẩẻểỉỏổởủửỷ", "ãẵẫẽễĩõỗỡũữỹ", "áắấéếíóốớúứý", "ạặậẹệịọộợụựỵ"]
                .iter()
                .position(|t| t.contains(c))
        };
        let mut bytes = Vec::new();
        for c in s.chars() {
            let lower = c.to_lowercase().next().unwrap();
            let letter = base_letter(c);
            let letter = if c == lower { letter } else { letter.to_uppercase().next().unwrap() };
            bytes.push(match letter {
                'ă' => 0xe3,
                'Ă' => 0xc3,
                'â' => 0xe2,
                'Â' => 0xc2,
                'ê' => 0xea,
                'ô' => 0xf4,
                'ơ' => 0xf5,
                'ư' => 0xfd,
                'đ' => 0xf0,
                'Đ' => 0xd0,
                ascii => u8::try_from(ascii).unwrap(),
            });
            if let Some(tone) = tone(lower) {
                bytes.push([0xcc, 0xd2, 0xde, 0xec, 0xf2][tone]);
            }
        }
        bytes
    }

    #[test]
    fn what_is_neither_utf_8_nor_windows_1258_is_refused_with_what_to_do() {
        // "Thñ tôc" as the fonts of TCVN3 wrote it, a zip file, and text cut within a letter.
        for bytes in
            [&b"code,name\n1.001193,Th\xf1 t\xf4c \xb5\xb6\n"[..], b"PK\x03\x04\xff\xfe\x81", b"code,T\xe1\xbb"]
        {
            let e = read(bytes, None, day()).unwrap_err();
            assert!(e.said.vi.contains("Lưu thành “CSV UTF-8”"), "{e}");
        }
    }

    #[test]
    fn a_file_without_its_columns_is_refused_with_the_columns_it_has() {
        let e = read("code;ten\n1;2\n".as_bytes(), None, day()).unwrap_err();
        assert_eq!(e.said.vi, "Tệp procedures thiếu cột “name”; dòng đầu có: code, ten");
        assert!(read(b"", None, day()).is_err());
        assert!(read(BIRTH.as_bytes(), Some(b"\0\0"), day()).is_err());
    }

    const SCHEMA: &[storage::Migration] = &[storage::migration!("procedures", "0001_catalogue")];

    #[test]
    fn importing_twice_changes_nothing_and_a_dry_run_never_does() {
        TestDb::each(SCHEMA, |db| {
            let import = |rows_: &str, dry_run: bool| {
                let catalogue = rows(rows_);
                let report = db.write_now(move |tx| apply(tx, &catalogue, dry_run)).unwrap();
                (report.new, report.changed, report.unchanged)
            };
            let renamed = BIRTH.replace("163/QĐ-BTP", "164/QĐ-BTP");

            assert_eq!(import(BIRTH, true), (1, 0, 0));
            assert_eq!(import(BIRTH, false), (1, 0, 0));
            assert_eq!(import(BIRTH, false), (0, 0, 1));
            assert_eq!(import(&renamed, true), (0, 1, 0));
            assert_eq!(import(&renamed, false), (0, 1, 0));
            assert_eq!(import(&renamed, false), (0, 0, 1));

            let versions = db.read_now(|tx| catalogue::versions(tx, "1.001193")).unwrap();
            let decisions: Vec<_> = versions.iter().map(|v| (v.number, v.decision.as_str())).collect();
            assert_eq!(decisions, [(2, "164/QĐ-BTP"), (1, "163/QĐ-BTP")]);
        });
    }

    #[test]
    fn what_was_worked_out_by_hand_is_left_alone() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../provinces/tuyen-quang/procedures/1.001193-dang-ky-khai-sinh.toml"
        );
        let worked = Procedure::from_toml(path, &std::fs::read_to_string(path).unwrap()).unwrap();
        TestDb::each(SCHEMA, |db| {
            let (worked, catalogue) = (worked.clone(), rows(BIRTH));
            let report = db
                .write_now(move |tx| {
                    catalogue::publish(tx, &worked)?;
                    apply(tx, &catalogue, false)
                })
                .unwrap();
            assert_eq!((report.kept, report.new, report.changed), (1, 0, 0));
        });
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_in_the_files_is_taken_or_refused_but_never_a_panic(
            noise in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
            rows in proptest::collection::vec("[0-9.,;\"\\n ACgàyNnlmviệcTrựtiếp]{0,60}", 0..6),
        ) {
            let rows = rows.join("\n");
            for head in [HEAD, TERMS_HEAD, ""] {
                let file: Vec<u8> = [head.as_bytes(), BIRTH.as_bytes(), rows.as_bytes(), &noise].concat();
                let _ = read(&file, None, day());
                let plain = format!("{HEAD}{BIRTH}");
                if let Ok(read) = read(plain.as_bytes(), Some(&file), day()) {
                    proptest::prop_assert_eq!(read.procedures[0].problems(), []);
                }
            }
        }
    }

    /// The real catalogue, where it lies beside the repository.
    #[test]
    fn the_national_catalogue_is_taken_whole() {
        let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
        let (Ok(procedures), Ok(terms)) = (
            std::fs::read(format!("{shared}/procedures_2642.csv")),
            std::fs::read(format!("{shared}/procedure_channel_terms.csv")),
        ) else {
            eprintln!("skipped: ../shared/data is not there");
            return;
        };

        let read = read(&procedures, Some(&terms), day()).unwrap();

        let report = &read.report;
        assert_eq!(problems(report), Vec::<String>::new());
        assert_eq!((report.rows, report.procedures), (2_642, 2_642));
        assert_eq!((report.levels["commune"], report.levels["province"]), (588, 1_251));
        assert_eq!(report.term_rows, 7_078);
        assert_eq!((report.terms_without_unit, report.terms_unknown), (862, 334 + 3), "and three of 1.5 working days");
        for p in &read.procedures {
            assert_eq!(p.problems(), [], "{}", p.code);
        }

        TestDb::each(SCHEMA, |db| {
            let import = |read: Catalogue| db.write_now(move |tx| apply(tx, &read, false)).unwrap();
            assert_eq!(import(read.clone()).new, 2_642);
            assert_eq!(import(read.clone()).unchanged, 2_642);

            let found = db
                .read_now(|tx| {
                    catalogue::find(tx, &catalogue::Query { words: "dang ky khai sinh".into(), ..Default::default() })
                })
                .unwrap();
            assert_eq!(found.items[0].name.vi, "Thủ tục đăng ký khai sinh");
            assert!(found.items.iter().take(5).all(|p| p.name.vi.to_lowercase().contains("đăng ký khai sinh")));
        });
    }
}
