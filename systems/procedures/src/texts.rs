//! Every word the system's pages show, Vietnamese and English on one line.

use base::{Text, text};

pub const TITLE: Text = text("Giải quyết thủ tục hành chính", "Administrative procedures");
pub const PROCEDURES: Text = text("Thủ tục hành chính", "Procedures");
pub const DOSSIERS: Text = text("Hồ sơ", "Dossiers");
pub const RECEIVE: Text = text("Tiếp nhận hồ sơ", "Receive a dossier");
pub const TRACK: Text = text("Tra cứu hồ sơ", "Track a dossier");
pub const DAY_BOOK: Text = text("Sổ theo dõi", "Day book");
pub const LATE_SOON: Text = text("Sắp đến hạn", "Due soon");
pub const MY_DOSSIERS: Text = text("Hồ sơ của tôi", "My dossiers");

pub const CODE: Text = text("Mã hồ sơ", "Code");
pub const PROCEDURE: Text = text("Thủ tục", "Procedure");
pub const APPLICANT: Text = text("Người nộp", "Applicant");
pub const STATUS: Text = text("Trạng thái", "Status");
pub const DUE: Text = text("Hạn trả", "Due");
pub const RECEIVED: Text = text("Tiếp nhận", "Accepted");
pub const SENT: Text = text("Ngày nộp", "Sent");
pub const HOLDER: Text = text("Đang xử lý tại", "With");
pub const CHANNEL: Text = text("Hình thức nộp", "Channel");
pub const INTAKE: Text = text("Nơi tiếp nhận", "Received at");
pub const COMPETENT: Text = text("Cơ quan giải quyết", "Competent body");
pub const PHONE: Text = text("Số điện thoại", "Phone");
pub const EMAIL: Text = text("Thư điện tử", "E-mail");
pub const PERSONAL_NUMBER: Text = text("Số định danh cá nhân", "Personal number");
pub const NAME: Text = text("Họ và tên", "Full name");
pub const ADDRESS: Text = text("Địa chỉ", "Address");
pub const FIELD: Text = text("Lĩnh vực", "Field");

pub const WAITING: Text = text("Chờ tiếp nhận", "To accept");
pub const OPEN: Text = text("Đang xử lý", "In process");
pub const PAUSED: Text = text("Tạm dừng", "Paused");
pub const READY: Text = text("Chờ trả kết quả", "To hand over");
pub const CLOSED: Text = text("Đã kết thúc", "Closed");

pub const NEXT_ACTS: Text = text("Việc cần làm", "What to do");
pub const CLOCK: Text = text("Thời hạn", "Deadline");
pub const WHY_THIS_DAY: Text = text("Vì sao hạn là ngày này?", "Why this day?");
pub const WAY: Text = text("Quy trình", "The way");
pub const ANSWERS: Text = text("Nội dung tờ khai", "Answers");
pub const PAPERS_IN: Text = text("Giấy tờ đã nộp", "Papers handed in");
pub const FEES: Text = text("Phí, lệ phí", "Fees");
pub const HISTORY: Text = text("Quá trình giải quyết", "History");
pub const MESSAGES: Text = text("Trao đổi với người nộp", "Messages with the applicant");
pub const OPINIONS: Text = text("Ý kiến phối hợp", "Opinions");
pub const PRINT: Text = text("In giấy tờ", "Print");
pub const RESULT: Text = text("Kết quả", "Result");

