//! Every word the desk's pages show, Vietnamese and English on one line.

use base::{Text, text};

pub const TITLE: Text = text("Bàn làm việc", "The desk");
pub const DONE: Text = text("Đã ghi nhận", "Recorded");
pub const CHOOSE: Text = text("Hãy chọn", "Choose one");
pub const TYPE_A_DAY: Text = text("Hãy nhập ngày, ví dụ 09/03/2026", "Enter a day, for example 09/03/2026");
pub const SAVE: Text = text("Lưu", "Save");
pub const END: Text = text("Chấm dứt", "End");
pub const ALL: Text = text("Tất cả", "All");
pub const NAME: Text = text("Họ và tên", "Full name");
pub const UNIT: Text = text("Đơn vị", "Unit");
pub const ROLE: Text = text("Vai trò", "Role");
pub const WHEN: Text = text("Thời điểm", "When");
pub const REASON: Text = text("Lý do", "Reason");
pub const NOTE: Text = text("Ghi chú", "Note");
pub const FROM_DAY: Text = text("Từ ngày", "From");
pub const TO_DAY: Text = text("Đến hết ngày", "Until");
pub const DOCUMENT: Text = text("Văn bản", "Document");
pub const STATE: Text = text("Trạng thái", "State");
pub const ACT: Text = text("Thao tác", "Act");
pub const SHOW: Text = text("Xem", "Show");
pub const NOT_YET: Text = text("Chưa có", "None yet");
pub const NO_LIMIT: Text = text("không xác định", "no end");
pub const ONCE_ONLY: Text = text(
    "Chỉ hiện một lần. Hãy sao lại ngay, rồi đóng trang này",
    "Shown this once. Copy it now, then close this page",
);

// Signing in
pub const SIGN_IN: Text = text("Đăng nhập", "Sign in");
pub const WAYS: Text = text("Cách đăng nhập", "Ways to sign in");
pub const WITH_USERNAME: Text = text("Tên đăng nhập", "Username");
pub const CITIZENS: Text = text("Công dân", "Citizens");
pub const PASSWORD: Text = text("Mật khẩu", "Password");
pub const CITIZENS_BY_VNEID: Text = text(
    "Công dân đăng nhập bằng tài khoản định danh điện tử VNeID (Nghị định 69/2024/NĐ-CP). Tỉnh chưa nối với VNeID; hãy tra cứu hồ sơ bằng mã hồ sơ",
    "Citizens sign in with VNeID (Decree 69/2024). The province is not connected to it yet; track your dossier by its code",
);
pub const FORGOT: Text = text(
    "Quên mật khẩu? Đề nghị quản trị viên của đơn vị đặt lại.",
    "Forgot the password? Ask the administrator of your unit for a new one.",
);
pub const CODE_TITLE: Text = text("Nhập mã xác thực", "Enter the code");
pub const CODE: Text = text("Mã xác thực", "Code");
pub const CODE_HINT: Text = text(
    "6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng",
    "6 digits from your authenticator app, or a recovery code",
);
pub const CONTINUE: Text = text("Tiếp tục", "Continue");
pub const SIGNED_OUT: Text = text("Đã đăng xuất", "Signed out");

// My account
pub const ACCOUNT: Text = text("Tài khoản của tôi", "My account");
pub const USERNAME: Text = text("Tên đăng nhập", "Username");
pub const POSTS: Text = text("Vị trí công tác", "Posts");
pub const ACTING: Text = text("Đang làm việc tại vị trí", "Acting in the post");
pub const ACT_HERE: Text = text("Làm việc tại vị trí này", "Act in this post");
pub const LENT: Text = text("được ủy quyền", "lent");
pub const LANGUAGE: Text = text("Ngôn ngữ", "Language");
pub const SECURITY: Text = text("Bảo mật", "Security");
pub const NO_POST: Text =
    text("Hiện bạn không giữ vị trí nào, nên chưa có quyền làm việc", "You hold no post today and so have no rights");

