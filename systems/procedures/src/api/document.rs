//! The API described in OpenAPI 3.1, in the caller's language. Addresses and rights come from the route table, codes from
//! the types that read them, so that the description cannot say something else than the doors do.

use std::{collections::BTreeMap, sync::LazyLock};

use base::{Lang, Text, text};
use platform::{Door, Method, Needs, Routes};
use serde_json::{Map, Value, json};

use crate::{
    SYSTEM,
    definition::{Channel, Level, PayerClass},
    dossier::{Outcome, Status},
    finish::WAYS,
    pay::METHODS,
};

/// The whole document. Made once for each language.
pub fn in_language(lang: Lang) -> &'static Value {
    static VI: LazyLock<Value> = LazyLock::new(|| document(Lang::Vi));
    static EN: LazyLock<Value> = LazyLock::new(|| document(Lang::En));
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

fn document(lang: Lang) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": text("API tỉnh số", "tinhso API").get(lang),
            "version": "1",
            "summary": text("Giải quyết thủ tục hành chính", "Administrative procedures").get(lang),
            "description": ABOUT.get(lang),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths(lang),
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": TOKEN.get(lang) } },
            "parameters": parameters(lang),
            "headers": {
                "Retry-After": { "description": RETRY_AFTER.get(lang), "schema": { "type": "string" } },
                "Location": { "description": LOCATION.get(lang), "schema": { "type": "string" } },
            },
            "responses": problems(lang),
            "schemas": schemas(lang),
        },
    })
}

const ABOUT: Text = text(
    "Các thao tác trên hồ sơ như trên trang của cán bộ và công dân. Mã và id là chuỗi; thời điểm theo RFC 3339 với +07:00; \
     số tiền là số nguyên đồng. Danh sách trả `items` và `next`; gửi lại `next` ở tham số `after` để xem tiếp. Mỗi thao tác trả \
     trạng thái mới của hồ sơ; gửi kèm `revision` đã thấy để không ghi đè việc người khác vừa làm (409). Lỗi theo RFC 9457, \
     có tiếng Việt và tiếng Anh. Trường lạ được bỏ qua, kiểu sai bị từ chối.",
    "The acts on a dossier, as on the pages of officials and citizens. Codes and ids are strings; moments are RFC 3339 with \
     +07:00; amounts are whole đồng. Lists answer `items` and `next`; send `next` as `after` to go on. Each act answers the \
     dossier's new state; send the `revision` you have seen so as not to act on what somebody has just changed (409). Errors are \
     RFC 9457, in Vietnamese and English. Unknown fields are passed over, wrong types refused.",
);
const TOKEN: Text = text(
    "Khóa truy cập của một người, tạo ở trang tài khoản hoặc bằng `tinhso token create`; ít quyền hơn người đó và có hạn dùng",
    "A person's token, made on the account page or by `tinhso token create`; it has no more rights than the person, and an end",
);
const RETRY_AFTER: Text = text("Số giây nên chờ trước khi gửi lại", "Seconds to wait before sending again");
const LOCATION: Text = text("Địa chỉ của hồ sơ mới", "Address of the new dossier");

/// What is said about a door.
struct Operation {
    title: Text,
    /// Names of parameters of [`parameters`].
    query: &'static [&'static str],
    sends: Option<Value>,
    status: u16,
    answers: Value,
}

fn paths(lang: Lang) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for door in Routes::of(&[&SYSTEM]).doors().filter(|door| door.is_api()) {
        if let Some(operation) = operation(door) {
            let method = door.method.as_str().to_lowercase();
            paths.entry(door.path).or_default().insert(method, drawn(door, operation, lang));
        }
    }
    json!(paths)
}

