//! An act that is sent twice is done once: the answer is kept beside its key, in the act's own transaction.

use base::{Error, Id, Result, text};
use sha2::{Digest, Sha256};
use storage::{Tx, args};

/// Runs `act` unless this person has already sent `key`; then the earlier answer is given again.
/// Errors: `Invalid` for a key of the wrong form, `Conflict` when the key was used for another request.
pub fn once(
    tx: &mut Tx,
    person: Id,
    key: &str,
    request: &[u8],
    act: impl FnOnce(&mut Tx) -> Result<String>,
) -> Result<String> {
    if key.is_empty() || key.len() > 100 || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::invalid(BAD_KEY));
    }
    let request = Sha256::digest(request).to_vec();
    let earlier = tx.first::<(Vec<u8>, String)>(
        "select request, answer from platform_once where person = $1 and key = $2",
        args![person, key],
    )?;
    if let Some((same, answer)) = earlier {
        return if same == request { Ok(answer) } else { Err(Error::conflict(OTHER_REQUEST)) };
    }
    let answer = act(tx)?;
    let now = tx.now();
    tx.run(
        "insert into platform_once (person, key, request, answer, at) values ($1, $2, $3, $4, $5)",
        args![person, key, request, &answer, now],
    )?;
    Ok(answer)
}

const BAD_KEY: base::Text = text(
    "Idempotency-Key phải có từ 1 đến 100 ký tự ASCII, không có dấu cách",
    "Idempotency-Key must have 1 to 100 visible ASCII characters",
);
const OTHER_REQUEST: base::Text = text(
    "Nội dung này đã được ghi nhận một lần với dữ liệu khác (Idempotency-Key đã dùng); hãy xem việc vừa ghi nhận, rồi mở trang mới nếu cần nhập tiếp",
    "This was recorded once with other content (the Idempotency-Key is used); look at it, then open a new page to go on",
);