pub const CHANGE_PASSWORD: Text = text("Đổi mật khẩu", "Change the password");
pub const OLD_PASSWORD: Text = text("Mật khẩu hiện tại", "Present password");
pub const NEW_PASSWORD: Text = text("Mật khẩu mới", "New password");
pub const NEW_PASSWORD_HINT: Text =
    text("Ít nhất 12 ký tự; một câu dễ nhớ là tốt nhất", "At least 12 characters; a sentence you remember is best");
pub const REPEAT_PASSWORD: Text = text("Nhập lại mật khẩu mới", "New password again");
pub const NOT_THE_SAME: Text = text("Hai lần nhập mật khẩu mới khác nhau", "The two new passwords differ");
pub const MUST_CHANGE: Text = text(
    "Mật khẩu này do người khác đặt. Hãy đổi trước khi làm việc",
    "Somebody else has seen this password. Change it before you work",
);
pub const PASSWORD_CHANGED: Text = text(
    "Đã đổi mật khẩu; các phiên khác và khóa truy cập đã chấm dứt",
    "The password is changed; other sessions and tokens have ended",
);
pub const PASSWORD_LEAD: Text =
    text("Đổi mật khẩu sẽ chấm dứt mọi phiên khác và khóa truy cập", "Ends all other sessions and tokens");

pub const SECOND_FACTOR: Text = text("Xác thực lớp thứ hai", "Second factor");
pub const SECOND_FACTOR_LEAD: Text = text(
    "Mã 6 chữ số trên điện thoại, hỏi thêm sau mật khẩu khi đăng nhập",
    "A code of 6 digits on your phone, asked for after the password",
);
pub const MUST_ENROL: Text = text(
    "Vai trò của bạn bắt buộc có xác thực lớp thứ hai. Hãy bật trước khi làm việc",
    "Your role requires a second factor. Turn it on before you work",
);
pub const IS_ON_SINCE: Text = text("Đang bật từ", "On since");
pub const IS_OFF: Text = text("Đang tắt", "Off");
pub const BEGIN: Text = text("Bật xác thực lớp thứ hai", "Turn it on");
pub const SCAN: Text = text(
    "Quét mã QR bằng ứng dụng xác thực (Google Authenticator, FreeOTP…), rồi nhập mã hiện ra",
    "Scan the QR code with an authenticator app, then enter the code it shows",
);
pub const SECRET: Text = text("Hoặc nhập khóa này vào ứng dụng", "Or type this key into the app");
pub const CONFIRM: Text = text("Xác nhận", "Confirm");
pub const TURN_OFF: Text = text("Tắt", "Turn off");
pub const RECOVERY_CODES: Text = text("Mã dự phòng", "Recovery codes");
pub const RECOVERY_LEAD: Text = text(
    "Mỗi mã dùng một lần khi không có điện thoại. Cất ở nơi an toàn, không lưu trong máy này.",
    "Each works once when the phone is not at hand. Keep them safe, away from this computer.",
);
pub const CODES_LEFT: Text = text("Mã dự phòng còn lại", "Recovery codes left");
pub const NEW_CODES: Text = text("Tạo mã dự phòng mới", "Make new recovery codes");
pub const TURNED_OFF: Text = text("Đã tắt xác thực lớp thứ hai", "The second factor is off");

pub const SESSIONS: Text = text("Phiên đăng nhập", "Sessions");
pub const SESSIONS_LEAD: Text = text("Nơi tài khoản đang đăng nhập", "Where your account is signed in");
pub const BROWSER: Text = text("Trình duyệt", "Browser");
pub const SINCE: Text = text("Đăng nhập lúc", "Signed in");
pub const SEEN: Text = text("Dùng lần cuối", "Last used");
pub const THIS_ONE: Text = text("Phiên này", "This one");
pub const END_SESSION: Text = text("Chấm dứt phiên", "End the session");
pub const SESSION_ENDED: Text = text("Đã chấm dứt phiên", "The session has ended");
pub const RECENT_SIGN_INS: Text = text("Các lần đăng nhập gần đây", "Recent sign-ins");
pub const OUTCOME: Text = text("Kết quả", "Outcome");