pub const ACCEPT: Text = text("Tiếp nhận", "Accept");
pub const REFUSE: Text = text("Từ chối tiếp nhận", "Refuse");
pub const FORWARD: Text = text("Chuyển bước tiếp theo", "Forward");
pub const GIVE_BACK: Text = text("Trả lại bước trước", "Return");
pub const ASK_SUPPLEMENT: Text = text("Yêu cầu bổ sung", "Ask for a supplement");
pub const SUPPLEMENT: Text = text("Ghi nhận bổ sung", "Record the supplement");
pub const ASK_DUTY: Text = text("Yêu cầu nghĩa vụ tài chính", "Ask for a financial duty");
pub const DUTY_DONE: Text = text("Đã thực hiện nghĩa vụ tài chính", "Financial duty fulfilled");
pub const EXTEND: Text = text("Xin lỗi và hẹn lại ngày trả", "Extend with an apology");
pub const FINISH: Text = text("Ký và ghi nhận kết quả", "Sign and record the result");
pub const HAND_OVER: Text = text("Trả kết quả", "Hand over");
pub const WITHDRAW: Text = text("Rút hồ sơ", "Withdraw");
pub const STOP: Text = text("Dừng giải quyết", "Stop");
pub const REASSIGN: Text = text("Phân công", "Assign");
pub const ROUTE: Text = text("Chuyển cơ quan có thẩm quyền", "Route to the competent body");
pub const ASK_OPINION: Text = text("Lấy ý kiến đơn vị khác", "Ask another unit");
pub const GIVE_OPINION: Text = text("Cho ý kiến", "Give the opinion");
pub const CONFIRM_PAYMENT: Text = text("Xác nhận đã thu", "Confirm payment");
pub const SEND_MESSAGE: Text = text("Gửi", "Send");
pub const RATE: Text = text("Đánh giá", "Rate");

pub const REASON: Text = text("Lý do", "Reason");
pub const NOTE: Text = text("Ghi chú", "Note");
pub const NUMBER: Text = text("Số kết quả", "Number of the result");
pub const DAY_SIGNED: Text = text("Ngày ký", "Day of signing");
pub const RESULT_FILE: Text = text("Tệp kết quả (PDF)", "Result file (PDF)");
pub const NUMBER_HINT: Text =
    text("Để trống để lấy số tiếp theo trong sổ", "Leave empty to take the next number of the book");
pub const WAY_OF_RETURN: Text = text("Cách trả", "How");
pub const METHOD: Text = text("Hình thức thu", "How it was paid");
pub const RECEIPT: Text = text("Số biên lai", "Number of the state's receipt");
pub const UNTIL: Text = text("Ngày hẹn lại", "New day");
pub const QUESTION: Text = text("Nội dung cần ý kiến", "Question");
pub const UNIT: Text = text("Đơn vị", "Unit");
pub const PERSON: Text = text("Người xử lý", "Person");
pub const WHOLE_UNIT: Text = text("Cả bộ phận", "The whole unit");
pub const DEADLINE: Text = text("Hạn trả lời", "Answer by");
pub const MESSAGE: Text = text("Nội dung", "Text");
pub const MISSING: Text = text("Mục cần bổ sung", "What is missing");
pub const WHAT_IS_WRONG: Text = text("Nói rõ điều cần sửa hoặc nộp thêm", "Say what to correct or to add");

pub const NO_DOSSIERS: Text = text("Không có hồ sơ nào", "There are no dossiers");
pub const NOT_PAID: Text = text("Chưa thu", "To be paid");
pub const PAID: Text = text("Đã thu", "Paid");
pub const FREE: Text = text("Không thu", "Free");
pub const TOTAL: Text = text("Tổng cộng", "Total");
pub const REGISTERED_HINT: Text =
    text("Hồ sơ chưa được tiếp nhận; thời hạn giải quyết chưa bắt đầu", "Not accepted yet; the term has not begun");
