//! All components on a few pages, to be looked at: `cargo run -p web --example gallery -- DIR` writes them with the assets;
//! serve DIR (`python3 -m http.server -d DIR`) and open it.

use std::{fs, path::Path};

use base::{Error, Lang, Moment, said};
use web::{
    Bar, Choice, Column, Crumb, Due, Face, Flash, Form, FormState, Here, LedgerHead, Markup, Moved, NavItem,
    PreEscaped, Render, Row, Shell, Stat, Step, StepState, Summary, Tab, Table, Tag, Task, TaskState, Theme, Tone, Who,
    Width, assets, bars, button, cards, columns_chart, confirm, due, empty, error_page, error_summary, explain, fields,
    hero, html, key, link_button, moment, notice, page, page_head, qr, search_box, section, sparkline, stats, status,
    steps, tabs, task_list, timeline, toolbar, two_thirds,
};

const VI: Lang = Lang::Vi;

fn main() -> base::Result<()> {
    let dir = std::env::args().nth(1).unwrap_or_else(|| "gallery".into());
    for (name, markup) in pages() {
        write(&Path::new(&dir).join(name), markup.into_string().as_bytes())?;
    }
    for file in ["app.css", "app.js", "mark.svg", "drum.svg", "band.svg"].into_iter().map(String::from).chain(fonts()) {
        if let Some((bytes, _)) = assets::get(&format!("{}/{file}", assets::hash())) {
            write(Path::new(&format!("{dir}{}", assets::url(&file))), &bytes)?;
        }
    }
    Ok(())
}

