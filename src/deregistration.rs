//! What a run registered is deleted when it is over, where the server lets a client do so (RFC 7592 §2.3).

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use suites::{exchange::Exchange, steps::Managed};
use tokio::{task::JoinSet, time::timeout};

use crate::wire::Wire;

/// The longest that a user waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Deletes the clients that were registered over `wire`. What is not deleted in time, or not at all, stays.
pub async fn deregister(wire: &Wire) {
    if wire.is_replay() {
        return;
    }
    let mut deletions = JoinSet::new();
    for managed in left(&wire.recording().exchanges()) {
        let (wire, patience) = (wire.asked_by("the end of the run"), wire.patience().min(PATIENCE));
        deletions.spawn(async move {
            let request = managed.request("DELETE", Some(managed.token.reveal()));
            // Nobody can do anything about a client that stays.
            let _ = wire.send(&request, patience).await;
        });
    }
    let _ = timeout(PATIENCE, deletions.join_all()).await;
}

/// The clients that were registered and not deleted, each with its latest token.
fn left(exchanges: &[Arc<Exchange>]) -> Vec<Managed> {
    let mut clients: BTreeMap<String, Managed> = BTreeMap::new();
    for exchange in exchanges {
        let uri = exchange.request.url.as_str();
        if exchange.request.method == "POST" {
            clients.extend(Managed::of(exchange).map(|managed| (managed.uri.to_string(), managed)));
        } else if exchange.request.method == "DELETE" && exchange.response.is_success() {
            clients.remove(uri);
        } else if let Some(managed) = clients.get_mut(uri) {
            managed.learn(exchange);
        }
    }
    clients.into_values().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use suites::exchange::{Request, Response};
    use url::Url;

    use super::*;

    fn exchange(method: &str, path: &str, status: u16, token: Option<&str>) -> Arc<Exchange> {
        let url = Url::parse("https://server.example").and_then(|root| root.join(path)).expect("literal");
        let request = Request { method: method.into(), ..Request::post_json(url, &json!({})) };
        let body = json!({
            "client_id": "a",
            "registration_client_uri": "https://server.example/register/a",
            "registration_access_token": token,
        });
        let response = Response::json_with(status, &body);
        Arc::new(Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 })
    }

    #[test]
    fn the_latest_token_deletes() {
        let registered = exchange("POST", "/register", 201, Some("first"));
        let read = exchange("GET", "/register/a", 200, Some("second"));
        let [left] = &left(&[registered, read])[..] else { panic!("one client is left") };
        assert_eq!(left.token.reveal(), "second");
    }

    #[test]
    fn what_was_deleted_and_what_cannot_be_is_not_deleted() {
        let registered = exchange("POST", "/register", 201, Some("first"));
        assert!(left(&[registered, exchange("DELETE", "/register/a", 204, None)]).is_empty());
        assert!(left(&[exchange("POST", "/register", 201, None)]).is_empty());
    }
}
