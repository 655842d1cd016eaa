//! Small pictures of large ones, made anew from the pixels: what was hidden in the file (place, camera, programs) stays behind.

use std::io::Cursor;

use base::{Error, Result, Text, text};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, codecs::jpeg::JpegEncoder};

use crate::{Limits, MediaType};

/// A picture at most `side` pixels wide and high, upright, in the format it came in. Takes computing: not in a transaction.
pub fn thumbnail(bytes: &[u8], media_type: MediaType, side: u32, limits: &Limits) -> Result<Vec<u8>> {
    let format = match media_type {
        MediaType::Png => ImageFormat::Png,
        MediaType::Jpeg => ImageFormat::Jpeg,
        _ => return Err(Error::invalid(NO_PICTURE)),
    };
    let broken = |_: ImageError| Error::invalid(BROKEN);
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(Error::invalid(TOO_MANY_PIXELS));
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if width > side || height > side {
        picture = picture.thumbnail(side, side);
    }
    picture.apply_orientation(orientation);

    let mut out = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => {
            const QUALITY: u8 = 80;
            picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
        }
        other => picture.write_to(&mut out, other),
    }
    .map_err(Error::internal)?;
    Ok(out.into_inner())
}

const NO_PICTURE: Text = text("Chỉ xem trước được ảnh", "Only pictures have a preview");
const BROKEN: Text = text("Ảnh bị hỏng, xin quét hoặc chụp lại", "The picture is broken, please scan or take it again");
const TOO_MANY_PIXELS: Text = text(
    "Ảnh có quá nhiều điểm ảnh; xin quét ở độ phân giải thấp hơn",
    "The picture has too many pixels; please scan it at a lower resolution",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let paint = |x, y| image::Rgb([x as u8, y as u8, 90]);
        DynamicImage::from(image::RgbImage::from_fn(width, height, paint)).write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn size(bytes: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(bytes).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a_large_picture_becomes_small_and_a_small_one_stays() {
        let limits = Limits::default();
        let png = thumbnail(&picture(900, 300, ImageFormat::Png), MediaType::Png, 300, &limits).unwrap();
        assert_eq!((size(&png), image::guess_format(&png).unwrap()), ((300, 100), ImageFormat::Png));
        let jpeg = thumbnail(&picture(40, 20, ImageFormat::Jpeg), MediaType::Jpeg, 300, &limits).unwrap();
        assert_eq!((size(&jpeg), image::guess_format(&jpeg).unwrap()), ((40, 20), ImageFormat::Jpeg));
    }

    #[test]
    fn a_picture_taken_on_its_side_stands_upright_and_tells_nothing_else() {
        // An EXIF segment that says: turn right by 90 degrees (orientation 6).
        let exif: &[u8] = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let plain = picture(80, 40, ImageFormat::Jpeg);
        let turned = [&plain[..2], exif, &plain[2..]].concat();
        let small = thumbnail(&turned, MediaType::Jpeg, 40, &Limits::default()).unwrap();
        assert_eq!(size(&small), (20, 40));
        assert!(!small.windows(4).any(|w| w == b"Exif"));
    }

    #[test]
    fn too_many_pixels_and_broken_pictures_are_refused_before_they_are_unpacked() {
        let limits = Limits { max_pixels: 1_000, ..Limits::default() };
        let refused = thumbnail(&picture(100, 100, ImageFormat::Png), MediaType::Png, 50, &limits).unwrap_err();
        assert_eq!(refused.said, TOO_MANY_PIXELS.into());
        let cut = &picture(100, 100, ImageFormat::Png)[..60];
        assert_eq!(thumbnail(cut, MediaType::Png, 50, &Limits::default()).unwrap_err().said, BROKEN.into());
    }
}
