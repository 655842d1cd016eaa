//! Every word the components say by themselves.

use base::{Text, text};

pub const SKIP: Text = text("Chuyển đến nội dung chính", "Skip to main content");
pub const PROVINCE: Text = text("Tỉnh", "Province of");
pub const PUBLIC_NAME: Text = text("Chính quyền số", "Digital government");
pub const CITIZEN_NAME: Text = text("Trang của công dân", "Citizen's space");
pub const STAFF_NAME: Text = text("Bàn làm việc", "Workplace");
pub const HOME: Text = text("Trang chủ", "Home");
pub const MENU: Text = text("Danh mục", "Menu");
pub const MAIN_NAV: Text = text("Danh mục chính", "Main navigation");
pub const CRUMBS: Text = text("Vị trí của trang", "Breadcrumbs");
pub const OTHER_LANGUAGE: Text = text("English", "Tiếng Việt");
pub const DARK: Text = text("Nền tối", "Dark");
pub const LIGHT: Text = text("Nền sáng", "Light");
pub const SIGN_IN: Text = text("Đăng nhập", "Sign in");
pub const SIGN_OUT: Text = text("Đăng xuất", "Sign out");
pub const MY_ACCOUNT: Text = text("Tài khoản của tôi", "My account");
pub const SEARCH: Text = text("Tìm kiếm", "Search");
pub const SEARCH_ALL: Text = text("Tìm hồ sơ, thủ tục, đơn vị", "Find dossiers, procedures, units");
pub const DEMO: Text = text(
    "Bản trình diễn: mọi người, hồ sơ và số liệu ở đây đều là giả định, không có giá trị pháp lý.",
    "Demonstration: all persons, dossiers and figures here are invented and have no legal effect.",
);
pub const DEMO_TITLE: Text = text("Trình diễn", "Demo");
pub const FOOTER_OF: Text = text("Ủy ban nhân dân tỉnh", "People's Committee of");
pub const FOOTER_LEDGER: Text = text("Sổ cái sự kiện", "Event ledger");
pub const FOOTER_EVENTS: Text = text("sự kiện đã niêm phong", "sealed events");
pub const FOOTER_ROOT: Text = text("gốc", "root");

pub const PROBLEM: Text = text("Có lỗi cần sửa", "There is a problem");
pub const ERROR_PREFIX: Text = text("Lỗi:", "Error:");
pub const OPTIONAL: Text = text("(không bắt buộc)", "(optional)");
/// Within a field: how a day is written.
pub const DATE_PLACE: Text = text("ngày/tháng/năm", "dd/mm/yyyy");
pub const DATE_HINT: Text = text("Ngày/tháng/năm, ví dụ 09/03/2026", "Day/month/year, for example 09/03/2026");
pub const CHOOSE: Text = text("Chọn…", "Choose…");
pub const RESTORED: Text =
    text("Đã lấy lại nội dung đang nhập dở trên máy này", "What was being typed on this computer is back");
pub const DISCARD: Text = text("Bỏ, nhập lại từ đầu", "Discard it and start anew");
pub const UNSAVED: Text =
    text("Nội dung vừa nhập chưa được lưu. Rời khỏi trang?", "What you typed is not saved. Leave the page?");
pub const SAVED: Text = text("Đã thực hiện", "Done");
pub const IMPORTANT: Text = text("Thông báo", "Important");
pub const WARNING: Text = text("Cần chú ý", "Warning");
pub const FAILED: Text = text("Không thực hiện được", "Not done");
pub const CHANGE: Text = text("Sửa", "Change");
pub const CANCEL: Text = text("Không, quay lại", "No, go back");
pub const BACK: Text = text("Quay lại", "Back");
pub const PRINT: Text = text("In", "Print");

pub const SORT_BY: Text = text("Sắp xếp:", "Sort by:");
pub const SORTED_UP: Text = text("đang xếp tăng dần", "sorted ascending");
pub const SORTED_DOWN: Text = text("đang xếp giảm dần", "sorted descending");
pub const EXPORT: Text = text("Tải bảng (XLSX)", "Download table (XLSX)");
pub const NEXT_PAGE: Text = text("Trang sau", "Next page");
pub const FIRST_PAGE: Text = text("Về đầu danh sách", "Back to the start");
pub const PAGES: Text = text("Phân trang", "Pages");
pub const NOTHING: Text = text("Chưa có gì ở đây", "Nothing here yet");
pub const FILTER: Text = text("Lọc", "Filter");
pub const CLEAR_FILTER: Text = text("Bỏ lọc", "Clear");