pub const TOKENS: Text = text("Khóa truy cập API", "API tokens");
pub const TOKENS_LEAD: Text = text(
    "Cho phần mềm làm việc thay bạn, với ít quyền hơn và có hạn",
    "For programs that act for you, with fewer rights and an end",
);
pub const TOKEN_FOR: Text = text("Dùng để làm gì", "What it is for");
pub const TOKEN_LIVES: Text = text("Thời hạn", "How long");
pub const TOKEN_LIVES_CHOICES: [(&str, Text); 4] = [
    ("1", text("24 giờ", "24 hours")),
    ("7", text("7 ngày", "7 days")),
    ("30", text("30 ngày", "30 days")),
    ("365", text("1 năm", "1 year")),
];
pub const RIGHTS: Text = text("Quyền", "Rights");
pub const MAKE_TOKEN: Text = text("Tạo khóa", "Make a token");
pub const YOUR_TOKEN: Text = text("Khóa truy cập mới", "Your new token");
pub const ENDS: Text = text("Hết hạn", "Ends");
pub const USED: Text = text("Dùng lần cuối", "Last used");
pub const FILL_IN: Text = text("Hãy ghi mục này", "Fill this in");
pub const NAME_IT: Text = text("Hãy ghi mục đích của khóa", "Say what the token is for");

pub const DELEGATIONS: Text = text("Ủy quyền", "Delegation");
pub const DELEGATIONS_LEAD: Text =
    text("Giao vị trí của bạn cho người khác khi vắng mặt", "Lend your post to a colleague while you are away");
pub const POST_TO_LEND: Text = text("Vị trí ủy quyền", "The post");
pub const TAKER: Text = text("Tên đăng nhập của người nhận", "Username of the taker");
pub const DELEGATION_DOCUMENT: Text = text("Số, ngày văn bản ủy quyền", "Number and day of the document");
pub const DELEGATE: Text = text("Ủy quyền", "Delegate");
pub const GIVER: Text = text("Người ủy quyền", "From");
pub const RECEIVER: Text = text("Người nhận", "To");
pub const DELEGATED: Text = text("Đã ủy quyền", "Delegated");

// My queue
pub const MY_WORK: Text = text("Việc của tôi", "My work");
pub const KINDS: Text = text("Loại việc", "Kinds of work");
pub const RECORD: Text = text("Hồ sơ, văn bản", "Record");
pub const KIND: Text = text("Việc", "Work");
pub const DETAIL: Text = text("Nội dung", "About");
pub const DUE: Text = text("Hạn", "Due");
pub const HOLDER: Text = text("Người nhận việc", "With");
pub const MINE: Text = text("Tôi đã nhận", "Mine");
pub const SHARED: Text = text("Chưa ai nhận", "Nobody yet");
pub const CLAIM: Text = text("Nhận", "Claim");
pub const GIVE_BACK: Text = text("Trả lại chung", "Give back");
pub const HAND_ON: Text = text("Giao", "Hand on");
pub const HAND_ON_TO: Text = text("Giao việc cho", "Hand the work to");
pub const COLLEAGUE: Text = text("Đồng nghiệp", "Colleague");
pub const CLAIMED: Text = text("Bạn đã nhận việc", "The work is yours");
pub const GIVEN_BACK: Text = text("Đã trả lại cho cả bộ phận", "Given back to all");
pub const HANDED_ON: Text = text("Đã giao việc", "Handed on");
pub const NO_WORK: Text = text("Không có việc nào đang chờ bạn", "No work waits for you");
pub const NOT_YOUR_WORK: Text =
    text("Không có việc này trong phạm vi của bạn", "There is no such work within your reach");
pub const NO_COLLEAGUE: Text = text("Đơn vị chưa có ai khác để giao", "The unit has nobody else");