pub const PAUSED_HINT: Text = text("Thời hạn đang tạm dừng", "The clock stands still");
pub const DONE: Text = text("Đã ghi nhận", "Recorded");
pub const CHOOSE: Text = text("Hãy chọn", "Choose");
pub const SEARCH_PROCEDURE: Text = text("Tìm thủ tục theo tên hoặc mã", "Find a procedure by name or code");
pub const CASE: Text = text("Trường hợp", "Case");
pub const UNITS: Text = text("Phạm vi", "Scope");
pub const ALL_FIELDS: Text = text("Tất cả lĩnh vực", "All fields");
pub const FILTER: Text = text("Lọc", "Filter");
pub const ONLINE_OFF: Text = text(
    "Nộp trực tuyến qua Cổng Dịch vụ công quốc gia, hoặc đến bất kỳ Trung tâm Phục vụ hành chính công nào trong tỉnh",
    "Send it through the national portal, or come to any one-stop centre of the province",
);
pub const RECEIVE_AND_ACCEPT: Text = text("Tiếp nhận và in giấy hẹn", "Accept and print the receipt");
pub const REGISTER_ONLY: Text = text("Lưu, tiếp nhận sau", "Save, accept later");

// A status in plain words
pub const PLAIN_REGISTERED: Text = text(
    "Hồ sơ đã gửi, đang chờ cán bộ kiểm tra và tiếp nhận",
    "The dossier was sent and waits to be checked and accepted",
);
pub const PLAIN_ACCEPTED: Text =
    text("Hồ sơ đã được tiếp nhận, thời hạn giải quyết đang tính", "The dossier was accepted and its term is running");
pub const PLAIN_REFUSED: Text = text(
    "Hồ sơ không được tiếp nhận. Lý do ghi trong phiếu từ chối gửi người nộp",
    "The dossier was not accepted. The paper sent to the applicant says why",
);
pub const PLAIN_IN_PROCESS: Text = text("Hồ sơ đang được xử lý", "The dossier is being worked on");
pub const PLAIN_SUPPLEMENT: Text = text(
    "Cần người nộp bổ sung. Thời hạn tạm dừng cho đến khi bổ sung xong",
    "The applicant must add something. The clock stands still until then",
);
pub const PLAIN_DUTY: Text = text(
    "Cần người nộp thực hiện nghĩa vụ tài chính. Thời hạn tạm dừng cho đến khi thực hiện xong",
    "The applicant must fulfil a financial duty. The clock stands still until then",
);
pub const PLAIN_WITHDRAWN: Text =
    text("Hồ sơ đã được rút theo yêu cầu của người nộp", "The dossier was withdrawn at the applicant's wish");
pub const PLAIN_STOPPED: Text = text(
    "Cơ quan đã dừng giải quyết. Lý do ghi trong thông báo gửi người nộp",
    "The office has stopped. The notice sent to the applicant says why",
);
pub const PLAIN_FINISHED: Text =
    text("Đã có kết quả, mời người nộp đến nhận", "The result is ready for the applicant to collect");
pub const PLAIN_HANDED_OVER: Text =
    text("Kết quả đã được trả cho người nộp", "The result was handed over to the applicant");

// The front page
pub const HOME: Text = text("Trang chủ", "Home");
pub const HERO: Text = text("Làm thủ tục hành chính trong tỉnh", "Public services of the province");
pub const HERO_LEAD: Text = text(
    "Xem cần giấy tờ gì, bao lâu, bao nhiêu tiền. Nộp ở bất kỳ Trung tâm Phục vụ hành chính công nào, theo dõi đến khi có kết quả.",
    "See what to bring, how long it takes and what it costs. Hand it in at any one-stop centre and follow it to its result.",
);
pub const WHAT_DO_YOU_NEED: Text =
    text("Bạn cần làm thủ tục gì? Ví dụ: khai sinh, chứng thực", "What do you need? For example: birth, certification");