fn fonts() -> impl Iterator<Item = String> {
    ["latin-400", "latin-600", "vietnamese-400", "vietnamese-600"]
        .into_iter()
        .map(|f| format!("fonts/be-vietnam-pro-{f}-normal.woff2"))
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

pub fn pages() -> Vec<(&'static str, Markup)> {
    vec![
        ("index.html", home()),
        ("citizen.html", dossier()),
        ("question.html", question()),
        ("queue.html", queue()),
        ("counter.html", counter()),
        ("figures.html", figures()),
        ("parts.html", parts()),
        (
            "error.html",
            error_page(
                &shell(Face::Public, "error.html"),
                &Error::not_found(said!("Không có hồ sơ H60.132-260309-0583", "There is no such dossier")),
                "5K7QW2MX",
            ),
        ),
        ("home.en.html", english()),
        (
            "dark.html",
            page(&Shell { theme: Theme::Dark, ..shell(Face::Staff, "dark.html").title("Nền tối") }, queue_body()),
        ),
    ]
}

fn shell(face: Face, path: &str) -> Shell {
    let item = |href: &str, label: &str| NavItem::new(href, label).current(href == path);
    let nav = match face {
        Face::Public => vec![
            item("index.html", "Trang chủ"),
            item("parts.html", "Thủ tục hành chính"),
            item("question.html", "Tra cứu hồ sơ"),
            item("figures.html", "Số liệu"),
            item("error.html", "Sổ cái"),
        ],
        Face::Citizen => vec![
            item("index.html", "Hồ sơ của tôi"),
            item("citizen.html", "H60.132-260309-0583"),
            item("question.html", "Giấy tờ của tôi"),
            item("parts.html", "Ai đã xem dữ liệu của tôi"),
        ],
        Face::Staff => vec![
            item("queue.html", "Việc của tôi").badge(Some("23".into())).group("Công việc"),
            item("counter.html", "Tiếp nhận tại quầy").group("Công việc"),
            item("figures.html", "Sắp đến hạn").badge(Some("4".into())).group("Công việc"),
            item("parts.html", "Hồ sơ của đơn vị").group("Thủ tục hành chính"),
            item("a", "Danh mục thủ tục").group("Thủ tục hành chính"),
            item("b", "Sổ theo dõi").group("Thủ tục hành chính"),
            item("c", "Đơn vị và con người").group("Hệ thống"),
            item("d", "Lịch làm việc").group("Hệ thống"),
            item("e", "Sổ cái sự kiện").group("Hệ thống"),
            item("f", "Quản trị").group("Hệ thống"),
        ],
    };
    let user = match face {
        Face::Public => None,
        Face::Citizen => Some(Who { name: "Hoàng Thị Mai".into(), ..Who::default() }),
        Face::Staff => Some(Who {
            name: "Nguyễn Thị Hường".into(),
            unit: Some("Trung tâm Phục vụ hành chính công xã Tân Trào".into()),
            role: Some("Công chức một cửa".into()),
        }),
    };
    let head = Some(LedgerHead { size: 184_203, root: "9f2c7be1a04d5d7720b1".into() });
    let search = (face == Face::Staff).then(|| "/tim".to_owned());
    Shell {
        nav,
        user,
        head,
        search,
        demo: true,
        csrf: "k3J9xQ".into(),
        path: path.into(),
        version: "0.1.0".into(),
        ..Shell::new(VI, face, "Tuyên Quang")
    }
}

fn at(s: &str) -> Moment {
    s.parse().unwrap_or_default()
}

fn home() -> Markup {
    let body = html! {
        (hero(VI, "Làm thủ tục một lần, theo dõi đến khi có kết quả", "Tìm thủ tục, xem cần mang gì, mất bao lâu, bao nhiêu tiền. Gõ không dấu cũng được.",
            search_box(VI, "parts.html", "Tìm thủ tục hành chính", "")))
        (section(VI, "Theo sự kiện trong đời", cards([
            ("a", "Sinh con", html! { p { "Khai sinh, thẻ bảo hiểm y tế, nhập khẩu cho trẻ" } }),
            ("b", "Kết hôn", html! { p { "Đăng ký kết hôn, xác nhận tình trạng hôn nhân" } }),
            ("c", "Đất đai, nhà ở", html! { p { "Biến động đất đai, hòa giải tranh chấp, giấy phép xây dựng" } }),
            ("d", "Kinh doanh", html! { p { "Thành lập và thay đổi hộ kinh doanh" } }),
            ("e", "Chứng thực", html! { p { "Bản sao từ bản chính, chữ ký, hợp đồng" } }),
            ("f", "Người thân qua đời", html! { p { "Khai tử, mai táng phí, thừa kế" } }),
        ])))
        (two_thirds(
            section(VI, "Đang giải quyết trong tỉnh", html! {
                (stats(&[
                    Stat::new(VI, "Hồ sơ tiếp nhận tháng này", "12.408").note(VI, "nhiều hơn tháng trước 3,1%").spark([8.0, 9.0, 8.5, 11.0, 10.0, 12.4]).href("figures.html"),
                    Stat::new(VI, "Giải quyết đúng hạn", "98,7%").note(VI, "đạt mục tiêu 98%").tone(Tone::Good).href("figures.html"),
                ]))
            }),
            section(VI, "Tra cứu hồ sơ", html! {
                p { "Nhập mã hồ sơ trên giấy hẹn." }
                (toolbar(html! { (link_button(VI, "question.html", "Tra cứu").second()) }))
            }),
        ))
    };
    page(&shell(Face::Public, "index.html").title("Trang chủ"), body)
}

fn english() -> Markup {
    let shell = Shell { lang: Lang::En, nav: vec![], ..shell(Face::Public, "home.en.html") };
    let body = html! {
        (page_head(Lang::En, None, "Birth registration", html! { "Commune level · free when on time" }, html! {}))
        (notice(Lang::En, Tone::Info, "The result is ready the same day; after 15:00 the next working day.", html! {}))
    };
    page(&shell.title("Birth registration"), body)
}

fn dossier() -> Markup {
    let mut shell =
        shell(Face::Citizen, "citizen.html").title("Đăng ký khai sinh").crumb("index.html", "Hồ sơ của tôi");
    shell.crumbs.push(Crumb { href: None, label: "H60.132-260309-0583".into() });
    shell.flash = Some(Flash::done(said!("Đã gửi giấy tờ bổ sung", "The supplement was sent")));
    let body = html! {
        (page_head(VI, Some("H60.132-260309-0583"), "Đăng ký khai sinh",
            html! { "Trung tâm Phục vụ hành chính công xã Tân Trào · " (status(VI, Tone::Info, "Đang xử lý")) " " (due(VI, Due::In { days: 2 }, None)) }, html! {}))
        (steps(VI, &[
            Step::new(VI, "Nộp hồ sơ", StepState::Done).when("09/03/2026"),
            Step::new(VI, "Tiếp nhận", StepState::Done).when("09/03/2026").who("Bộ phận một cửa xã Tân Trào"),
            Step::new(VI, "Thẩm tra", StepState::Now).who("Công chức tư pháp – hộ tịch"),
            Step::new(VI, "Ký kết quả", StepState::Todo),
            Step::new(VI, "Trả kết quả", StepState::Todo),
        ]))
        (two_thirds(
            html! {
                (section(VI, "Ngày hẹn trả", html! {
                    p { "17:00 thứ Tư, ngày 11/03/2026" }
                    (explain(VI, "Vì sao là ngày này?", &[
                        "Nhận lúc 15:20 thứ Hai 09/03/2026, sau 15 giờ: tính từ ngày làm việc tiếp theo.".into(),
                        "Thời hạn 1 ngày làm việc, không tính ngày đầu.".into(),
                        "Tạm dừng 2 giờ chờ bổ sung giấy tờ.".into(),
                    ]))
                }))
                (section(VI, "Thông tin đã khai", Summary::new()
                    .row(VI, "Họ, chữ đệm, tên trẻ", "Hoàng Minh Khôi").change(VI, "a")
                    .row(VI, "Ngày sinh", "01/03/2026").change(VI, "a")
                    .row(VI, "Nơi sinh", "Bệnh viện Đa khoa tỉnh Tuyên Quang, phường Minh Xuân")
                    .row(VI, "Số giấy tờ", html! { (status(VI, Tone::Good, "3 giấy tờ đã nhận")) }).render()))
                (section(VI, "Quá trình", timeline(&[
                    Moved::new(VI, "Chuyển công chức tư pháp – hộ tịch thẩm tra", at("2026-03-09T16:05")).who("Bộ phận một cửa"),
                    Moved::new(VI, "Đã bổ sung giấy chứng sinh", at("2026-03-09T15:50")).tone(Tone::Good).who("Hoàng Thị Mai"),
                    Moved::new(VI, "Yêu cầu bổ sung", at("2026-03-09T15:30")).tone(Tone::Warn).body(html! { p { "Ảnh giấy chứng sinh bị mờ, xin chụp lại." } }),
                    Moved::new(VI, "Tiếp nhận hồ sơ", at("2026-03-09T15:20")).who("Bộ phận một cửa"),
                ])))
            },
            html! {
                (section(VI, "Lệ phí", html! { p { "Miễn phí (đăng ký đúng hạn)" } }))
                (qr(VI, "H60.132-260309-0583", "Mã hồ sơ").unwrap_or_default())
            },
        ))
    };
    page(&shell, body)
}

fn question() -> Markup {
    let error = Error::fields(vec![("born".into(), said!("Nhập ngày sinh, ví dụ 09/03/2026", "Enter the birth date"))]);
    let state = FormState::new(VI, [("born", "9 tháng 3")]).with_error(&error.err().unwrap_or_else(Error::busy));
    let body = html! {
        (web::back_link(VI, "citizen.html"))
        (error_summary(&state))
        (Form::post("question.html", "k3J9xQ").keeps().body(html! {
            (state.field("born", "Trẻ sinh ngày nào?").title().date())
            (toolbar(html! { (button(VI, "Tiếp tục")) (button(VI, "Lưu lại, làm sau").second().sends("act", "save").unchecked()) }))
        }))
    };
    page(&shell(Face::Citizen, "question.html").title("Trẻ sinh ngày nào?"), body)
}

fn queue() -> Markup {
    page(&shell(Face::Staff, "queue.html").title("Việc của tôi"), queue_body())
}

fn queue_body() -> Markup {
    let state = FormState::new(VI, [("status", "run")]);
    let names = [
        "Hoàng Thị Mai",
        "Bàn Văn Phúc",
        "Ma Seo Sử",
        "Nguyễn Đức Thắng",
        "Lý Thị Xuân",
        "Đặng Quốc Ưởng",
        "Vàng Mí Dế",
        "Trần Thị Ngọc Ánh",
    ];
    let procedures = [
        "Đăng ký khai sinh",
        "Chứng thực bản sao từ bản chính",
        "Xác nhận tình trạng hôn nhân",
        "Thành lập hộ kinh doanh",
        "Thay đổi, cải chính, bổ sung thông tin hộ tịch",
        "Hòa giải tranh chấp đất đai",
        "Đăng ký lại khai sinh",
        "Cấp bản sao trích lục hộ tịch",
    ];
    let state_of = |i: usize| match i {
        0 | 1 => (Due::Overdue { days: 2 - i as i32 }, Tag::new(VI, Tone::Info, "Đang xử lý")),
        2 | 3 => (Due::Today, Tag::new(VI, Tone::Info, "Đang xử lý")),
        4 => (Due::In { days: 1 }, Tag::new(VI, Tone::Plain, "Mới đăng ký")),
        5 => (Due::Paused, Tag::new(VI, Tone::Wait, "Chờ bổ sung")),
        6 => (Due::In { days: 6 }, Tag::new(VI, Tone::Good, "Đã xử lý xong")),
        _ => (Due::In { days: 9 }, Tag::new(VI, Tone::Bad, "Không được tiếp nhận")),
    };
    let rows = (0..16).map(|i| {
        let (hurry, tag) = state_of(i % 8);
        let cells = vec![
            html! { "H60.132-260309-" (format!("{:04}", 583 + i * 7)) },
            html! { (procedures[i % 8]) },
            html! { (names[i % 8]) },
            html! { (tag) },
            moment(at(&format!("2026-03-{:02}T17:00", 7 + i % 8))),
            html! { (due(VI, hurry, Some(at("2026-03-11T17:00")))) },
            html! { (["8.000", "150.000", "0"][i % 3]) },
        ];
        Row::to(format!("citizen.html?{i}"), cells).marked(i < 3)
    });
    let columns = vec![
        Column::new(VI, "Mã hồ sơ").tight(),
        Column::new(VI, "Thủ tục").sorts_by("procedure"),
        Column::new(VI, "Người nộp").sorts_by("name"),
        Column::new(VI, "Tình trạng"),
        Column::new(VI, "Hẹn trả").tight().sorts_by("due"),
        Column::new(VI, "Còn lại").tight(),
        Column::new(VI, "Phí (đ)").number(),
    ];
    let choices =
        [("run", "Đang xử lý"), ("wait", "Chờ bổ sung"), ("done", "Đã xử lý xong")].map(|(v, l)| Choice::new(VI, v, l));
    html! {
        (page_head(VI, None, "Việc của tôi", html! {}, html! {
            (link_button(VI, "counter.html", "Tiếp nhận hồ sơ").keys("Alt+T").icon(web::Icon::Plus))
            (button(VI, "In danh sách").second().prints().icon(web::Icon::Print))
        }))
        (tabs(VI, "Nhóm việc", &[
            Tab::new("queue.html", "Đang chờ tôi", true).count("23"),
            Tab::new("a", "Của cả phòng", false).count("99+"),
            Tab::new("b", "Chờ bổ sung", false).count("7"),
            Tab::new("c", "Đã xong hôm nay", false),
        ]))
        (Form::filter("queue.html").body(html! {
            (state.field("q", "Tìm trong danh sách").keys("Alt+M").search())
            (state.field("status", "Tình trạng").select_or("Tất cả", &choices))
            (state.field("procedure", "Thủ tục").select_or("Tất cả", &[]))
            (state.field("until", "Hẹn trả đến ngày").hint("").date())
            (toolbar(html! { (button(VI, "Lọc").second()) a href="queue.html" { "Bỏ lọc" } }))
        }))
        div #results {
            (Table::new(VI, "Hồ sơ đang chờ tôi, gần hạn nhất trước", columns).quiet().here(&Here::parse("/queue.html?status=run")).sorted("due", false)
                .rows(rows).next(Some("0JK3")).export("/queue.xlsx"))
        }
    }
}

