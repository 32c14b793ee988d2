//! The shape of the file, member for member.

use serde::{Deserialize, Serialize};
use suites::obstacle::Obstacle;

use super::Settings;

/// The file.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Har {
    pub(super) log: Log,
}

/// All of a run.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Log {
    pub(super) version: String,
    pub(super) creator: Creator,
    #[serde(default)]
    pub(super) pages: Vec<Page>,
    pub(super) entries: Vec<Entry>,
    /// What a replay needs to know; only what `--record` wrote has it.
    #[serde(rename = "_recording")]
    pub(super) recording: Option<RecordingOf>,
}

/// Who wrote the file.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Creator {
    pub(super) name: String,
    pub(super) version: String,
}

/// What was asked on behalf of one asker: browsers group entries by it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) started_date_time: String,
    pub(super) id: String,
    pub(super) title: String,
    #[serde(rename = "pageTimings")]
    pub(super) timings: Nothing,
}

/// An object that the format wants and that says nothing here.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Nothing {}

/// An exchange.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) pageref: String,
    pub(super) started_date_time: String,
    pub(super) time: u64,
    pub(super) request: Request,
    pub(super) response: Response,
    pub(super) cache: Nothing,
    pub(super) timings: Timings,
    /// Milliseconds from the start of the run.
    #[serde(rename = "_startedMs")]
    pub(super) started_ms: u64,
    /// Why there is no answer.
    #[serde(rename = "_obstacle", skip_serializing_if = "Option::is_none")]
    pub(super) obstacle: Option<NoAnswer>,
}

/// What was sent.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) http_version: String,
    pub(super) cookies: Vec<Cookie>,
    pub(super) headers: Vec<Pair>,
    pub(super) query_string: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) post_data: Option<PostData>,
    pub(super) headers_size: i64,
    pub(super) body_size: usize,
    /// `client` or `user-agent`.
    #[serde(rename = "_by")]
    pub(super) by: String,
}

/// What came back; of status 0 where nothing did, as browsers write it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) status_text: String,
    pub(super) http_version: String,
    pub(super) cookies: Vec<Cookie>,
    pub(super) headers: Vec<Pair>,
    pub(super) content: Content,
    #[serde(rename = "redirectURL")]
    pub(super) redirect_url: String,
    pub(super) headers_size: i64,
    pub(super) body_size: i64,
    /// Whether the body went on after what was read of it.
    #[serde(rename = "_truncated", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) truncated: bool,
    #[serde(rename = "_error", skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

/// A header field, or a parameter of the query.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) value: String,
}

/// A cookie.
#[derive(Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cookie {
    pub(super) name: String,
    pub(super) value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) http_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secure: Option<bool>,
}

/// The body of a request.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    pub(super) mime_type: String,
    pub(super) text: String,
}

/// The body of a response.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    pub(super) size: usize,
    pub(super) mime_type: String,
    pub(super) text: String,
}

/// How long it took; only the whole is known.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Timings {
    pub(super) send: u64,
    pub(super) wait: u64,
    pub(super) receive: u64,
}

/// Why there is no answer.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum NoAnswer {
    Unreachable { reason: String },
    BrokenOff { reason: String },
    Tls { reason: String },
    TimedOut { seconds: u64 },
    Other { reason: String },
}

impl NoAnswer {
    pub(super) fn of(obstacle: &Obstacle) -> Self {
        match obstacle.clone() {
            Obstacle::Unreachable { reason, .. } => Self::Unreachable { reason },
            Obstacle::BrokenOff { reason, .. } => Self::BrokenOff { reason },
            Obstacle::Tls { reason, .. } => Self::Tls { reason },
            Obstacle::TimedOut { seconds, .. } => Self::TimedOut { seconds },
            other => Self::Other { reason: other.to_string() },
        }
    }

    pub(super) fn obstacle(self, url: &str) -> Obstacle {
        let url = url.to_owned();
        match self {
            Self::Unreachable { reason } => Obstacle::Unreachable { url, reason },
            Self::BrokenOff { reason } => Obstacle::BrokenOff { url, reason },
            Self::Tls { reason } => Obstacle::Tls { url, reason },
            Self::TimedOut { seconds } => Obstacle::TimedOut { url, seconds },
            Self::Other { reason } => Obstacle::unknown(reason),
        }
    }
}

/// What a replay needs to know.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordingOf {
    pub(super) format: u32,
    pub(super) settings: Settings,
    pub(super) ways_back: Vec<WayBackOf>,
}

/// How the person's browser came back.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WayBackOf {
    pub(super) asker: String,
    pub(super) url: String,
    pub(super) exchanges: Vec<usize>,
    pub(super) callback: String,
    pub(super) method: String,
    pub(super) exchange: Option<usize>,
    pub(super) status: u16,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) form_post: bool,
}
