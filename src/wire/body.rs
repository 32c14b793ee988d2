//! Reading a body: never more than the limit, and of an event stream only what answers the request.

use suites::{
    exchange::{Request, Response, Until},
    obstacle::Obstacle,
};

use super::{failure, limits::BEGINNING};

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
    let mut events = Events::default();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure::obstacle(&request.url, &error))? {
        bytes.extend_from_slice(&chunk[..chunk.len().min(limit - bytes.len())]);
        head.truncated = bytes.len() == limit;
        if head.truncated || (is_stream && events.answer(&mut head, &bytes, request.until)) {
            break;
        }
    }
    if head.truncated {
        // What has no end is neither JSON nor an answer: its beginning tells what it is.
        bytes.truncate(BEGINNING);
    }
    head.body = text(&bytes);
    Ok(head)
}

/// How far an event stream was looked at: each event once, as soon as it is complete.
#[derive(Default)]
struct Events {
    seen: usize,
    searched: usize,
}

impl Events {
    /// Whether the events that `bytes` completes hold what is waited for.
    fn answer(&mut self, head: &mut Response, bytes: &[u8], until: Until) -> bool {
        let start = self.seen;
        for at in self.searched..bytes.len() {
            if bytes[at..].starts_with(b"\n\n") {
                self.seen = at + 2;
            } else if bytes[at..].starts_with(b"\r\n\r\n") {
                self.seen = at + 4;
            }
        }
        // The end of an event may be cut by the end of a chunk.
        self.searched = bytes.len().saturating_sub(3).max(self.seen);
        if self.seen == start {
            return false;
        }
        head.body = text(&bytes[start..self.seen]);
        until == Until::FirstEvent || head.json().is_some()
    }
}

/// Bytes as text, replacing what is no UTF-8.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use suites::exchange::Headers;

    use super::*;

    /// The length at which `stream`, that comes byte by byte, is read far enough.
    fn enough(stream: &str, until: Until) -> Option<usize> {
        let headers = Headers::from_iter([("content-type", "text/event-stream")]);
        let mut head = Response { status: 200, headers, ..Response::default() };
        let mut events = Events::default();
        (1..=stream.len()).find(|length| events.answer(&mut head, &stream.as_bytes()[..*length], until))
    }

    #[test]
    fn a_stream_is_read_to_the_end_of_the_event_that_answers() {
        for end in ["\n\n", "\r\n\r\n"] {
            let stream = [": ping", "data: {\"method\":\"m\"}", "data: {\"id\":1}", "data: {}"]
                .map(|event| format!("{event}{end}"));
            let (first, answer) = (stream[0].len(), stream[..3].concat().len());
            assert_eq!(enough(&stream.concat(), Until::FirstEvent), Some(first));
            assert_eq!(enough(&stream.concat(), Until::Answer), Some(answer));
            assert_eq!(enough(&stream[..2].concat(), Until::Answer), None);
        }
    }
}