fn counter() -> Markup {
    let error = Error::fields(vec![
        ("number".into(), said!("Số định danh gồm 12 chữ số", "12 digits")),
        ("sex".into(), said!("Chọn giới tính", "Choose the sex")),
    ]);
    let typed =
        [("number", "0080900123"), ("name", "Bàn Văn Phúc"), ("paper", "b"), ("fee", "150000"), ("commune", "tt")];
    let state = FormState::new(VI, typed).with_error(&error.err().unwrap_or_else(Error::busy));
    let communes = [("tt", "Xã Tân Trào"), ("mx", "Phường Minh Xuân")].map(|(v, l)| Choice::new(VI, v, l));
    let body = html! {
        (error_summary(&state))
        (page_head(VI, Some("1.001193 · Cấp xã"), "Tiếp nhận: Đăng ký khai sinh", html! {}, html! {}))
        (Form::post("counter.html", "k3J9xQ").files().keeps().body(html! {
            h2 { "Người nộp" }
            (fields(html! {
                (state.field("number", "Số định danh cá nhân").number())
                (state.field("name", "Họ, chữ đệm và tên").autocomplete("name").text())
                (state.field("phone", "Số điện thoại").optional().phone())
                (state.field("commune", "Xã, phường").select(&communes))
            }))
            (state.field("sex", "Giới tính").across().radios(&[Choice::new(VI, "m", "Nam"), Choice::new(VI, "f", "Nữ")]))
            h2 { "Giấy tờ kèm theo" }
            (state.field("paper", "Giấy tờ đã kiểm tra").hint("Đánh dấu bản đã đối chiếu với bản chính").checkboxes(&[
                Choice::new(VI, "a", "Tờ khai đăng ký khai sinh"),
                Choice::new(VI, "b", "Giấy chứng sinh").hint(VI, "Bản chính"),
                Choice::new(VI, "c", "Giấy chứng nhận kết hôn của cha mẹ").off(true),
            ]))
            (state.field("scan", "Bản quét").hint("PDF, JPEG hoặc PNG, mỗi tệp không quá 20 MB").file(".pdf,image/jpeg,image/png", true))
            (fields(html! {
                (state.field("fee", "Lệ phí").width(Width::Short).money())
                (state.field("day", "Ngày sinh của trẻ").date())
            }))
            (state.field("note", "Ghi chú nội bộ").optional().textarea(2))
            (state.field("assisted", "Công chức nhập thay người dân tại quầy").checkbox())
            (toolbar(html! {
                (button(VI, "Tiếp nhận và in giấy hẹn").keys("Alt+S"))
                (button(VI, "Lưu nháp").second().sends("act", "draft").unchecked())
                (button(VI, "Từ chối").danger().sends("act", "refuse"))
            }))
        }))
    };
    page(&shell(Face::Staff, "counter.html").title("Tiếp nhận"), body)
}