fn operation(door: &Door) -> Option<Operation> {
    let looked = |title, query, answers| Some(Operation { title, query, sends: None, status: 200, answers });
    let made =
        |title, query, sends, answers| Some(Operation { title, query, sends: Some(sends), status: 201, answers });
    let rest = door.path.strip_prefix("/api/v1/").unwrap_or(door.path);
    match (&door.method, rest) {
        (&Method::GET, "/api/openapi.json") => {
            looked(text("Tài liệu này", "This document"), &[], as_json(json!({ "type": "object" })))
        }
        (&Method::GET, "procedures") => looked(
            text("Tìm thủ tục, có dấu hoặc không dấu", "Find procedures, with or without marks"),
            &["q", "field", "level", "life_event", "after", "limit"],
            as_json(list_of("ListedProcedure")),
        ),
        (&Method::GET, "procedures/{code}") => looked(
            text("Một thủ tục và phiên bản đang có hiệu lực", "A procedure and the version in force"),
            &[],
            as_json(named("Procedure")),
        ),
        (&Method::GET, "work") => looked(
            text("Việc đang chờ người gọi", "What waits for the caller"),
            &["kind", "due_before", "after", "limit"],
            as_json(list_of("Work")),
        ),
        (&Method::GET, "dossiers") => looked(
            text("Hồ sơ trong phạm vi, hạn gần nhất trước", "Dossiers within reach, the nearest due moment first"),
            &["status", "unit", "due_before", "after", "limit"],
            as_json(list_of("Line")),
        ),
        (&Method::POST, "dossiers") => made(
            text("Nộp hồ sơ", "Hand in a dossier"),
            &["Idempotency-Key"],
            as_json_like(named("NewDossier"), new_dossier()),
            as_json(named("Dossier")),
        ),
        (&Method::GET, "dossiers/{code}") => looked(
            text("Một hồ sơ đầy đủ; lượt xem của cán bộ được ghi lại", "A whole dossier; an official's look is noted"),
            &[],
            as_json(named("WholeDossier")),
        ),
        (&Method::GET, "dossiers/{code}/files/{file}") => {
            let any = json!({ "type": "string", "format": "binary" });
            looked(text("Một tệp của hồ sơ", "A file of the dossier"), &[], json!({ "*/*": { "schema": any } }))
        }
        (&Method::POST, "files") => made(
            text("Gửi một tệp, rồi nêu id của nó khi nộp hồ sơ", "Send a file, then name its id in a dossier"),
            &["name"],
            json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } }),
            as_json(named("File")),
        ),
        (&Method::POST, act) => {
            let name = act.strip_prefix("dossiers/{code}/")?;
            let act = ACTS.iter().find(|act| act.name == name)?;
            Some(Operation {
                title: act.title,
                query: &["Idempotency-Key"],
                sends: Some(as_json_like(act.body(), act.example())),
                status: 200,
                answers: as_json(named("Dossier")),
            })
        }
        _ => None,
    }
}