// The ledger
pub const LEDGER: Text = text("Sổ cái sự kiện", "The ledger of events");
pub const LEDGER_LEAD: Text = text(
    "Mỗi việc chính quyền tỉnh làm trong hệ thống là một sự kiện, xếp nối tiếp và niêm phong bằng mật mã: không ai sửa, xóa hay chèn mà không bị phát hiện. Sổ cái chỉ chứa mã số, không chứa dữ liệu cá nhân.",
    "Every act of the province in this system is an event, kept in order and sealed: nobody changes, removes or inserts one unseen. The ledger holds codes only, no personal data.",
);
pub const LATEST_HEAD: Text = text("Đầu sổ cái mới nhất", "The latest head");
pub const NOT_SEALED: Text = text("Sổ cái chưa có sự kiện nào được niêm phong", "Nothing has been sealed yet");
pub const EVENTS_SEALED: Text = text("Sự kiện đã niêm phong", "Sealed events");
pub const ROOT: Text = text("Mã gốc (SHA-256)", "Root (SHA-256)");
pub const SEALED_AT: Text = text("Niêm phong lúc", "Sealed at");
pub const PUBLIC_KEY: Text = text("Khóa công khai", "Public key");
pub const WITNESS: Text = text("Bản cho người làm chứng", "The text for witnesses");
pub const HOW_TO_VERIFY: Text = text("Cách kiểm chứng", "How to verify");
pub const VERIFY_STEPS: [Text; 3] = [
    text(
        "Lưu bản dưới đây ở nơi tỉnh không sửa được: tệp của bạn, thư điện tử, hoặc in ra giấy.",
        "Keep the text below where the province cannot change it: your file, a mail, a print.",
    ),
    text(
        "Bất cứ lúc nào sau đó, yêu cầu tỉnh chạy lệnh dưới đây với tệp ấy; lệnh tính lại toàn bộ sổ cái và chỉ ra đúng chỗ nếu có gì bị sửa.",
        "Any time later, ask for the command below to be run with it; it computes the whole ledger anew and names the place of any change.",
    ),
    text(
        "Chữ ký theo chuẩn C2SP signed note (Ed25519), cây băm theo RFC 9162: công cụ nào theo chuẩn cũng kiểm tra được.",
        "The signature is a C2SP signed note (Ed25519), the tree follows RFC 9162: any tool of these standards verifies it.",
    ),
];
pub const HEADS: Text = text("Các đầu sổ cái", "Heads");
pub const EVENTS: Text = text("Sự kiện", "Events");
pub const POSITION: Text = text("Vị trí", "Position");
pub const EVENT: Text = text("Sự kiện", "Event");
pub const EVENT_KIND: Text = text("Loại sự kiện", "Kind");
pub const ACTOR: Text = text("Người thực hiện", "By");
pub const BODY: Text = text("Dữ liệu", "Body");
pub const SYSTEM_ITSELF: Text = text("Hệ thống", "The system");
pub const UNIT_CODE: Text = text("Mã đơn vị", "Code of the unit");
pub const NO_UNIT_OF_CODE: Text = text("Không có đơn vị mang mã này", "No unit has this code");

// Citizens
pub const WHO_LOOKED: Text = text("Ai đã xem dữ liệu của tôi", "Who opened my data");
pub const WHO_LOOKED_LEAD: Text = text(
    "Mỗi lần cán bộ mở dữ liệu cá nhân của bạn đều được ghi lại và hiện ở đây, kể cả khi chỉ để xem.",
    "Each time an official opens your personal data it is noted and shown here, even if only to look.",
);
pub const WHAT: Text = text("Đã xem", "What");
pub const NOBODY_LOOKED: Text = text("Chưa có cán bộ nào mở dữ liệu của bạn", "No official has opened your data");
pub const MESSAGES: Text = text("Thông báo", "Messages");
pub const NO_MESSAGES: Text = text("Bạn chưa có thông báo nào", "You have no messages");
pub const MARK_READ: Text = text("Đánh dấu đã đọc tất cả", "Mark all as read");
pub const NEW: Text = text("Mới", "New");

