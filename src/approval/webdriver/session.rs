//! The commands of a WebDriver session (W3C WebDriver) and the two that only Chromium's driver has.
//!
//! Plain JSON over loopback: the crates for it bring two dozen others, among them second versions of `http` and `base64`,
//! and none of them offers the driver's log.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use suites::obstacle::Obstacle;
use thiserror::Error;

use super::broken;

/// The longest that one command may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why a command did not succeed.
#[derive(Debug, Error)]
#[error("{error}: {}", .message.lines().next().unwrap_or_default())]
pub(super) struct Trouble {
    /// The error code (WebDriver §6.6).
    pub(super) error: String,
    message: String,
}

impl Trouble {
    /// Whether the browser is gone.
    pub(super) fn is_end(&self) -> bool {
        ["invalid session id", "no such window", "disconnected", "no answer"].contains(&self.error.as_str())
    }
}

/// A reference to an element of the page.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Element {
    #[serde(rename = "element-6066-11e4-a52e-4f735466cecf")]
    id: String,
}

/// A session: one browser with its window.
#[derive(Debug)]
pub(super) struct Session {
    http: reqwest::Client,
    url: String,
}

impl Session {
    /// A new browser.
    pub(super) async fn new(port: u16, capabilities: &Value) -> Result<Self, Obstacle> {
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
        let http = http.map_err(|error| broken(format!("no HTTP client: {error}")))?;
        let mut session = Self { http, url: format!("http://127.0.0.1:{port}/session") };
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let started = session.send(reqwest::Method::POST, "", &body).await;
        let started = started.map_err(|trouble| broken(format!("no browser was started: {trouble}")))?;
        let id = started["sessionId"].as_str().ok_or_else(|| broken("the driver named no session"))?;
        session.url = format!("{}/{id}", session.url);
        Ok(session)
    }

    async fn send(&self, method: reqwest::Method, path: &str, body: &Value) -> Result<Value, Trouble> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.url));
        if method == reqwest::Method::POST {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let answer = async { request.send().await?.bytes().await };
        let lost = |message: String| Trouble { error: "no answer".into(), message };
        let answer = answer.await.map_err(|error| lost(error.to_string()))?;
        let mut answer: Value = serde_json::from_slice(&answer).map_err(|error| lost(error.to_string()))?;
        let value = answer["value"].take();
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        match (text("error"), text("message")) {
            (Some(error), Some(message)) => Err(Trouble { error, message }),
            _ => Ok(value),
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, Trouble> {
        self.send(reqwest::Method::POST, path, body).await
    }

    /// Ends the browser.
    pub(super) async fn close(&self) -> Result<(), Trouble> {
        self.send(reqwest::Method::DELETE, "", &Value::Null).await.map(|_| ())
    }

    /// Goes to a URL; the capabilities say that nothing is waited for.
    pub(super) async fn open(&self, url: &str) -> Result<(), Trouble> {
        self.post("/url", &json!({ "url": url })).await.map(|_| ())
    }

    /// Where the window is, as the browser says and no page can forge.
    pub(super) async fn url(&self) -> Result<String, Trouble> {
        let url = self.send(reqwest::Method::GET, "/url", &Value::Null).await?;
        Ok(url.as_str().unwrap_or_default().to_owned())
    }

    /// The identifier of the window, which in Chromium is that of its main frame too.
    pub(super) async fn window(&self) -> Result<String, Trouble> {
        let window = self.send(reqwest::Method::GET, "/window", &Value::Null).await?;
        Ok(window.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page.
    pub(super) async fn run(&self, script: &str, arguments: Value) -> Result<Value, Trouble> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments })).await
    }

    /// Clicks an element as a mouse does.
    pub(super) async fn click(&self, element: &Element) -> Result<(), Trouble> {
        self.post(&format!("/element/{}/click", element.id), &json!({})).await.map(|_| ())
    }

    /// Types into an element.
    pub(super) async fn type_into(&self, element: &Element, text: &str) -> Result<(), Trouble> {
        self.post(&format!("/element/{}/value", element.id), &json!({ "text": text }))
            .await
            .map(|_| ())
    }

    /// What the browser did since the last time: events of the Chrome DevTools Protocol.
    pub(super) async fn events(&self) -> Result<Vec<Value>, Trouble> {
        let entries = self.post("/se/log", &json!({ "type": "performance" })).await?;
        let messages = entries.as_array().into_iter().flatten().filter_map(|entry| entry["message"].as_str());
        let events = messages.filter_map(|text| serde_json::from_str::<Value>(text).ok());
        Ok(events.map(|mut event| event["message"].take()).collect())
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub(super) async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, Trouble> {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await
    }
}