fn figures() -> Markup {
    let months: Vec<_> = (1..=12)
        .map(|m| {
            Bar::new(
                format!("{m:02}/2026"),
                [820, 640, 1210, 1105, 980, 1340, 1502, 1288, 1176, 1420, 1377, 1204][m - 1],
            )
            .href("a")
        })
        .collect();
    let body = html! {
        (page_head(VI, None, "Số liệu", html! { "Mỗi con số mở ra danh sách sự kiện mà nó đếm." }, html! {}))
        (stats(&[
            Stat::new(VI, "Đang giải quyết", "1.284").href("a").spark([3.0, 4.0, 3.5, 6.0, 5.0, 5.5]),
            Stat::new(VI, "Quá hạn", "17").tone(Tone::Bad).note(VI, "nhiều hơn tuần trước 4").href("a"),
            Stat::new(VI, "Đúng hạn trong tháng", "98,7%").tone(Tone::Good).note(VI, "mục tiêu 98%").href("a"),
            Stat::new(VI, "Chờ bổ sung", "96").tone(Tone::Warn).note(VI, "12 hồ sơ chờ quá 10 ngày").href("a"),
        ]))
        (two_thirds(
            columns_chart(VI, "Hồ sơ tiếp nhận theo tháng", &months),
            bars(VI, "Hồ sơ quá hạn theo đơn vị", &[
                Bar::new("Phường Minh Xuân", 6).href("a"), Bar::new("Xã Tân Trào", 4).href("a"), Bar::new("Xã Đồng Văn", 4).href("a"),
                Bar::new("Sở Nông nghiệp và Môi trường", 2).href("a"), Bar::new("Xã Lũng Cú", 1).href("a"),
            ]),
        ))
        p { "Bảy ngày qua: " (sparkline(VI, "tăng từ 12 lên 31", &[12.0, 14.0, 13.0, 22.0, 25.0, 24.0, 31.0])) }
    };
    page(&shell(Face::Staff, "figures.html").title("Số liệu"), body)
}