// Units
pub const UNITS: Text = text("Đơn vị hành chính", "Units");
pub const UNITS_LEAD: Text = text(
    "Tìm theo tên hiện nay, tên trước khi sắp xếp, hoặc mã; gõ không dấu cũng được",
    "Find by today's name, an earlier name or a code; marks are not needed",
);
pub const FIND_UNIT: Text = text("Tên hoặc mã đơn vị", "Name or code of a unit");
pub const LEVELS: Text = text("Cấp", "Level");
pub const UNDER: Text = text("Trực thuộc", "Under");
pub const UNIT_NAME: Text = text("Tên", "Name");
pub const CODES: Text = text("Mã", "Codes");
pub const NOW: Text = text("Nay là", "Now");
pub const VALID: Text = text("Thời gian", "Days");
pub const NO_UNITS: Text = text("Không tìm thấy đơn vị nào", "No unit was found");
pub const NAMES: Text = text("Tên gọi qua các thời kỳ", "Names over time");
pub const MADE_OF: Text = text("Được hình thành từ", "Made of");
pub const BECAME: Text = text("Đã nhập vào", "Became");
pub const WHOLE: Text = text("toàn bộ", "whole");
pub const PART: Text = text("một phần", "part");
pub const FOUNDED_BY: Text = text("Thành lập theo", "Founded by");
pub const ENDED_BY: Text = text("Kết thúc theo", "Ended by");
pub const BELOW: Text = text("Đơn vị trực thuộc", "Units below");
pub const ACTIVE: Text = text("Đang hoạt động", "Exists");
pub const GSO: Text = text("Mã thống kê", "Statistics code");
pub const AGENCY: Text = text("Mã định danh cơ quan", "Agency code");
pub const ALIAS: Text = text("mã cũ còn chấp nhận", "old code, still accepted");

// The calendar
pub const CALENDAR: Text = text("Lịch làm việc", "Working calendar");
pub const CALENDAR_WORDS: Text = text(
    "Ngày nghỉ, ngày làm bù, giờ làm việc và văn bản quy định",
    "Days off, days worked instead, office hours and what they rest on",
);
pub const CALENDAR_OF: Text = text("Ngày nghỉ, ngày làm bù", "Days off and days worked instead");
pub const YEAR: Text = text("Năm", "Year");
pub const DAY: Text = text("Ngày", "Day");
pub const OCCASION: Text = text("Lý do", "Occasion");
pub const DAY_OFF: Text = text("Nghỉ", "Off");
pub const DAY_WORKED: Text = text("Làm bù", "Worked");
pub const OWN_HOURS: Text = text("Giờ riêng", "Own hours");
pub const HOURS: Text = text("Giờ làm việc", "Hours");
pub const ESTIMATE: Text = text(
    "Năm này có ngày nghỉ dự kiến, chưa có văn bản quy định",
    "Some days off of this year are estimated; they are not decided yet",
);
pub const NO_SPECIAL_DAYS: Text =
    text("Không có ngày đặc biệt trong năm này", "There are no special days in this year");
pub const CALCULATOR: Text = text("Tính hạn trả kết quả", "When is it due?");
pub const RECEIVED_DAY: Text = text("Ngày nhận", "Day of receipt");
pub const RECEIVED_TIME: Text = text("Giờ nhận", "Time of receipt");
pub const TERM_NUMBER: Text = text("Thời hạn", "Term");
pub const TERM_UNIT: Text = text("Tính theo", "Counted in");
pub const TERM_UNITS: [(&str, Text); 5] = [
    ("working-days", text("ngày làm việc", "working days")),
    ("calendar-days", text("ngày", "calendar days")),
    ("working-hours", text("giờ làm việc", "working hours")),
    ("months", text("tháng", "months")),
    ("same-day", text("trong ngày", "same day")),
];
pub const AFTER_15: Text =
    text("Nhận từ 15 giờ tính sang ngày làm việc sau", "From 15:00 on it counts as received the next working day");
