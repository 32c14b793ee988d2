//! What the browser asks for, read from its log: the documents of its window, and whether anything is under way.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use suites::exchange::{Headers, Request, Response};
use url::Url;

/// What Chromium says of a request that it gave up.
const ABORTED: &str = "net::ERR_ABORTED";

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
    /// The answer as it came over the wire, also to a request that was given up.
    raw: Option<Response>,
    is_aborted: bool,
    started: u64,
}

impl Asked {
    fn ends(self, id: &str, end: End) -> Hop {
        Hop { id: id.to_owned(), request: self.request, end, started: self.started }
    }
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

    /// The document that has no answer yet, and since when.
    pub(super) fn waiting(&self) -> Option<(&Request, u64)> {
        let asked = self.asked.values().find(|asked| asked.response.is_none() && !asked.is_aborted)?;
        Some((&asked.request, asked.started))
    }

    /// Reads one event; a document comes out when it is at its end.
    pub(super) fn read(&mut self, event: &Value, now: u64) -> Option<Hop> {
        let parameters = &event["params"];
        let id = parameters["requestId"].as_str()?;
        match event["method"].as_str()? {
            "Network.requestWillBeSent" => self.asked(id, parameters, now),
            "Network.responseReceived" => {
                let asked = self.asked.get_mut(id).filter(|_| parameters["type"] == "Document");
                asked?.response = Some(answer(&parameters["response"]));
                None
            }
            "Network.loadingFinished" => {
                self.under_way.remove(id);
                let (asked, response) = self.answered(id)?;
                Some(asked.ends(id, End::Answer(response)))
            }
            "Network.loadingFailed" => {
                self.under_way.remove(id);
                let error = parameters["errorText"].as_str().unwrap_or_default();
                if error == ABORTED {
                    return self.aborted(id);
                }
                Some(self.asked.remove(id)?.ends(id, End::Failed(error.to_owned())))
            }
            "Network.responseReceivedExtraInfo" => {
                let asked = self.asked.get_mut(id)?;
                asked.raw = Some(response(parameters["statusCode"].as_u64(), &parameters["headers"]));
                if asked.is_aborted { self.aborted(id) } else { None }
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
        let hop = redirected.map(|(told, asked)| asked.ends(id, End::Answer(answer(told))));
        if let Some(request) = request(&parameters["request"]) {
            let asked = Asked { request, response: None, raw: None, is_aborted: false, started: now };
            self.asked.insert(id.to_owned(), asked);
        }
        hop
    }

    fn answered(&mut self, id: &str) -> Option<(Asked, Response)> {
        let mut asked = self.asked.remove(id)?;
        let response = asked.response.take().unwrap_or_default();
        Some((asked, response))
    }

    /// A request that the browser gave up: another took its place, or it was answered by a redirect to where the page's
    /// policy (`form-action`) lets no form go. Only the latter has an answer, told before or after.
    fn aborted(&mut self, id: &str) -> Option<Hop> {
        let asked = self.asked.get_mut(id)?;
        asked.is_aborted = true;
        let raw = asked.raw.clone().filter(|raw| matches!(raw.status, 300..=399))?;
        Some(self.asked.remove(id)?.ends(id, End::Answer(raw)))
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

fn answer(told: &Value) -> Response {
    response(told["status"].as_u64(), &told["headers"])
}

fn response(status: Option<u64>, fields: &Value) -> Response {
    let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
    Response { status, headers: headers(fields), ..Response::default() }
}

/// Fields that were sent several times come in one value, a line each.
fn headers(told: &Value) -> Headers {
    let fields = told.as_object().into_iter().flatten();
    let fields = fields.filter_map(|(name, value)| Some((name.to_lowercase(), value.as_str()?)));
    fields
        .flat_map(|(name, value)| value.lines().map(move |line| (name.clone(), line.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(id: &str, url: &str) -> Value {
        json!({ "method": "Network.requestWillBeSent", "params": {
            "requestId": id, "frameId": "F", "type": "Document",
            "request": { "url": url, "method": "POST", "headers": {}, "postData": "a=b" } } })
    }

    fn event(method: &str, parameters: &Value) -> Value {
        json!({ "method": format!("Network.{method}"), "params": parameters })
    }

    #[test]
    fn a_document_comes_out_at_its_end_and_a_redirect_at_the_next_request() {
        let mut log = Log::new("F".into());
        assert!(log.read(&asked("1", "https://as.example/a"), 5).is_none());
        assert!(!log.is_idle());
        assert_eq!(log.waiting().map(|(request, since)| (request.url.path(), since)), Some(("/a", 5)));
        let mut next = asked("1", "https://as.example/b");
        next["params"]["redirectResponse"] = json!({ "status": 302, "headers": { "Location": "/b" } });
        let hop = log.read(&next, 7).expect("the redirect is at its end");
        assert_eq!((hop.request.url.path(), hop.request.body.as_str(), hop.started), ("/a", "a=b", 5));
        assert!(matches!(hop.end, End::Answer(answer) if answer.status == 302));
        let response = json!({ "requestId": "1", "type": "Document", "response": {
            "status": 200, "headers": { "Set-Cookie": "a=1\nb=2" } } });
        assert!(log.read(&event("responseReceived", &response), 8).is_none());
        let hop = log.read(&event("loadingFinished", &json!({ "requestId": "1" })), 9);
        let Some(Hop { end: End::Answer(answer), .. }) = hop else { panic!("an answer was expected") };
        assert_eq!(answer.headers.all("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
        assert!(log.is_idle());
    }

    #[test]
    fn a_frame_in_the_page_and_a_request_that_was_replaced_are_no_documents_of_the_window() {
        let mut log = Log::new("OTHER".into());
        log.read(&asked("1", "https://as.example/a"), 0);
        assert!(log.read(&event("loadingFinished", &json!({ "requestId": "1" })), 0).is_none());
        let mut log = Log::new("F".into());
        log.read(&asked("1", "https://as.example/a"), 0);
        let aborted = event("loadingFailed", &json!({ "requestId": "1", "errorText": "net::ERR_ABORTED" }));
        assert!(log.read(&aborted, 0).is_none());
        // Only if it was answered by a redirect, which the page's policy stopped, is there something to tell.
        let raw =
            json!({ "requestId": "1", "statusCode": 303, "headers": { "Location": "https://c.example/" } });
        let hop = log.read(&event("responseReceivedExtraInfo", &raw), 0).expect("a stopped redirect");
        assert!(matches!(hop.end, End::Answer(answer) if answer.status == 303));
    }

    #[test]
    fn no_answer_has_the_browser_s_name_for_it() {
        let mut log = Log::new("F".into());
        log.read(&asked("1", "https://as.example/a"), 0);
        let failed = json!({ "requestId": "1", "errorText": "net::ERR_CONNECTION_REFUSED" });
        let hop = log.read(&event("loadingFailed", &failed), 0).expect("a failure");
        assert!(matches!(hop.end, End::Failed(error) if error == "net::ERR_CONNECTION_REFUSED"));
    }
}
