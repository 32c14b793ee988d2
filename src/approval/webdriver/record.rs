//! What the browser asked for, as exchanges of the run, and the way back among it.

use std::sync::Arc;

use serde_json::json;
use suites::{
    exchange::{Exchange, Request, Response},
    oauth::authorization::{AuthorizationRequest, Callback},
    obstacle::Obstacle,
};
use url::{Url, form_urlencoded};

use super::{
    log::{End, Hop},
    session::Session,
};
use crate::{
    approval::{callback, leads_back},
    wire::Wire,
};

/// What Chromium says where a name has no address: here, of the client's host.
const NO_ADDRESS: &str = "net::ERR_NAME_NOT_RESOLVED";

/// The documents of a visit.
pub(super) struct Record<'a> {
    pub(super) session: &'a Session,
    pub(super) wire: &'a Wire,
    pub(super) request: &'a AuthorizationRequest,
    pub(super) exchanges: Vec<Arc<Exchange>>,
}

impl Record<'_> {
    /// Records a document that is at its end; where it leads back to the client, that is the end of the visit.
    pub(super) async fn add(&mut self, hop: Hop) -> Result<Option<Callback>, Obstacle> {
        let leads_back = leads_back(&hop.request.url, &self.request.redirect_uri);
        match hop.end {
            End::Answer(_) if leads_back => Ok(Some(self.way_back(&hop.request))),
            End::Failed(error) if leads_back && error == NO_ADDRESS => Ok(Some(self.way_back(&hop.request))),
            End::Answer(response) => {
                let response = self.with_body(response, &hop.id).await;
                self.exchanges.push(self.wire.note(&hop.request, Ok(response), hop.started)?);
                Ok(None)
            }
            End::Failed(error) => {
                let obstacle = self.failure(&hop.request.url, &error);
                Err(self.wire.note(&hop.request, Err(obstacle), hop.started).expect_err("it was one"))
            }
        }
    }

    /// The document that the browser waits for, or the first one, did not come in time.
    pub(super) fn timed_out(&self, waiting: Option<(&Request, u64)>) -> Obstacle {
        let first = Request::read(self.request.url.clone()).by_user_agent();
        let (request, started) = waiting.unwrap_or((&first, self.wire.now()));
        let seconds = self.wire.patience().as_secs();
        let obstacle = Obstacle::TimedOut { url: request.url.to_string(), seconds };
        self.wire.note(request, Err(obstacle), started).expect_err("it was one")
    }

    /// The body, where the browser still has it: of a document that another took the place of, it has not.
    async fn with_body(&self, response: Response, id: &str) -> Response {
        if response.redirect(&self.request.url).is_some() {
            return response;
        }
        let told = self.session.devtools("Network.getResponseBody", json!({ "requestId": id })).await;
        let told = told.ok().filter(|told| told["base64Encoded"] != true);
        let body = told.and_then(|told| told["body"].as_str().map(str::to_owned)).unwrap_or_default();
        let end = body.floor_char_boundary(self.wire.body_limit());
        let truncated = end < body.len();
        Response { body: body[..end].to_owned(), truncated, ..response }
    }

    fn way_back(&self, request: &Request) -> Callback {
        let before = self.exchanges.last().map(AsRef::as_ref);
        let sent = before.and_then(Exchange::redirect).is_some_and(|target| target == request.url);
        let mut callback = callback(request.url.clone(), &request.method, before);
        // What a page did with a script, a link or a form has no status of its own.
        callback.status = before.filter(|_| sent).map_or(200, |exchange| exchange.response.status);
        if request.method == "POST" && callback.parameters.is_empty() {
            callback.parameters = form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
            callback.form_post = !callback.parameters.is_empty();
        }
        callback
    }

    fn failure(&self, url: &Url, error: &str) -> Obstacle {
        let place = Url::parse(&self.request.redirect_uri).ok().map(|redirect_uri| redirect_uri.origin());
        if error == NO_ADDRESS && place == Some(url.origin()) {
            let reason = format!(
                "the browser was sent to `{}`, which is not the redirect URI `{}`",
                url.path(),
                self.request.redirect_uri
            );
            return Obstacle::NeedsPerson { reason };
        }
        let (url, reason) = (url.to_string(), format!("the browser says {error}"));
        if error.contains("_CERT_") || error.contains("_SSL_") {
            Obstacle::Tls { url, reason }
        } else {
            Obstacle::Unreachable { url, reason }
        }
    }
}
