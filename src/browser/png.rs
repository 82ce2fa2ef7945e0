//! Draws a picture as PNG.

use js_sys::{Promise, encode_uri_component};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlImageElement, Window,
};

use crate::model::picture::drawing::Picture;

/// Pixels of the image for one CSS pixel: sharp on most screens, and in print.
const SCALE: u32 = 2;

/// The PNG of a picture.
///
/// # Errors
/// If the page forbids images from `data:` addresses, or the browser has no room for it.
pub async fn of(window: &Window, picture: &Picture) -> Result<Blob, JsValue> {
    let document = window.document().ok_or(JsValue::UNDEFINED)?;
    let image: HtmlImageElement = document.create_element("img")?.unchecked_into();
    image.set_src(
        &["data:image/svg+xml,", &String::from(encode_uri_component(&picture.svg))].concat(),
    );
    JsFuture::from(image.decode()).await?;
    let canvas = draw(&document, &image, picture)?;
    // Browsers give nothing for a canvas that is too large.
    let blob = JsFuture::from(blob_of(&canvas)).await?;
    blob.dyn_into()
}

fn draw(
    document: &Document,
    image: &HtmlImageElement,
    picture: &Picture,
) -> Result<HtmlCanvasElement, JsValue> {
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(picture.width * SCALE);
    canvas.set_height(picture.height * SCALE);
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    let [width, height] = [canvas.width(), canvas.height()].map(f64::from);
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

fn blob_of(canvas: &HtmlCanvasElement) -> Promise {
    Promise::new(&mut |resolve, reject| {
        if let Err(error) = canvas.to_blob(&resolve) {
            // A rejected promise has no other error.
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    })
}