fn drawn(door: &Door, it: Operation, lang: Lang) -> Value {
    let in_path = ["code", "file"].into_iter().filter(|name| door.path.contains(&format!("{{{name}}}")));
    let in_path = in_path.map(|name| if door.path.contains("procedures") { "procedure-code" } else { name });
    let parameters: Vec<Value> = in_path
        .chain(it.query.iter().copied())
        .chain(["Accept-Language"])
        .map(|name| component("parameters", name))
        .collect();

    let mut done = json!({ "description": text("Xong", "Done").get(lang), "content": it.answers });
    if it.status == 201 && door.path.ends_with("dossiers") {
        done["headers"] = json!({ "Location": component("headers", "Location") });
        done["links"] = links();
    }
    let mut responses = Map::from_iter([(it.status.to_string(), done)]);
    responses.extend(errors_at(door).map(|status| (status.to_string(), component("responses", &status.to_string()))));

    let mut drawn = json!({
        "operationId": operation_id(door),
        "summary": it.title.get(lang),
        "description": needs(door.needs, lang),
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(content) = it.sends {
        let required = door.path.ends_with("dossiers") || door.path.ends_with("files");
        drawn["requestBody"] = json!({ "required": required, "content": content });
    }
    if door.needs == Needs::Public {
        drawn["security"] = json!([]);
    }
    drawn
}

/// `POST /api/v1/dossiers/{code}/hand-over` is `post-dossiers-code-hand-over`.
fn operation_id(door: &Door) -> String {
    let path = door.path.trim_start_matches("/api/").trim_start_matches("v1/");
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    [door.method.as_str().to_lowercase().as_str()].into_iter().chain(words).collect::<Vec<_>>().join("-")
}

fn needs(needs: Needs, lang: Lang) -> String {
    match needs {
        Needs::Public => text("Không cần khóa truy cập", "No token is needed").get(lang).to_owned(),
        Needs::Right(right) => format!("{} `{}`", text("Cần quyền", "Needs the right").get(lang), right.0),
        Needs::Official => text("Dành cho cán bộ", "For officials").get(lang).to_owned(),
        _ => text(
            "Công dân với hồ sơ của mình, hoặc cán bộ có quyền trong phạm vi của mình",
            "A citizen with dossiers of his own, or an official with the right, within his reach",
        )
        .get(lang)
        .to_owned(),
    }
}

/// Every status that is not success, and when it comes.
const PROBLEMS: [(u16, Text); 8] = [
    (401, text("Thiếu hoặc sai khóa truy cập", "The token is missing or wrong")),
    (403, text("Không có quyền, hoặc việc thuộc đơn vị khác", "Without the right, or it belongs to another unit")),
    (404, text("Không có trong phạm vi của người gọi", "There is no such thing within the caller's reach")),
    (
        409,
        text(
            "Trạng thái không cho phép, hoặc người khác vừa xử lý",
            "The state does not allow it, or somebody has just acted",
        ),
    ),
    (413, text("Nội dung quá lớn", "What was sent is too large")),
    (422, text("Nội dung sai; `fields` chỉ rõ trường nào", "Something is wrong with it; `fields` names what")),
    (429, text("Quá nhiều yêu cầu; chờ theo Retry-After", "Too many requests; wait as Retry-After says")),
    (
        503,
        text(
            "Hệ thống bận, chưa ghi nhận gì; chờ theo Retry-After",
            "Busy, nothing was recorded; wait as Retry-After says",
        ),
    ),
];

fn errors_at(door: &Door) -> impl Iterator<Item = u16> {
    let (public, post, named) = (door.needs == Needs::Public, door.method == Method::POST, door.path.contains('{'));
    let comes = move |status: &u16| match status {
        401 | 403 => !public,
        404 => named || post,
        409 | 413 => post,
        _ => true,
    };
    PROBLEMS.into_iter().map(|(status, _)| status).filter(comes)
}

fn problems(lang: Lang) -> Value {
    let problem = |(status, when): (u16, Text)| {
        let mut response = json!({
            "description": when.get(lang),
            "content": { "application/problem+json": { "schema": named("Problem") } },
        });
        if matches!(status, 429 | 503) {
            response["headers"] = json!({ "Retry-After": component("headers", "Retry-After") });
        }
        (status.to_string(), response)
    };
    Value::Object(PROBLEMS.into_iter().map(problem).collect())
}

/// What may follow on a new dossier, by its code.
fn links() -> Value {
    let follow = |id: &str| json!({ "operationId": id, "parameters": { "code": "$response.body#/code" } });
    let acts = ACTS.iter().map(|act| (act.name.to_owned(), follow(&format!("post-dossiers-code-{}", act.name))));
    Value::Object(acts.chain([("look".to_owned(), follow("get-dossiers-code"))]).collect())
}

// Acts

/// An act on a dossier: the fields it must have and those it may have, besides `revision`.
struct Act {
    name: &'static str,
    title: Text,
    must: &'static [&'static str],
    may: &'static [&'static str],
}

