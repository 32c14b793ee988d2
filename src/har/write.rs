//! A run as a file.

use jiff::{SignedDuration, Timestamp};
use suites::{
    exchange::{self, Exchange, Headers},
    obstacle::Obstacle,
    steps::{INSPECTION, UNSUPPORTED},
};
use url::Url;

use super::{
    FORMAT, Settings, cookies,
    shape::{
        Content, Creator, Entry, Har, Log, NoAnswer, Nothing, Page, Pair, PostData, RecordingOf, Request,
        Response, Timings, WayBackOf,
    },
};
use crate::wire::{Recorded, Redaction, WayBack, Wire};

/// What is said of a protocol version that nobody noted.
const UNKNOWN: &str = "unknown";

/// Everything that went over `wire` as the text of a file, without a secret of it or of those `given`. The run `began` at
/// this time.
pub fn write(wire: &Wire, settings: &Settings, given: &[String], began: Timestamp) -> String {
    let recorded = wire.recording().recorded();
    let ways_back = wire.recording().ways_back();
    let returned = ways_back.iter().flat_map(secrets_of).chain(given.iter().cloned());
    let exchanges = recorded.iter().map(|recorded| recorded.exchange.as_ref());
    let public = [INSPECTION, UNSUPPORTED].map(|state| (state.to_owned(), state.to_owned()));
    let aliases = wire.nonce_aliases().into_iter().chain(public);
    let redaction = Redaction::naming(exchanges, returned, aliases);
    let writer = Writer { redaction, began };
    let creator = Creator { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() };
    let log = Log {
        version: "1.2".into(),
        creator,
        pages: writer.pages(&recorded),
        entries: recorded.iter().map(|recorded| writer.entry(recorded)).collect(),
        recording: Some(RecordingOf {
            format: FORMAT,
            settings: writer.settings(settings),
            ways_back: ways_back.iter().map(|way| writer.way_back(way)).collect(),
        }),
    };
    let mut text = serde_json::to_string_pretty(&Har { log }).expect("a recording is JSON");
    text.push('\n');
    text
}

/// What came back by a way that no exchange shows: a person's browser, a command, a page.
fn secrets_of(way: &WayBack) -> impl Iterator<Item = String> {
    let is_secret = |name: &str| matches!(name, "code" | "access_token" | "id_token");
    let parameters = way.callback.parameters.iter();
    parameters.filter(move |(name, _)| is_secret(name)).map(|(_, value)| value.clone())
}

struct Writer {
    redaction: Redaction,
    began: Timestamp,
}

impl Writer {
    fn told(&self, text: &str) -> String {
        self.redaction.apply(text)
    }

    fn time(&self, after_ms: u64) -> String {
        let after =
            SignedDuration::from_millis(i64::try_from(after_ms).expect("a run lasts less than an age"));
        format!("{:.3}", self.began + after)
    }