pub const FOLLOW: Text = text("Hồ sơ của tôi đến đâu rồi?", "Where is my dossier?");
pub const LIFE: Text = text("Theo việc trong đời", "By what happens in life");
pub const EVERYDAY: Text = text("Thủ tục thường dùng", "Everyday procedures");
pub const ALL_PROCEDURES: Text = text("Xem tất cả thủ tục", "See all procedures");
pub const HOW_IT_WORKS: Text = text("Các bước thực hiện", "How it works");
pub const HOW_PREPARE: Text = text(
    "Chuẩn bị: tìm thủ tục, xem giấy tờ cần mang, thời hạn và lệ phí",
    "Prepare: find the procedure and see what to bring, how long it takes and what it costs",
);
pub const HOW_HAND_IN: Text = text(
    "Nộp: tại trung tâm bất kỳ trong tỉnh, qua bưu chính hoặc trực tuyến; bạn nhận giấy hẹn có mã hồ sơ",
    "Hand in: at any centre of the province, by post or online; you get a receipt with a code",
);
pub const HOW_FOLLOW: Text = text(
    "Theo dõi: dùng mã hồ sơ để xem đang ở cơ quan nào và khi nào đến hạn; nếu thiếu gì, bạn được báo một lần cho tất cả",
    "Follow: by its code you see which office has it and when it is due; what is missing is asked for once",
);
pub const HOW_COLLECT: Text = text(
    "Nhận kết quả: tại quầy, qua bưu chính hoặc tải bản điện tử; sau đó bạn có thể đánh giá",
    "Collect: at the counter, by post or as a file; then you may rate the service",
);
pub const WHERE_TO_GO: Text = text("Nộp ở đâu?", "Where to go");
pub const ANY_CENTRE: Text = text(
    "Mọi Trung tâm Phục vụ hành chính công trong tỉnh đều nhận mọi thủ tục của tỉnh, không phụ thuộc nơi cư trú (Nghị định 118/2025/NĐ-CP).",
    "Every one-stop centre takes every procedure of the province, wherever you live (Decree 118/2025/NĐ-CP).",
);
pub const CENTRES: Text = text("Các xã, phường có trung tâm", "Communes and wards with a centre");
pub const ONLINE: Text = text("Nộp trực tuyến", "Send it online");
pub const ONLINE_NATIONAL: Text = text(
    "Cổng Dịch vụ công quốc gia (dichvucong.gov.vn) là nơi nộp hồ sơ trực tuyến, đăng nhập bằng VNeID. Hồ sơ nộp ở đó cũng được tra cứu tại đây.",
    "Dossiers are sent online through the national portal (dichvucong.gov.vn) with VNeID. They can be followed here too.",
);
pub const ONLINE_HERE: Text = text(
    "Ngoài Cổng Dịch vụ công quốc gia (dichvucong.gov.vn), tỉnh nhận hồ sơ trực tuyến ngay trên trang này: mở thủ tục và chọn “Nộp trực tuyến”.",
    "Besides the national portal (dichvucong.gov.vn), this site takes dossiers online: open a procedure and choose “Send it online”.",
);

// The catalogue
pub const LIFE_EVENT: Text = text("Việc trong đời", "Life event");
pub const ALL_EVENTS: Text = text("Tất cả", "All");
pub const LEVEL: Text = text("Cấp thực hiện", "Level");
pub const ALL_LEVELS: Text = text("Tất cả các cấp", "All levels");
pub const NO_PROCEDURES: Text = text(
    "Không có thủ tục nào khớp. Thử ít từ hơn, hoặc bỏ bớt điều kiện lọc",
    "No procedure fits. Try fewer words or fewer filters",
);
pub const ELSEWHERE: Text = text("Cơ quan khác tiếp nhận", "Received by another body");
pub const CODE_OF_PROCEDURE: Text = text("Mã thủ tục", "Code");
pub const NOT_IN_FORCE: Text =
    text("Thủ tục này hiện không có hiệu lực trong tỉnh", "This procedure is not in force in the province today");
