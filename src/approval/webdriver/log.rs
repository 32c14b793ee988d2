//! What the browser asks for, read from its log: the documents of its window, and whether anything is under way.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use suites::exchange::{Headers, Request, Response};
use url::Url;

/// A document that the window asked for, and what came of it.
#[derive(Debug)]
pub(super) struct Hop {
    /// The browser's own identifier of the request.
    pub(super) id: String,
    pub(super) request: Request,
    pub(super) end: End,
    /// Milliseconds since the start of the run.
    pub(super) started: u64,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum End {
    /// An answer, without its body.
    Answer(Response),
    /// The policy of the page did not let the browser go there.
    Blocked,
    /// No answer, with Chromium's name of the error.
    Failed(String),
}

/// The log of a window.
#[derive(Debug)]
pub(super) struct Log {
    frame: String,
    asked: HashMap<String, Asked>,
    under_way: HashSet<String>,
}

#[derive(Debug)]
struct Asked {
    request: Request,
    response: Option<Response>,
    started: u64,
}

impl Log {
    /// An empty log of the window whose main frame this is.
    pub(super) fn new(frame: String) -> Self {
        Self { frame, asked: HashMap::new(), under_way: HashSet::new() }
    }

    /// Whether nothing is under way; streams of events have no end and do not count.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Reads one event; a document comes out when it is at its end.
    pub(super) fn read(&mut self, event: &Value, now: u64) -> Option<Hop> {
        let parameters = &event["params"];
        let id = parameters["requestId"].as_str()?;
        match event["method"].as_str()? {
            "Network.requestWillBeSent" => self.asked(id, parameters, now),
            "Network.responseReceived" => {
                let asked = self.asked.get_mut(id).filter(|_| parameters["type"] == "Document");
                asked?.response = Some(response(&parameters["response"]));
                None
            }
            "Network.loadingFinished" => {
                self.under_way.remove(id);
                let asked = self.asked.remove(id)?;
                let answer = asked.response.unwrap_or_default();
                Some(Hop {
                    id: id.into(),
                    request: asked.request,
                    end: End::Answer(answer),
                    started: asked.started,
                })
            }
            "Network.loadingFailed" => {
                self.under_way.remove(id);
                let asked = self.asked.remove(id)?;
                Some(Hop {
                    id: id.into(),
                    request: asked.request,
                    end: failure(parameters),
                    started: asked.started,
                })
            }
            _ => None,
        }
    }

    /// Notes a request; where it follows a redirect, the one before it is at its end.
    fn asked(&mut self, id: &str, parameters: &Value, now: u64) -> Option<Hop> {
        if parameters["type"] != "EventSource" {
            self.under_way.insert(id.to_owned());
        }
        if parameters["type"] != "Document" || parameters["frameId"] != self.frame.as_str() {
            return None;
        }
        let redirected = parameters.get("redirectResponse").zip(self.asked.remove(id));
        let hop = redirected.map(|(answer, asked)| Hop {
            id: id.into(),
            request: asked.request,
            end: End::Answer(response(answer)),
            started: asked.started,
        });
        if let Some(request) = request(&parameters["request"]) {
            self.asked.insert(id.to_owned(), Asked { request, response: None, started: now });
        }
        hop
    }
}

/// A request over HTTP; what a browser makes of other schemes is no exchange.
fn request(told: &Value) -> Option<Request> {
    let url = Url::parse(told["url"].as_str()?).ok().filter(|url| url.scheme().starts_with("http"))?;
    let mut request = Request::new(told["method"].as_str()?, url).by_user_agent();
    request.headers = headers(&told["headers"]);
    let body = told["postData"].as_str().unwrap_or_default().to_owned();
    Some(Request { body, ..request })
}

fn response(told: &Value) -> Response {
    let status = told["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
    Response { status, headers: headers(&told["headers"]), ..Response::default() }
}

/// Fields that were sent several times come in one value, a line each.
fn headers(told: &Value) -> Headers {
    let fields = told.as_object().into_iter().flatten();
    let fields = fields.filter_map(|(name, value)| Some((name.to_lowercase(), value.as_str()?)));
    fields
        .flat_map(|(name, value)| value.lines().map(move |line| (name.clone(), line.to_owned())))
        .collect()
}

fn failure(parameters: &Value) -> End {
    let error = parameters["errorText"].as_str().unwrap_or_default();
    if parameters["blockedReason"] == "csp" || error == "net::ERR_BLOCKED_BY_CSP" {
        End::Blocked
    } else {
        End::Failed(error.to_owned())
    }
}