fn parts() -> Markup {
    let tones = [
        (Tone::Plain, "Mới đăng ký"),
        (Tone::Info, "Đang xử lý"),
        (Tone::Good, "Đã xử lý xong"),
        (Tone::Warn, "Sắp đến hạn"),
        (Tone::Bad, "Dừng xử lý"),
        (Tone::Wait, "Chờ bổ sung"),
    ];
    let dues = [Due::Overdue { days: 3 }, Due::Today, Due::In { days: 1 }, Due::In { days: 8 }, Due::Paused, Due::None];
    let body = html! {
        (page_head(VI, None, "Các thành phần", html! { "Mọi thứ một trang được làm ra từ đó." }, html! {}))
        (section(VI, "Thông báo", html! {
            div.stack {
                @for (tone, label) in tones { (notice(VI, tone, label, html! { @if tone == Tone::Info { p { "Có thể thêm một đoạn giải thích và " a href="a" { "một liên kết" } "." } } })) }
            }
        }))
        (section(VI, "Tình trạng và thời hạn", html! {
            p { @for (tone, label) in tones { (status(VI, tone, label)) " " } }
            p { @for d in dues { (due(VI, d, None)) " " } }
        }))
        (section(VI, "Nút", toolbar(html! {
            (button(VI, "Nộp hồ sơ")) (button(VI, "Lưu lại").second()) (button(VI, "Rút hồ sơ").danger()) (button(VI, "Liên kết").link())
            (link_button(VI, "a", "Bắt đầu").icon(web::Icon::Arrow))
            span { "Phím: " (key("Alt+S")) }
        })))
        (section(VI, "Việc cần làm", task_list(VI, &[
            Task::new(VI, "Thông tin người nộp", TaskState::Done).to("a"),
            Task::new(VI, "Thông tin của trẻ", TaskState::Wrong).to("a").hint(VI, "Ngày sinh chưa đúng"),
            Task::new(VI, "Giấy tờ kèm theo", TaskState::Todo).to("a"),
            Task::new(VI, "Kiểm tra và nộp", TaskState::Later),
        ])))
        (section(VI, "Xác nhận", html! {
            (PreEscaped(confirm(VI, "Rút hồ sơ này?", html! { p { "Hồ sơ sẽ kết thúc và không giải quyết tiếp." } }, &Form::post("a", "k"), "Rút hồ sơ", "b").0.replace("h1", "h3")))
        }))
        (section(VI, "Khi chưa có gì", empty(VI, "Chưa có hồ sơ nào đang chờ.", link_button(VI, "a", "Tiếp nhận hồ sơ").second().render())))
    };
    page(&shell(Face::Public, "parts.html").title("Các thành phần"), body)
}