pub const WHO_DECIDES: Text = text("Cơ quan giải quyết", "Who decides");
pub const WHO_MAY_ASK: Text = text("Đối tượng thực hiện", "Who may ask");
pub const WHAT_TO_BRING: Text = text("Giấy tờ cần có", "What to bring");
pub const NO_PAPERS: Text = text(
    "Danh mục chưa liệt kê giấy tờ của thủ tục này; hãy hỏi nơi tiếp nhận",
    "The catalogue lists no papers; ask where you hand it in",
);
pub const PAPER: Text = text("Giấy tờ", "Paper");
pub const COPIES: Text = text("Số bản", "Copies");
pub const ABOUT_PAPER: Text = text("Lưu ý", "Note");
pub const SHOW_ONLY: Text = text("chỉ xuất trình để đối chiếu", "only shown");
pub const IF_ANY: Text = text("nếu có", "if there is one");
pub const ONLY_IF: Text = text("chỉ khi", "only if");
pub const REPLACED_BY: Text = text("không phải nộp nếu tra được trong", "not asked for if found in");
pub const HOW_LONG: Text = text("Thời hạn giải quyết", "How long it takes");
pub const ANY_CHANNEL: Text = text("Mọi hình thức nộp", "However it is handed in");
pub const AFTER_15: Text = text(
    "Hồ sơ nhận từ 15 giờ trở đi được tính là nhận vào ngày làm việc tiếp theo.",
    "What is received at 15:00 or later counts as received on the next working day.",
);
pub const TERM_UNKNOWN: Text = text(
    "Danh mục chưa ghi rõ; ngày hẹn được ghi trên giấy tiếp nhận",
    "Not given by the catalogue; the receipt names the day",
);
pub const HOW_MUCH: Text = text("Phí, lệ phí", "What it costs");
pub const NO_FEES: Text = text("Không thu phí, lệ phí", "Free of charge");
pub const FEE_UNKNOWN: Text = text(
    "Danh mục quốc gia chưa ghi rõ mức thu, nơi tiếp nhận sẽ thông báo. Danh mục ghi",
    "The national catalogue is not clear about the amount; you are told where you hand it in. It says",
);
pub const FEE: Text = text("Khoản thu", "Fee");
pub const AMOUNT: Text = text("Mức thu", "Amount");
pub const FOR_WHOM: Text = text("Áp dụng cho", "For");
pub const EXEMPT: Text = text("Miễn, giảm", "Exempt or reduced");
pub const BASIS: Text = text("Căn cứ", "Legal basis");
pub const EVERYBODY: Text = text("Mọi trường hợp", "Everybody");
pub const COMES_OUT: Text = text("Kết quả", "What you get");
pub const STEPS: Text = text("Trình tự giải quyết", "Its way through the office");
pub const LEGAL_BASIS: Text = text("Căn cứ pháp lý", "Legal basis");
pub const VERSION: Text = text("Phiên bản", "Version");
pub const VERSIONS: Text = text("Các phiên bản", "Versions");
pub const VERSION_NOW: Text = text("đang áp dụng", "in force");
pub const FROM_DAY: Text = text("từ", "from");
pub const TO_DAY: Text = text("đến", "to");
pub const NATIONAL_PAGE: Text = text("Xem trên Cổng Dịch vụ công quốc gia", "See it on the national portal");
pub const APPLY_ONLINE: Text = text("Nộp trực tuyến", "Send it online");
pub const AT_INTAKE: Text = text("Nơi tiếp nhận", "Where it is handed in");
pub const AT_COMPETENT: Text = text("Cơ quan giải quyết", "The body that decides");

// Tracking and checking
pub const LAST_FOUR: Text = text("Bốn số cuối hoặc mã tra cứu", "Last four digits, or the receipt's code");
pub const LAST_FOUR_HINT: Text = text(
    "Bốn số cuối của số định danh cá nhân hoặc số điện thoại người nộp; hoặc sáu số “Mã tra cứu” in trên giấy tiếp nhận",
    "The last four of the applicant's personal number or phone; or the six digits printed on the receipt",
);
pub const CODE_HINT: Text =
    text("Ghi trên giấy tiếp nhận, ví dụ H60.132-260804-0583", "On the receipt, such as H60.132-260804-0583");
