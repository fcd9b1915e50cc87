//! Making bytes fewer, and many again, by the browser's own compression. Knows no link.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

// https://compression.spec.whatwg.org; web-sys has them behind a compiler flag.
#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// RFC 1951, without a header: what wraps it has one.
const FORMAT: &str = "deflate-raw";

/// Fewer bytes for the same; nothing if the browser cannot.
pub async fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    let stream = CompressionStream::new(FORMAT).ok()?;
    through(bytes, &stream).await.ok()
}

/// What was packed; nothing if that are no such bytes.
pub async fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let stream = DecompressionStream::new(FORMAT).ok()?;
    through(bytes, &stream).await.ok()
}

async fn through(bytes: &[u8], transform: &JsValue) -> Result<Vec<u8>, JsValue> {
    let bytes = Uint8Array::from(bytes);
    let body = Response::new_with_opt_buffer_source(Some(&bytes))?.body().ok_or(JsValue::NULL)?;
    let stream = body.pipe_through(transform.unchecked_ref());
    let changed = Response::new_with_opt_readable_stream(Some(&stream))?;
    let buffer = JsFuture::from(changed.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
