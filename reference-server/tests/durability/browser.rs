use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use http::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, redirect, retry};
use serde_json::Value;
use url::form_urlencoded;

/// How long the server may take to serve, and to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome<T> {
    Accepted(T),
    /// Refused by a word that says why, an OAuth error where there is one.
    Refused(String),
    /// Nobody knows: no answer, half of one, or that the server could not do it.
    Lost,
}

impl<T> Outcome<T> {
    /// What is made of an accepted answer; if nothing can be, it is lost.
    pub(crate) fn and_then<U>(self, read: impl FnOnce(T) -> Option<U>) -> Outcome<U> {
        match self {
            Self::Accepted(answer) => read(answer).map_or(Outcome::Lost, Outcome::Accepted),
            Self::Refused(why) => Outcome::Refused(why),
            Self::Lost => Outcome::Lost,
        }
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    headers: HeaderMap,
    body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    pub(crate) fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION)?.to_str().ok()
    }
}

/// A user's browser, or a program that keeps cookies like one. It sends each request once, on a connection of its own.
#[derive(Clone)]
pub(crate) struct Browser {
    http: Client,
    origin: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Browser {
    pub(crate) fn new(origin: String) -> Self {
        let http = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE)
            .build()
            .expect("the settings are right");
        Self { http, origin, cookies: Arc::default() }
    }

    /// Another one, without its cookies.
    pub(crate) fn other(&self) -> Self {
        Self { cookies: Arc::default(), ..self.clone() }
    }

    fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().expect("nothing panics while it holds the lock")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path))
    }

    pub(crate) fn post_form(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let media_type = "application/x-www-form-urlencoded";
        self.http.post(self.url(path)).header(CONTENT_TYPE, media_type).body(body)
    }

    pub(crate) fn post_json(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http
            .post(self.url(path))
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string())
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Outcome<Answer> {
        let cookies = self.cookies().iter().fold(String::new(), |all, (name, value)| {
            if all.is_empty() { format!("{name}={value}") } else { format!("{all}; {name}={value}") }
        });
        let request = if cookies.is_empty() { request } else { request.header(COOKIE, cookies) };
        let Ok(response) = request.send().await else { return Outcome::Lost };
        let (status, headers) = (response.status(), response.headers().clone());
        let Ok(body) = response.text().await else { return Outcome::Lost };
        self.keep_cookies(&headers);
        let answer = Answer { headers, body };
        if status.is_success() || status.is_redirection() {
            return Outcome::Accepted(answer);
        }
        if !matches!(status.as_u16(), 400 | 401) {
            return Outcome::Lost;
        }
        let error = answer.json().and_then(|body| body["error"].as_str().map(ToOwned::to_owned));
        Outcome::Refused(error.unwrap_or_else(|| status.to_string()))
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies();
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()) {
            let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
            cookies.extend(pair.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }

    /// Waits until the server is there and its store is too: until it knows that it does not know a client.
    pub(crate) async fn wait_until_it_serves(&self) -> Result<(), &'static str> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            let form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", "nobody")];
            let request = self.post_form(reference_server::paths::TOKEN, &form);
            if matches!(self.send(request).await, Outcome::Refused(error) if error == "invalid_client") {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err("the server does not serve")
    }
}