const fn act(name: &'static str, title: Text, must: &'static [&'static str], may: &'static [&'static str]) -> Act {
    Act { name, title, must, may }
}

const ACTS: [Act; 18] = [
    act("accept", text("Tiếp nhận; thời hạn bắt đầu tính", "Accept; the clock starts"), &[], &[]),
    act("refuse", text("Từ chối tiếp nhận", "Refuse at intake"), &["reason"], &[]),
    act("route", text("Chuyển đến cơ quan có thẩm quyền", "Route to the competent body"), &["unit"], &["reason"]),
    act(
        "request-supplement",
        text("Yêu cầu bổ sung; thời hạn tạm dừng", "Ask for a supplement; the clock stops"),
        &["reason"],
        &["missing"],
    ),
    act(
        "supplement",
        text("Bổ sung đúng những mục được yêu cầu", "Supplement just what was asked for"),
        &[],
        &["answers", "papers"],
    ),
    act("request-duty", text("Yêu cầu thực hiện nghĩa vụ tài chính", "Ask for a financial duty"), &["reason"], &[]),
    act("duty-done", text("Đã thực hiện nghĩa vụ tài chính", "The financial duty is fulfilled"), &[], &["note"]),
    act("forward", text("Chuyển bước tiếp theo", "Forward to the next step"), &[], &["person", "note"]),
    act("return", text("Trả lại bước trước", "Return to the previous step"), &["reason"], &[]),
    act(
        "assign",
        text("Phân công cho một người, hoặc cả bộ phận", "Assign to one person, or to all of the unit"),
        &[],
        &["person"],
    ),
    act(
        "ask-opinion",
        text("Lấy ý kiến đơn vị khác", "Ask another unit for its opinion"),
        &["unit", "question", "until"],
        &[],
    ),
    act("give-opinion", text("Cho ý kiến", "Give the opinion"), &["opinion", "answer"], &[]),
    act(
        "extend",
        text("Xin lỗi và hẹn lại, một lần, trước khi hết hạn", "Extend with an apology, once, before it is due"),
        &["until", "reason"],
        &[],
    ),
    act(
        "finish",
        text("Ghi nhận kết quả đã ký", "Record the signed result"),
        &[],
        &["number", "day", "file", "from_template", "note"],
    ),
    act("pay", text("Xác nhận đã thu phí, lệ phí", "Confirm the payment of fees"), &["method"], &["receipt"]),
    act(
        "hand-over",
        text(
            "Trả kết quả; `paid` xác nhận luôn khoản còn phải thu",
            "Hand over the result; `paid` confirms what is still due",
        ),
        &[],
        &["way", "paid", "receipt", "note"],
    ),
    act("withdraw", text("Rút hồ sơ theo ý muốn của công dân", "Withdraw, at the citizen's wish"), &["reason"], &[]),
    act("stop", text("Dừng giải quyết", "Stop"), &["reason"], &[]),
];

impl Act {
    fn fields(&self) -> impl Iterator<Item = &'static str> {
        ["revision"].into_iter().chain(self.must.iter().chain(self.may).copied())
    }

    fn body(&self) -> Value {
        let properties: Map<String, Value> = self.fields().map(|name| (name.to_owned(), sent_field(name).0)).collect();
        let mut body = json!({ "type": "object", "properties": properties });
        if !self.must.is_empty() {
            body["required"] = json!(self.must);
        }
        body
    }

    fn example(&self) -> Value {
        let must = self.must.iter().chain(self.may.iter().filter(|name| **name == "way"));
        Value::Object(must.map(|name| ((*name).to_owned(), sent_field(name).1)).collect())
    }
}

/// The schema of a field of an act, and an example.
fn sent_field(name: &str) -> (Value, Value) {
    let string = |most: usize| json!({ "type": "string", "maxLength": most });
    match name {
        "revision" => (json!({ "type": ["integer", "null"], "minimum": 0, "maximum": i64::MAX }), json!(0)),
        "reason" => {
            (json!({ "type": "string", "minLength": 3, "maxLength": 2000 }), json!("Thiếu chữ ký của người yêu cầu"))
        }
        "question" | "answer" => (json!({ "type": "string", "minLength": 3, "maxLength": 2000 }), json!("Đồng ý cấp")),
        "from_template" => (json!({ "type": "boolean" }), json!(false)),
        "note" => (string(2000), json!("Đã đối chiếu bản chính")),
        "person" | "file" => (json!({ "type": ["string", "null"], "pattern": ID }), json!("001H8Q2M0G040")),
        "opinion" => (id(), json!("001H8Q2M0G040")),
        "unit" => (json!({ "type": "string", "minLength": 1, "maxLength": 40 }), json!(UNIT)),
        "until" => (json!({ "type": "string", "format": "date" }), json!("2026-03-09")),
        "day" => (json!({ "type": ["string", "null"], "format": "date" }), json!("2026-03-09")),
        "number" => (json!({ "type": ["string", "null"], "maxLength": 60 }), json!("15/GXN")),
        "receipt" => (string(40), json!("BL-0001234")),
        "way" => (any_of(WAYS.map(|(code, _)| code)), json!("counter")),
        "paid" | "method" => (any_of(METHODS.map(|(code, _)| code)), json!("cash")),
        "missing" => (json!({ "type": "array", "maxItems": 50, "items": named("Missing") }), json!([])),
        "papers" => (json!({ "type": "array", "maxItems": 100, "items": named("NewPaper") }), json!([])),
        _ => (json!({ "type": "object" }), json!({})),
    }
}

// Parameters and schemas

/// Crockford's alphabet with its look-alikes; 64 bits.
const ID: &str = "^[0-7Oo][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{12}$";
/// A ward of the demo province, by its code of the statistics office.
const UNIT: &str = "02215";

fn parameters(lang: Lang) -> Value {
    let in_query = |name: &str, schema: Value, about: Text| {
        let shown = json!({ "name": name, "in": "query", "schema": schema, "description": about.get(lang) });
        (name.to_owned(), shown)
    };
    let in_path = |component: &str, name: &str, schema: Value, example: &str| {
        let shown = json!({ "name": name, "in": "path", "required": true, "schema": schema, "example": example });
        (component.to_owned(), shown)
    };
    let in_header = |name: &str, schema: Value, about: Text| {
        let shown = json!({ "name": name, "in": "header", "schema": schema, "description": about.get(lang) });
        (name.to_owned(), shown)
    };
    let string = || json!({ "type": "string" });
    let statuses = Status::ALL.map(Status::code).join("|");
    Value::Object(Map::from_iter([
        in_path("code", "code", json!({ "type": "string", "minLength": 1, "maxLength": 60 }), "H60.175-260309-0001"),
        in_path("procedure-code", "code", json!({ "type": "string", "minLength": 1, "maxLength": 40 }), "1.004873"),
        in_path("file", "file", id(), "001H8Q2M0G040"),
        in_query(
            "q",
            string(),
            text("Từ trong tên, hoặc đầu mã số", "Words of the name, or the beginning of the code"),
        ),
        in_query(
            "field",
            string(),
            text("Lĩnh vực, như trong danh mục quốc gia", "Field, as in the national catalogue"),
        ),
        in_query("level", any_of(Level::ALL.map(Level::code)), text("Cấp giải quyết", "Level")),
        in_query("life_event", string(), text("Sự kiện cuộc đời", "Life event")),
        in_query("kind", string(), text("Chỉ loại việc này", "Only this kind of work")),
        in_query(
            "status",
            json!({ "type": "string", "pattern": format!("^({statuses})(,({statuses}))*$") }),
            text("Một hoặc nhiều trạng thái, cách nhau bằng dấu phẩy", "One or more statuses, with commas between"),
        ),
        in_query(
            "unit",
            json!({ "type": "string", "minLength": 1, "maxLength": 40, "example": UNIT }),
            text("Id, mã thống kê hoặc mã định danh của đơn vị", "Id, statistics code or agency code of a unit"),
        ),
        in_query(
            "due_before",
            json!({ "type": "string", "anyOf": [{ "format": "date" }, { "format": "date-time" }] }),
            text(
                "Hạn trước đầu ngày này, hoặc trước thời điểm này",
                "Due before the beginning of this day, or this moment",
            ),
        ),
        in_query("after", string(), text("`next` của trang trước", "`next` of the page before")),
        in_query(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 100 }),
            text("Số dòng một trang", "Rows of a page"),
        ),
        in_query("name", json!({ "type": "string", "maxLength": 200 }), text("Tên tệp", "Name of the file")),
        in_header(
            "Idempotency-Key",
            json!({ "type": "string", "pattern": "^[!-~]{1,100}$" }),
            text(
                "Gửi lại cùng khóa và cùng nội dung thì chỉ làm một lần và nhận lại câu trả lời cũ. Nên luôn gửi khi nộp hồ sơ",
                "Sent again with the same key and body, it is done once and answers the same. Always send one with a new dossier",
            ),
        ),
        in_header(
            "Accept-Language",
            json!({ "type": "string", "examples": ["vi", "en"] }),
            text("Ngôn ngữ của tên và lời báo", "Language of names and messages"),
        ),
    ]))
}

