//! `GET /v1/openapi.json`: what can be asked and sent, as an OpenAPI 3.1 document.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The document; its version is the program's.
const DOCUMENT: &str = include_str!("openapi.json");
/// Where the version goes.
const VERSION: &str = "\"0.0.0\"";

pub(super) async fn document() -> Response {
    let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.replacen(VERSION, &version, 1)).into_response()
}