pub const CALCULATE: Text = text("Tính hạn", "Calculate");
pub const DUE_AT: Text = text("Hạn trả kết quả", "Due");
pub const WEEKDAYS: [Text; 7] = [
    text("Thứ Hai", "Monday"),
    text("Thứ Ba", "Tuesday"),
    text("Thứ Tư", "Wednesday"),
    text("Thứ Năm", "Thursday"),
    text("Thứ Sáu", "Friday"),
    text("Thứ Bảy", "Saturday"),
    text("Chủ nhật", "Sunday"),
];

// Administration
pub const ADMIN: Text = text("Quản trị", "Administration");
pub const ACCOUNTS: Text = text("Tài khoản", "Accounts");
pub const ACCOUNTS_WORDS: Text = text("Tài khoản và vị trí công tác của đơn vị", "Accounts and posts of a unit");
pub const ROLES: Text = text("Vai trò và quyền", "Roles and rights");
pub const ROLES_WORDS: Text = text("Mỗi vai trò được làm gì", "What each role may do");
pub const JOBS: Text = text("Việc nền", "Jobs");
pub const JOBS_WORDS: Text =
    text("Việc máy tự chạy: đang chờ, hỏng, chạy lại", "What runs by itself: waiting, failed, run again");
pub const SETTINGS: Text = text("Cấu hình", "Settings");
pub const SETTINGS_WORDS: Text = text("Điều pháp luật để tỉnh quyết định", "What the law leaves to the province");
pub const READS: Text = text("Nhật ký đọc dữ liệu cá nhân", "Log of reads of personal data");
pub const READS_WORDS: Text = text("Ai đã xem dữ liệu của ai, vì sao", "Who opened whose data, and why");
pub const EVENTS_WORDS: Text = text("Mọi sự kiện trong sổ cái", "Every event of the ledger");

pub const ACCOUNTS_OF: Text = text("Tài khoản của đơn vị", "Accounts of the unit");
pub const NEW_ACCOUNT: Text = text("Tạo tài khoản", "New account");
pub const NO_ACCOUNTS: Text = text("Đơn vị chưa có tài khoản nào", "The unit has no accounts yet");
pub const SUSPENDED: Text = text("Tạm khóa", "Suspended");
pub const MUST_CHANGE_TAG: Text = text("Phải đổi mật khẩu", "Must change the password");
pub const LOCKED_UNTIL: Text = text("Khóa do nhập sai, đến", "Locked by wrong tries until");
pub const IN_ORDER: Text = text("Hoạt động", "Active");
pub const PERSONAL_NUMBER: Text = text("Số định danh cá nhân", "Personal number");
pub const PERSONAL_NUMBER_HINT: Text =
    text("Nếu người này đã có trong hệ thống với tư cách công dân", "If this person is already known as a citizen");
pub const OTHER_NAME: Text =
    text("Số định danh này thuộc về người có tên khác", "This personal number belongs to somebody of another name");
pub const CREATE: Text = text("Tạo tài khoản", "Create");
pub const INITIAL_PASSWORD: Text = text("Mật khẩu ban đầu", "First password");
pub const HAND_IT_OVER: Text = text(
    "Trao tận tay cho người dùng. Người dùng phải đổi ở lần đăng nhập đầu tiên.",
    "Hand it over in person. It must be changed at the first sign-in.",
);
pub const ACCOUNT_MADE: Text = text("Đã tạo tài khoản", "The account is made");
pub const RESET_PASSWORD: Text = text("Đặt lại mật khẩu", "Reset the password");
pub const PASSWORD_RESET: Text =
    text("Đã đặt lại mật khẩu; mọi phiên đã chấm dứt", "The password is reset; all sessions have ended");