fn schemas(lang: Lang) -> Value {
    let said = json!({ "type": "object", "required": ["vi", "en"], "properties": { "vi": string(), "en": string() } });
    let holder = json!({
        "type": "object",
        "required": ["unit", "role"],
        "properties": { "unit": id(), "role": string(), "person": nullable(id()) },
    });
    let state = object(&[
        ("id", id()),
        ("code", string()),
        ("foreign_code", nullable(string())),
        ("procedure", string()),
        ("case", nullable(string())),
        ("field", string()),
        ("channel", any_of(Channel::ALL.map(Channel::code))),
        ("assisted", json!({ "type": "boolean" })),
        ("status", any_of(Status::ALL.map(Status::code))),
        ("intake_unit", id()),
        ("competent_unit", nullable(id())),
        ("holder", holder.clone()),
        ("step", count()),
        ("submitted_at", moment()),
        ("acceptance_due", nullable(moment())),
        ("accepted_at", nullable(moment())),
        ("term", nullable(string())),
        ("due", nullable(moment())),
        ("extended_to", nullable(moment())),
        ("supplements", count()),
        ("ended_at", nullable(moment())),
        ("outcome", nullable(any_of([Outcome::Early, Outcome::OnTime, Outcome::Late].map(Outcome::code)))),
        ("handed_over_at", nullable(moment())),
        ("revision", count()),
    ]);
    let line = object(&[
        ("id", id()),
        ("code", string()),
        ("procedure", string()),
        ("channel", any_of(Channel::ALL.map(Channel::code))),
        ("status", any_of(Status::ALL.map(Status::code))),
        ("intake_unit", id()),
        ("competent_unit", nullable(id())),
        ("holder", holder),
        ("submitted_at", moment()),
        ("acceptance_due", nullable(moment())),
        ("accepted_at", nullable(moment())),
        ("due", nullable(moment())),
        ("ended_at", nullable(moment())),
        ("outcome", nullable(string())),
        ("applicant_name", nullable(string())),
    ]);
    let problem = object(&[
        ("type", string()),
        ("title", string()),
        ("status", json!({ "type": "integer" })),
        (
            "detail",
            json!({ "type": "string", "description": text("Lời báo theo Accept-Language", "What to tell, by Accept-Language").get(lang) }),
        ),
        ("message", said.clone()),
        ("fields", json!({ "type": "object", "additionalProperties": said })),
        ("request", string()),
    ]);
    json!({
        "NewDossier": new_dossier_schema(lang),
        "Applicant": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 100 },
                "personal_number": { "type": ["string", "null"], "pattern": "^[0-9]{12}$" },
                "phone": { "type": ["string", "null"], "maxLength": 20 },
                "email": { "type": ["string", "null"], "maxLength": 100 },
                "address": { "type": ["string", "null"], "maxLength": 300 },
            },
        },
        "NewPaper": {
            "type": "object",
            "required": ["code"],
            "properties": {
                "code": { "type": "string", "minLength": 1, "maxLength": 200 },
                "form": { "enum": ["original", "copy", "electronic", null] },
                "file": { "type": ["string", "null"], "pattern": ID },
            },
        },
        "Missing": {
            "type": "object",
            "required": ["item", "kind"],
            "properties": {
                "item": { "type": "string", "minLength": 1, "maxLength": 200 },
                "kind": { "enum": ["field", "paper"] },
                "why": { "type": "string", "maxLength": 500 },
            },
        },
        "Dossier": state,
        "WholeDossier": { "allOf": [named("Dossier"), more_of_a_dossier()] },
        "Line": line,
        "ListedProcedure": object(&[
            ("code", string()),
            ("name", string()),
            ("field", string()),
            ("levels", array(any_of(Level::ALL.map(Level::code)))),
            ("received_here", json!({ "type": "boolean" })),
        ]),
        "Procedure": {
            "allOf": [named("ListedProcedure"), object(&[
                ("handled_elsewhere", nullable(string())),
                ("life_events", array(string())),
                ("subjects", array(string())),
                ("summary", nullable(string())),
                ("link", nullable(string())),
                ("version", nullable(version())),
            ])],
        },
        "Work": object(&[
            ("id", id()),
            ("kind", string()),
            ("kind_name", string()),
            ("record", id()),
            ("code", string()),
            ("detail", string()),
            ("unit", id()),
            ("role", string()),
            ("person", nullable(id())),
            ("due", nullable(moment())),
            ("note", nullable(string())),
            ("made_at", moment()),
        ]),
        "File": object(&[("id", id()), ("name", string()), ("media_type", string()), ("size", count())]),
        "Problem": problem,
    })
}

