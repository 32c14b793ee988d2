//! One check at a time asks for approvals of a client.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use suites::{oauth::authorization::AuthorizationRequest, query};
use tokio::sync::OwnedMutexGuard;

/// A client of which nobody else asks for an approval, until it is dropped.
pub(super) type Lease = OwnedMutexGuard<()>;

/// The clients that were asked for.
#[derive(Debug, Default)]
pub(super) struct Leases(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Leases {
    /// Waits for the client of `request`.
    pub(super) async fn take(&self, request: &AuthorizationRequest) -> Lease {
        let client_id = query::value(&request.url, "client_id").unwrap_or_default();
        let mutex = {
            let mut clients = self.0.lock().expect("nothing panics with the lock");
            Arc::clone(clients.entry(client_id).or_default())
        };
        mutex.lock_owned().await
    }
}