pub const SUSPEND: Text = text("Tạm khóa tài khoản", "Suspend");
pub const RESUME: Text = text("Mở lại tài khoản", "Resume");
pub const UNLOCK: Text = text("Bỏ khóa do nhập sai", "Unlock");
pub const RESET_SECOND_FACTOR: Text = text("Gỡ xác thực lớp thứ hai", "Remove the second factor");
pub const GIVE_POST: Text = text("Giao vị trí", "Give a post");
pub const END_POST: Text = text("Thôi giữ từ ngày mai", "End today");
pub const NOT_WITHIN_REACH: Text =
    text("Không có tài khoản này trong phạm vi của bạn", "There is no such account within your reach");

pub const RIGHT: Text = text("Quyền", "Right");
pub const NEEDS_SECOND_FACTOR: Text = text("Bắt buộc xác thực lớp thứ hai", "Needs a second factor");
pub const CHANGE_ROLE: Text = text("Thay đổi quyền của", "Change the rights of");
pub const YES: Text = text("có", "yes");
pub const NO: Text = text("không", "no");
pub const NO_ROLE: Text = text("Không có vai trò này", "There is no such role");
pub const ROLE_CHANGED: Text = text(
    "Đã thay đổi; có hiệu lực từ yêu cầu kế tiếp của mỗi người",
    "Changed; it holds from each person's next request on",
);

pub const JOB: Text = text("Việc", "Job");
pub const RUNS_AT: Text = text("Chạy lúc", "Runs at");
pub const ATTEMPTS: Text = text("Số lần thử", "Tries");
pub const LAST_ERROR: Text = text("Lỗi gần nhất", "Last error");
pub const RERUN: Text = text("Chạy lại", "Run again");
pub const DROP: Text = text("Bỏ hẳn", "Drop");
pub const WAITING: Text = text("Đang chờ", "Waiting");
pub const RUNNING: Text = text("Đang chạy", "Running");
pub const DEAD: Text = text("Hỏng", "Failed");
pub const NO_JOBS: Text = text("Không có việc nào", "There are no jobs");
pub const SCHEDULES: Text = text("Lịch chạy", "Schedules");
pub const LAST_RUN: Text = text("Lần gần nhất", "Last time");
pub const WILL_RUN: Text = text("Việc sẽ chạy lại ngay", "It will run again at once");
pub const DROPPED: Text = text("Đã bỏ", "Dropped");

pub const BASIS: Text = text("Căn cứ", "Legal basis");
pub const DEFAULT: Text = text("Mặc định", "Default");
pub const ON: Text = text("Bật", "On");
pub const OFF: Text = text("Tắt", "Off");
pub const BACK_TO_DEFAULT: Text = text("Để trống để dùng mặc định", "Leave empty for the default");
pub const MUST_BE_NUMBER: Text = text("Phải là một số nguyên không âm", "It must be a whole number, not below zero");
pub const ON_OR_OFF: Text = text("Hãy chọn bật hoặc tắt", "Choose on or off");
pub const CHANGED: Text = text("Đã thay đổi cấu hình", "The setting is changed");
pub const NO_SETTING: Text = text("Không có cấu hình này", "There is no such setting");

pub const READER: Text = text("Người xem", "Reader");
pub const BY_READER: Text = text("Cán bộ này đã xem gì", "What this official opened");
pub const ABOUT_PERSON: Text = text("Ai đã xem dữ liệu của người này", "Who opened this person's data");
pub const READER_USERNAME: Text = text("Tên đăng nhập của cán bộ", "Username of the official");
pub const WHY_LOOK: Text = text("Lý do tra cứu (được ghi lại)", "Why you look (it is noted)");
pub const LOOK_UP: Text = text("Tra cứu", "Look up");
pub const LISTS_SEEN: Text = text("Danh sách đã xem", "Lists seen");
pub const ROWS: Text = text("Số dòng", "Rows");
pub const FILTER: Text = text("Bộ lọc", "Filter");
pub const NO_READS: Text = text("Chưa có lần xem nào", "Nothing was opened yet");
pub const SUBJECT: Text = text("Dữ liệu của", "Data of");
pub const NO_PERSON: Text = text("Không có người mang số này", "Nobody has this number");
