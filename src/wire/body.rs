//! Reading a body: never more than the limit, and of an event stream only what answers the request.

use suites::{
    exchange::{Request, Response, Until},
    obstacle::Obstacle,
};

use super::failure;

/// Reads the body of `answer` into `head`.
pub(super) async fn read(
    answer: &mut reqwest::Response,
    mut head: Response,
    request: &Request,
    limit: usize,
) -> Result<Response, Obstacle> {
    let is_stream = head.media_type() == "text/event-stream";
    if is_stream && request.method == "GET" && request.until == Until::Answer {
        return Ok(head);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure::obstacle(&request.url, &error))? {
        bytes.extend_from_slice(&chunk[..chunk.len().min(limit - bytes.len())]);
        head.truncated = bytes.len() == limit;
        let enough = is_stream && stream_answers(&mut head, &bytes, request.until);
        if head.truncated || enough {
            break;
        }
    }
    head.body = text(&bytes);
    Ok(head)
}

/// Whether what was read of an event stream holds what is waited for.
fn stream_answers(head: &mut Response, bytes: &[u8], until: Until) -> bool {
    head.body = text(bytes);
    match until {
        Until::Answer => head.json().is_some(),
        Until::FirstEvent => head.body.contains("\n\n") || head.body.contains("\r\n\r\n"),
    }
}

/// Bytes as text, replacing what is no UTF-8.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