pub const LOOK: Text = text("Tra cứu", "Look it up");
pub const ENTER_CODE: Text = text("Hãy nhập mã hồ sơ", "Enter the code of the dossier");
pub const ENTER_FOUR: Text =
    text("Hãy nhập bốn số cuối, hoặc sáu số của mã tra cứu", "Enter the last four digits, or the six of the code");
pub const NOT_TRACKED: Text = text(
    "Không có hồ sơ nào khớp cả mã hồ sơ và các số này. Hãy xem lại giấy tiếp nhận, hoặc hỏi nơi đã nộp",
    "No dossier has both this code and these digits. Look at your receipt again, or ask where you handed it in",
);
pub const TRACK_LEAD: Text = text(
    "Không cần đăng nhập. Trang này không hiện thông tin cá nhân; muốn xem đầy đủ hồ sơ của mình, hãy đăng nhập.",
    "No sign-in needed. No personal data is shown here; sign in to see the whole of your dossier.",
);
pub const TO_MY_DOSSIER: Text = text("Mở hồ sơ của tôi", "Open my dossier");
pub const CHECK_RESULT: Text = text("Kiểm tra kết quả", "Check the result");
pub const TRACK_ANOTHER: Text = text("Tra cứu hồ sơ khác", "Look up another");
pub const RESULT_VALID: Text = text(
    "Kết quả này do cơ quan dưới đây ban hành và đang được ghi trong hệ thống của tỉnh",
    "This result was issued by the body below and stands in the province's records",
);
pub const RESULT_COMPARE: Text = text(
    "Hãy so số, ngày ký và cơ quan với bản bạn đang có. Trang này không hiện thông tin cá nhân.",
    "Compare number, day and body with the copy you hold. No personal data is shown here.",
);
pub const NO_RESULT: Text = text(
    "Không có kết quả nào mang mã kiểm tra này. Nếu mã được chép từ giấy, hãy xem lại từng ký tự; nếu vẫn không có, hãy hỏi cơ quan ghi trên giấy",
    "No result has this check code. If you copied it from paper, look at each letter again; if it still fails, ask the body named on the paper",
);
pub const ISSUED_BY: Text = text("Cơ quan ban hành", "Issued by");
pub const CHECK_CODE: Text = text("Mã kiểm tra", "Check code");
pub const IN_LEDGER: Text = text("Vị trí trong sổ cái", "Position in the ledger");
pub const NOT_SEALED: Text = text("chưa niêm phong, thường trong vài phút", "not sealed yet, usually within minutes");

// The citizen's own pages
pub const TO_DO: Text = text("Cần bạn làm", "For you to do");
pub const DRAFTS: Text = text("Tờ khai đang viết", "Forms you have begun");
pub const NO_OWN_DOSSIERS: Text = text("Bạn chưa có hồ sơ nào", "You have no dossiers yet");
pub const CONTINUE: Text = text("Viết tiếp", "Continue");
pub const DELETE: Text = text("Xóa", "Delete");
pub const YOU_CAN: Text = text("Bạn có thể", "What you can do");
pub const FIND_PROCEDURE: Text = text("Tìm thủ tục", "Find a procedure");
pub const FIND_PROCEDURE_WORDS: Text =
    text("Xem giấy tờ, thời hạn, lệ phí và nộp hồ sơ", "Papers, terms, fees, and handing it in");
pub const NOTICES: Text = text("Thông báo", "Messages");
pub const NO_UNREAD: Text = text("Không có thông báo mới", "Nothing new");
pub const WHO_LOOKED: Text = text("Ai đã xem dữ liệu của tôi", "Who has looked at my data");
pub const WHO_LOOKED_WORDS: Text =
    text("Cán bộ nào mở hồ sơ của bạn, khi nào và vì sao", "Which official opened your dossiers, when and why");