pub const AS_TABLE: Text = text("Xem dạng bảng", "Show as a table");
pub const ITEM: Text = text("Mục", "Item");
pub const VALUE: Text = text("Giá trị", "Value");

pub const STEP_DONE: Text = text("Đã xong", "Done");
pub const STEP_NOW: Text = text("Đang thực hiện", "In progress");
pub const STEP_TODO: Text = text("Chưa đến", "Not yet");
pub const STEP_STOPPED: Text = text("Dừng tại đây", "Stopped here");
pub const TASK_DONE: Text = text("Đã xong", "Completed");
pub const TASK_TODO: Text = text("Chưa làm", "To do");
pub const TASK_LATER: Text = text("Chưa thể bắt đầu", "Cannot start yet");
pub const TASK_WRONG: Text = text("Cần sửa", "There is a problem");

pub const DUE_TODAY: Text = text("Hạn hôm nay", "Due today");
pub const DUE_TOMORROW: Text = text("Hạn ngày mai", "Due tomorrow");
pub const DUE_PAUSED: Text = text("Tạm dừng tính hạn", "Clock paused");
pub const DUE_NONE: Text = text("Không có hạn", "No deadline");

pub const ERROR_INVALID: Text = text("Yêu cầu chưa đúng", "The request is not valid");
pub const ERROR_SIGN_IN: Text = text("Cần đăng nhập", "Please sign in");
pub const ERROR_FORBIDDEN: Text = text("Không có quyền thực hiện", "You may not do this");
pub const ERROR_NOT_FOUND: Text = text("Không tìm thấy", "Not found");
pub const ERROR_CONFLICT: Text = text("Nội dung đã thay đổi", "Something has changed");
pub const ERROR_TOO_LARGE: Text = text("Nội dung gửi quá lớn", "Too large");
pub const ERROR_TOO_MANY: Text = text("Thử quá nhiều lần", "Too many tries");
pub const ERROR_BUSY: Text = text("Hệ thống đang bận", "The system is busy");
pub const ERROR_INTERNAL: Text = text("Hệ thống gặp lỗi", "The system failed");

pub const DO_INVALID: Text =
    text("Quay lại trang trước, sửa nội dung và gửi lại.", "Go back, correct what you sent and send it again.");
pub const DO_SIGN_IN: Text = text(
    "Đăng nhập rồi tiếp tục; sau khi đăng nhập, trang này sẽ mở lại.",
    "Sign in to go on; this page opens again afterwards.",
);
pub const DO_FORBIDDEN: Text = text(
    "Nếu công việc của ông/bà cần quyền này, hãy đề nghị người quản trị của đơn vị giao vai trò phù hợp.",
    "If your work needs this right, ask your unit's administrator for a suitable role.",
);
pub const DO_NOT_FOUND: Text = text(
    "Kiểm tra lại địa chỉ hoặc mã số. Nếu mã đúng, nội dung có thể thuộc phạm vi của đơn vị khác.",
    "Check the address or the code. If the code is right, it may belong to another unit.",
);
pub const DO_CONFLICT: Text = text(
    "Mở lại trang để xem tình trạng mới nhất rồi quyết định tiếp.",
    "Open the page again to see its latest state, then decide.",
);
pub const DO_TOO_LARGE: Text = text(
    "Chọn tệp nhỏ hơn, hoặc quét lại với độ phân giải 150–200 dpi.",
    "Choose a smaller file, or scan again at 150–200 dpi.",
);
pub const DO_TOO_MANY: Text = text("Chờ ít phút rồi thử lại.", "Wait a few minutes and try again.");
pub const DO_BUSY: Text = text(
    "Chờ vài giây rồi tải lại trang. Nếu vừa gửi biểu mẫu, hãy gửi lại.",
    "Wait a few seconds and reload. If you sent a form, send it again.",
);
pub const DO_INTERNAL: Text = text(
    "Thử lại sau ít phút. Nếu vẫn lỗi, báo cho bộ phận hỗ trợ mã yêu cầu dưới đây.",
    "Try again in a few minutes. If it still fails, tell support the request code below.",
);
pub const WHAT_TO_DO: Text = text("Nên làm gì", "What to do");
pub const REQUEST: Text = text("Mã yêu cầu", "Request code");
pub const RETRY: Text = text("Thử lại", "Try again");

pub const QR: Text = text("Mã QR", "QR code");
pub const SHEET: Text = text("Danh sách", "List");
pub const CHOOSE_ROW: Text = text("Chọn", "Choose");
