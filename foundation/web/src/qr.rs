//! QR codes as SVG: a dossier's code on its receipt, a bank transfer (VietQR).

use base::{Error, Lang, Result};
use maud::{Markup, PreEscaped, html};
use qrcode::{EcLevel, QrCode, types::Color};

use crate::{texts, words::Words};

/// The code drawn black on white with its quiet zone, whatever the theme, and what it says in words for those who cannot scan it.
/// Error when `content` is longer than a code can hold (2,331 bytes).
pub fn qr(lang: Lang, content: &str, words: impl Words) -> Result<Markup> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M).map_err(Error::internal)?;
    let (width, quiet) = (code.width(), 4);
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", i % width + quiet, i / width + quiet));
        }
    }
    let side = width + 2 * quiet;
    Ok(html! {
        figure.qr {
            svg viewBox={ "0 0 " (side) " " (side) } width="176" height="176" role="img"
                aria-label={ (texts::QR.get(lang)) ": " (words.say(lang)) } shape-rendering="crispEdges" {
                rect width=(side) height=(side) fill="#fff" {}
                path d=(PreEscaped(path)) fill="#000" {}
            }
            figcaption { (words.say(lang)) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_refused() {
        assert!(qr(Lang::Vi, &"x".repeat(2400), "quá dài").is_err());
        assert!(qr(Lang::Vi, "H60.132-260309-0583", "Mã hồ sơ").unwrap().0.contains("Mã QR: Mã hồ sơ"));
    }
}