pub const CHANGED: Text = text("Sửa lần cuối", "Last changed");
pub const SUPPLEMENT_NOW: Text = text("Bổ sung hồ sơ", "Supplement the dossier");
pub const SUPPLEMENT_LEAD: Text = text(
    "Chỉ cần trả lời những mục dưới đây. Gửi xong, thời hạn tính tiếp.",
    "Answer only what is listed. The clock goes on once you have sent it.",
);
pub const SUPPLEMENT_SENT: Text = text("Đã gửi phần bổ sung", "The supplement was sent");
pub const FILE_HINT: Text =
    text("PDF hoặc ảnh JPG, PNG; mỗi tệp không quá 20 MB", "PDF, JPG or PNG; at most 20 MB each");
pub const MORE_PAPERS: Text = text("Giấy tờ bổ sung", "Further papers");
pub const WITHDRAW_WARNING: Text = text(
    "Rút hồ sơ là dừng giải quyết; muốn làm lại phải nộp hồ sơ mới.",
    "Withdrawing ends the work; to have it done you must apply anew.",
);
pub const WITHDRAWN: Text = text("Đã rút hồ sơ", "The dossier was withdrawn");
pub const RATE_LEAD: Text =
    text("Bạn thấy việc giải quyết hồ sơ này thế nào?", "How was the service for this dossier?");
pub const RATE_WORDS: Text = text("Góp ý thêm", "Anything to add");
pub const RATED: Text = text("Cảm ơn bạn đã đánh giá", "Thank you for your rating");
pub const STARS: [Text; 5] = [
    text("Rất hài lòng", "Very good"),
    text("Hài lòng", "Good"),
    text("Bình thường", "Fair"),
    text("Không hài lòng", "Bad"),
    text("Rất không hài lòng", "Very bad"),
];
pub const YOUR_RATING: Text = text("Đánh giá của bạn", "Your rating");
pub const MESSAGE_SENT: Text = text("Đã gửi tin nhắn", "The message was sent");
pub const WITH_THE_OFFICE: Text = text("Trao đổi với cơ quan", "Messages with the office");
pub const WRITE_TO_OFFICE: Text = text("Nhắn cho cơ quan giải quyết", "Write to the office");
pub const ISSUED_PAPERS: Text = text("Giấy tờ cơ quan đã phát hành", "Papers issued to you");
pub const DOWNLOAD_RESULT: Text = text("Tải kết quả", "Download the result");
pub const RESULT_ON_PAPER: Text = text(
    "Kết quả bản giấy nhận tại nơi đã nộp hồ sơ; mang theo giấy tiếp nhận.",
    "Collect the paper where you applied; bring your receipt.",
);
pub const PAY_AT_COUNTER: Text = text(
    "Nộp tiền mặt hoặc chuyển khoản tại quầy của nơi tiếp nhận, khi nộp hoặc khi nhận kết quả.",
    "Pay in cash or by transfer at the counter where you applied, when you hand in or collect.",
);
pub const PAY_BY_QR: Text = text(
    "Quét bằng ứng dụng ngân hàng. Sau khi cán bộ xác nhận, khoản này chuyển thành “Đã thu”.",
    "Scan it with your bank's app. Once an official has confirmed it, the fee shows as paid.",
);
pub const BANK: Text = text("Ngân hàng (mã BIN)", "Bank (BIN)");
pub const ACCOUNT: Text = text("Số tài khoản", "Account");
pub const PURPOSE: Text = text("Nội dung chuyển khoản", "Reference");
pub const TRANSFER_OF: Text = text("Chuyển khoản", "Transfer");
pub const SEEN_AS_OWN: Text = text("Thông tin của bạn", "Your details");

// The online form
pub const BEFORE_YOU_BEGIN: Text = text("Trước khi bắt đầu", "Before you begin");
pub const BEGIN: Text = text("Bắt đầu", "Begin");
pub const BEGIN_ANEW: Text = text("Viết tờ khai mới", "Begin another");
pub const HAVE_DRAFT: Text =
    text("Bạn đang có tờ khai viết dở cho thủ tục này", "You have begun a form for this procedure");