fn new_dossier_schema(lang: Lang) -> Value {
    json!({
        "type": "object",
        "required": ["procedure", "intake_unit", "applicant"],
        "properties": {
            "procedure": { "type": "string", "minLength": 1, "maxLength": 40 },
            "case": { "type": ["string", "null"], "description": text("Trường hợp, nếu thủ tục phân biệt", "The case, if the procedure tells some apart").get(lang) },
            "intake_unit": {
                "type": "string",
                "minLength": 1,
                "maxLength": 40,
                "description": text(
                    "Trung tâm tiếp nhận hoặc xã, phường của nó: id, mã thống kê hoặc mã định danh",
                    "The centre that takes it, or its commune: id, statistics code or agency code",
                ).get(lang),
            },
            "channel": { "enum": Channel::ALL.map(Channel::code).map(Value::from).into_iter().chain([Value::Null]).collect::<Vec<_>>() },
            "applicant": named("Applicant"),
            "answers": { "type": "object", "description": text("Câu trả lời theo mã trường của thủ tục", "Answers by the codes of the procedure's fields").get(lang) },
            "papers": { "type": "array", "maxItems": 100, "items": named("NewPaper") },
            "payer": array(any_of(PayerClass::ALL.map(PayerClass::code))),
            "foreign_code": { "type": ["string", "null"], "maxLength": 60 },
        },
    })
}

