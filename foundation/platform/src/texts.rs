//! Every word the platform itself shows.

use base::{Text, text};

pub const NO_SUCH_PAGE: Text = text(
    "Không có trang này. Hãy kiểm tra địa chỉ, hoặc quay về trang chủ",
    "There is no such page. Check the address, or go back to the front page",
);
pub const NO_RIGHT: Text = text(
    "Tài khoản của bạn không có quyền làm việc này. Nếu công việc cần, hãy đề nghị quản trị viên của đơn vị",
    "Your account may not do this. If your work needs it, ask the administrator of your unit",
);
pub const CITIZENS_ONLY: Text =
    text("Trang này dành cho công dân đã đăng nhập", "This page is for citizens who have signed in");
pub const OFFICIALS_ONLY: Text = text("Trang này dành cho cán bộ", "This page is for officials");
pub const TOKEN_NEEDED: Text = text(
    "Thiếu hoặc sai mã truy cập. Gửi kèm tiêu đề Authorization: Bearer <mã>",
    "The access token is missing or wrong. Send the header Authorization: Bearer <token>",
);
pub const STALE_FORM: Text = text(
    "Biểu mẫu đã hết hạn hoặc không được gửi từ trang này. Hãy mở lại trang rồi gửi lại",
    "The form has expired or was not sent from this page. Open the page again and send it once more",
);
pub const BAD_FORM: Text = text("Không đọc được biểu mẫu vừa gửi", "The form that was sent cannot be read");
pub const TOO_LARGE: Text = text(
    "Nội dung gửi lên quá lớn. Hãy chia nhỏ hoặc giảm dung lượng tệp rồi gửi lại",
    "What was sent is too large. Split it or shrink the files and send it again",
);
pub const TOO_SLOW: Text = text(
    "Yêu cầu mất quá nhiều thời gian nên đã dừng. Vui lòng thử lại",
    "The request took too long and was stopped. Please try again",
);
pub const BAD_JSON: Text = text("Nội dung JSON không đúng", "The JSON body is not valid");
pub const BAD_QUERY: Text = text("Tham số của địa chỉ không đúng", "A parameter of the address is not valid");
pub const SOMETHING_FIRST: Text = text(
    "Hãy hoàn tất đăng nhập (mã xác thực hoặc đổi mật khẩu) trước khi làm việc",
    "Finish signing in (code or new password) before you work",
);