pub const KEEP_HINT: Text = text(
    "Có thể lưu và viết tiếp bất cứ lúc nào; hồ sơ chỉ được gửi khi bạn xác nhận ở trang cuối.",
    "You can save and come back any time; nothing is sent before you confirm on the last page.",
);
pub const HAVE_READY: Text = text("Chuẩn bị sẵn ảnh hoặc bản quét của", "Have pictures or scans ready of");
pub const BRING_LATER: Text = text("Mang theo khi nhận kết quả", "Bring when you collect the result");
pub const NEXT: Text = text("Tiếp tục", "Continue");
pub const SAVE_FOR_LATER: Text = text("Lưu, viết tiếp sau", "Save and come back later");
pub const SAVED: Text = text("Đã lưu tờ khai", "The form was saved");
pub const WHERE_TO_SEND: Text = text("Trung tâm tiếp nhận", "Which centre shall take it");
pub const WHERE_TO_SEND_HINT: Text = text(
    "Để trống thì gửi đến trung tâm của xã, phường nơi bạn cư trú",
    "Left empty, it goes to the centre of the commune where you live",
);
pub const WHERE_I_LIVE: Text = text("Nơi tôi cư trú", "Where I live");
pub const CHOOSE_CENTRE: Text = text("Hãy chọn trung tâm tiếp nhận", "Choose the centre that shall take it");
pub const EXEMPT_HINT: Text = text(
    "Chỉ chọn nếu bạn thuộc đối tượng này; cán bộ sẽ đối chiếu khi tiếp nhận",
    "Choose only what applies to you; it is checked at acceptance",
);
pub const UPLOAD: Text = text("Giấy tờ kèm theo", "Papers");
pub const UPLOADED: Text = text("Đã tải lên", "Uploaded");
pub const DROP_FILE: Text = text("Bỏ tệp này", "Remove");
pub const CHECK_ANSWERS: Text = text("Kiểm tra lại trước khi gửi", "Check before you send");
pub const DECLARE: Text = text(
    "Tôi cam đoan những điều đã khai là đúng sự thật và chịu trách nhiệm trước pháp luật",
    "I declare that what I have said is true and answer for it before the law",
);
pub const MUST_DECLARE: Text = text("Hãy xác nhận lời cam đoan", "Confirm the declaration");
pub const SEND: Text = text("Gửi hồ sơ", "Send");
pub const SENT_TITLE: Text = text("Đã gửi hồ sơ", "Your dossier was sent");
pub const SENT_CODE: Text = text("Mã hồ sơ của bạn", "The code of your dossier");
pub const WHAT_NEXT: Text = text("Tiếp theo", "What happens next");
pub const NEXT_CHECKED: Text =
    text("Cán bộ kiểm tra và trả lời về việc tiếp nhận chậm nhất", "An official answers about acceptance by");
pub const NEXT_TOLD: Text = text(
    "Khi được tiếp nhận, bạn nhận thông báo và giấy hẹn có ngày trả kết quả",
    "When it is accepted you get a message and a receipt with the due date",
);
pub const NEXT_MISSING: Text = text(
    "Nếu thiếu gì, bạn được báo rõ và bổ sung ngay trên trang hồ sơ",
    "If something is missing you are told what, and add it on the dossier's page",
);
pub const NEXT_RESULT: Text = text(
    "Có kết quả, bạn được báo để tải về hoặc đến nhận",
    "When the result is there you are told, to download or collect it",
);
pub const DELETE_DRAFT: Text = text("Xóa tờ khai đang viết?", "Delete this form?");
pub const DELETE_DRAFT_WORDS: Text =
    text("Những gì đã viết sẽ mất và không lấy lại được.", "What you have written is lost for good.");
pub const DRAFT_DELETED: Text = text("Đã xóa tờ khai", "The form was deleted");
pub const NO_SUCH_PAGE: Text = text("Tờ khai không có trang này", "The form has no such page");
pub const ATTACH: Text = text("Hãy đính kèm", "Attach");