fn new_dossier() -> Value {
    json!({
        "procedure": "1.004873",
        "intake_unit": UNIT,
        "channel": "counter",
        "applicant": { "name": "Ma Văn Thử", "personal_number": "008085001234", "phone": "0912345678" },
        "answers": { "by_proxy": false, "status": "single", "purpose": "other", "purpose_text": "Bổ sung hồ sơ cá nhân" },
        "papers": [{ "code": "identity", "form": "original" }],
    })
}

fn more_of_a_dossier() -> Value {
    let applicant = [
        ("name", string()),
        ("personal_number", nullable(string())),
        ("phone", nullable(string())),
        ("email", nullable(string())),
        ("address", nullable(string())),
    ];
    let paper = [
        ("id", id()),
        ("code", string()),
        ("title", string()),
        ("form", string()),
        ("file", nullable(id())),
        ("at", moment()),
    ];
    let fee = [
        ("title", string()),
        ("kind", string()),
        ("amount", count()),
        ("explanation", string()),
        ("collect", string()),
        ("basis", string()),
        ("state", any_of(["due", "paid", "void"])),
        ("method", nullable(string())),
        ("receipt", nullable(string())),
        ("paid_at", nullable(moment())),
    ];
    let result = [
        ("code", string()),
        ("kind", string()),
        ("number", string()),
        ("day", json!({ "type": "string", "format": "date" })),
        ("file", nullable(id())),
    ];
    object(&[
        ("procedure_name", string()),
        ("status_name", string()),
        ("national_status", json!({ "type": "integer", "minimum": 1, "maximum": 10 })),
        ("due_explanation", array(string())),
        ("applicant", object(&applicant)),
        ("answers", json!({ "type": "object" })),
        ("papers", array(object(&paper))),
        ("fees", array(object(&fee))),
        ("missing", array(object(&[("item", string()), ("kind", string()), ("why", string())]))),
        ("result", nullable(object(&result))),
    ])
}

fn version() -> Value {
    let choice = object(&[("code", string()), ("title", string())]);
    let field = object(&[
        ("code", string()),
        ("title", string()),
        ("kind", string()),
        ("required", json!({ "type": "boolean" })),
        ("when", nullable(json!({ "type": "object" }))),
        ("options", array(choice.clone())),
        ("parts", array(string())),
        ("min", nullable(json!({ "type": "integer" }))),
        ("max", nullable(json!({ "type": "integer" }))),
    ]);
    let group = object(&[
        ("code", string()),
        ("title", string()),
        ("repeat", nullable(json!({ "type": "array", "items": count(), "minItems": 2, "maxItems": 2 }))),
        ("when", nullable(json!({ "type": "object" }))),
        ("fields", array(field)),
    ]);
    let term = object(&[
        ("term", json!({ "type": "string", "examples": ["same-day", "3 working-days"] })),
        ("case", nullable(string())),
        ("channel", nullable(string())),
        ("basis", nullable(string())),
    ]);
    let fee =
        object(&[("title", string()), ("kind", string()), ("price", json!({ "type": "object" })), ("basis", string())]);
    let paper = object(&[
        ("code", string()),
        ("title", string()),
        ("form", string()),
        ("copies", count()),
        ("required", json!({ "type": "boolean" })),
        ("when", nullable(json!({ "type": "object" }))),
    ]);
    let step =
        object(&[("code", string()), ("title", string()), ("unit", string()), ("role", string()), ("share", count())]);
    object(&[
        ("number", count()),
        ("decision", string()),
        ("valid_from", json!({ "type": "string", "format": "date" })),
        ("valid_to", nullable(json!({ "type": "string", "format": "date" }))),
        ("legal_basis", array(string())),
        ("who_decides", string()),
        ("channels", array(string())),
        ("applicant", array(string())),
        ("cases", array(choice)),
        ("terms", array(term)),
        ("fees", array(fee)),
        ("papers", array(paper)),
        ("groups", array(group)),
        ("steps", array(step)),
        ("result", object(&[("code", string()), ("title", string()), ("paper", json!({ "type": "boolean" }))])),
    ])
}

