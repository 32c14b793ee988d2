//! Approvals that several checks build on: the person is asked once for each purpose and client.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use suites::{
    obstacle::Obstacle,
    session::{Approval, Registered, Session},
};

use super::{super::Shared, View};

/// By purpose and `client_id`.
pub(in crate::subject) type Approvals = Mutex<HashMap<(&'static str, String), Shared<Arc<Approval>>>>;

impl View {
    pub(super) async fn approval_of(
        &self,
        purpose: &'static str,
        registered: Arc<Registered>,
    ) -> Result<Arc<Approval>, Obstacle> {
        let client_id = registered.credentials.client_id.clone();
        // Whoever began to ask for it must not wait for a check that waits for it.
        let shared = self.shared(&format!("{purpose} of {client_id}")).without_lease();
        let cell = {
            let mut approvals = self.subject.approvals.lock().expect("nothing panics with the lock");
            Arc::clone(approvals.entry((purpose, client_id)).or_default())
        };
        let session: &dyn Session = &shared;
        cell.get_or_init(|| session.approval_for(&registered)).await.clone()
    }
}