    /// One for each asker, from its first request on.
    fn pages(&self, recorded: &[Recorded]) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        for Recorded { exchange, asker, .. } in recorded {
            if pages.iter().all(|page| *page.id != **asker) {
                pages.push(Page {
                    started_date_time: self.time(exchange.started_ms),
                    id: asker.to_string(),
                    title: asker.to_string(),
                    timings: Nothing::default(),
                });
            }
        }
        pages
    }

    fn entry(&self, Recorded { exchange, asker, obstacle }: &Recorded) -> Entry {
        Entry {
            pageref: asker.to_string(),
            started_date_time: self.time(exchange.started_ms),
            time: exchange.duration_ms,
            request: self.request(&exchange.request),
            response: self.response(exchange),
            cache: Nothing::default(),
            timings: Timings { send: 0, wait: exchange.duration_ms, receive: 0 },
            started_ms: exchange.started_ms,
            obstacle: obstacle.as_ref().map(|obstacle| self.no_answer(obstacle)),
        }
    }

    fn no_answer(&self, obstacle: &Obstacle) -> NoAnswer {
        match NoAnswer::of(obstacle) {
            NoAnswer::Unreachable { reason } => NoAnswer::Unreachable { reason: self.told(&reason) },
            NoAnswer::BrokenOff { reason } => NoAnswer::BrokenOff { reason: self.told(&reason) },
            NoAnswer::Tls { reason } => NoAnswer::Tls { reason: self.told(&reason) },
            NoAnswer::Other { reason } => NoAnswer::Other { reason: self.told(&reason) },
            timed_out @ NoAnswer::TimedOut { .. } => timed_out,
        }
    }

    fn request(&self, request: &exchange::Request) -> Request {
        let url = self.told(request.url.as_str());
        let query_string = query(&url);
        let headers = self.headers(&request.headers);
        let text = self.told(&request.body);
        let mime_type = request.headers.first("content-type").unwrap_or_default().to_owned();
        Request {
            method: request.method.clone(),
            url,
            http_version: UNKNOWN.into(),
            cookies: cookies::sent(values(&headers, "cookie")),
            headers,
            query_string,
            body_size: text.len(),
            post_data: (!text.is_empty()).then_some(PostData { mime_type, text }),
            headers_size: -1,
            by: request.by.name().into(),
        }
    }

    fn response(&self, exchange: &Exchange) -> Response {
        let response = &exchange.response;
        let headers = self.headers(&response.headers);
        let text = self.told(&response.body);
        let status_text = reqwest::StatusCode::from_u16(response.status).ok();
        let status_text = status_text.and_then(|status| status.canonical_reason()).unwrap_or_default();
        let mime_type = values(&headers, "content-type").next().unwrap_or("x-unknown").to_owned();
        Response {
            status: response.status,
            status_text: status_text.into(),
            http_version: UNKNOWN.into(),
            cookies: cookies::set(values(&headers, "set-cookie")),
            redirect_url: exchange.redirect().map_or(String::new(), |url| self.told(url.as_str())),
            headers,
            content: Content { size: text.len(), mime_type, text },
            headers_size: -1,
            body_size: -1,
            truncated: response.truncated,
            error: exchange.failure.as_ref().map(|failure| self.told(failure)),
        }
    }

    fn headers(&self, headers: &Headers) -> Vec<Pair> {
        let pair = |(name, value): (&str, &str)| Pair { name: name.into(), value: self.told(value) };
        headers.iter().map(pair).collect()
    }

    fn settings(&self, settings: &Settings) -> Settings {
        let optional = |text: &Option<String>| text.as_ref().map(|text| self.told(text));
        let login = settings.login.iter().map(|(name, value)| (name.clone(), self.told(value)));
        Settings {
            target: self.told(&settings.target),
            login: login.collect(),
            client_id: optional(&settings.client_id),
            client_secret: optional(&settings.client_secret),
            token: optional(&settings.token),
            client_metadata_url: optional(&settings.client_metadata_url),
            ..settings.clone()
        }
    }

    fn way_back(&self, WayBack { asker, url, exchanges, callback }: &WayBack) -> WayBackOf {
        let parameter = |(name, value): &(String, String)| (name.clone(), self.told(value));
        WayBackOf {
            asker: asker.to_string(),
            url: self.told(url.as_str()),
            exchanges: exchanges.clone(),
            callback: self.told(callback.url.as_str()),
            method: callback.method.clone(),
            exchange: callback.exchange,
            status: callback.status,
            parameters: callback.parameters.iter().map(parameter).collect(),
            form_post: callback.form_post,
        }
    }
}

fn query(url: &str) -> Vec<Pair> {
    let Ok(url) = Url::parse(url) else { return Vec::new() };
    url.query_pairs()
        .map(|(name, value)| Pair { name: name.into(), value: value.into() })
        .collect()
}

fn values<'a>(headers: &'a [Pair], name: &str) -> impl Iterator<Item = &'a str> {
    let of_name = move |pair: &&Pair| pair.name.eq_ignore_ascii_case(name);
    headers.iter().filter(of_name).map(|pair| pair.value.as_str())
}