fn list_of(schema: &str) -> Value {
    object(&[("items", array(named(schema))), ("next", nullable(string()))])
}

fn object(properties: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn array(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn nullable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn id() -> Value {
    json!({ "type": "string", "pattern": ID })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn any_of<const N: usize>(codes: [&str; N]) -> Value {
    json!({ "type": "string", "enum": codes.to_vec() })
}

fn named(schema: &str) -> Value {
    component("schemas", schema)
}

fn component(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn as_json(schema: Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn as_json_like(schema: Value, example: Value) -> Value {
    json!({ "application/json": { "schema": schema, "example": example } })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn doors() -> BTreeSet<(String, String)> {
        let routes = Routes::of(&[&SYSTEM]);
        let doors = routes.doors().filter(|door| door.is_api());
        doors.map(|door| (door.method.as_str().to_lowercase(), door.path.to_owned())).collect()
    }

    #[test]
    fn every_door_of_the_api_is_described_and_nothing_else() {
        let document = in_language(Lang::En);
        let paths = document["paths"].as_object().unwrap();
        let described: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone()))
            })
            .collect();
        assert_eq!(described, doors());
        let acts: BTreeSet<(String, String)> =
            ACTS.iter().map(|act| ("post".to_owned(), format!("/api/v1/dossiers/{{code}}/{}", act.name))).collect();
        assert!(acts.is_subset(&doors()), "an act is described that has no door");
    }

    #[test]
    fn only_public_doors_are_described_without_a_token() {
        for door in Routes::of(&[&SYSTEM]).doors().filter(|door| door.is_api()) {
            let method = door.method.as_str().to_lowercase();
            let operation = &in_language(Lang::Vi)["paths"][door.path][method];
            let open = operation.get("security").is_some();
            assert_eq!(open, door.needs == Needs::Public, "{}", door.path);
            assert_eq!(operation["responses"].get("401").is_none(), open, "{}", door.path);
        }
    }

    #[test]
    fn whatever_is_referred_to_is_there() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = in_language(Lang::Vi);
        let mut found = Vec::new();
        references(document, &mut found);
        assert!(found.len() > 100);
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }

    #[test]
    fn the_example_is_a_dossier_the_api_reads() {
        let body = &in_language(Lang::Vi)["paths"]["/api/v1/dossiers"]["post"]["requestBody"];
        let example = body["content"]["application/json"]["example"].to_string();
        let crate::api::sent::Object(new) =
            serde_json::from_str::<crate::api::sent::Object<crate::api::sent::NewDossier>>(&example).unwrap();
        assert_eq!(new.procedure, "1.004873");
        assert_eq!(new.papers[0].0.code, "identity");
    }

    #[test]
    fn each_field_of_an_act_is_one_that_acts_read() {
        // A field that the reader does not know would be passed over in silence; a wrong type of a known one is refused.
        for name in ACTS.iter().flat_map(Act::fields) {
            let (_, example) = sent_field(name);
            let right = json!({ name: example }).to_string();
            assert!(serde_json::from_str::<crate::api::sent::Object<crate::api::sent::Wish>>(&right).is_ok(), "{name}");
            let wrong = json!({ name: [[1]] }).to_string();
            assert!(
                serde_json::from_str::<crate::api::sent::Object<crate::api::sent::Wish>>(&wrong).is_err(),
                "{name}"
            );
        }
    }
}
