//! Tokens for less than the run's own: asked for once, since they cost an approval.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use suites::{
    obstacle::Obstacle,
    session::{Session, Tokens},
    steps::grants::Spare,
};

use super::{super::Shared, View};

/// The tokens by their scope.
pub(in crate::subject) type Scoped = Mutex<HashMap<String, Shared<Arc<Tokens>>>>;

impl View {
    /// Tokens for `scope` and no more, of the run's client.
    pub(super) async fn scoped_tokens(&self, scope: &str) -> Result<Arc<Tokens>, Obstacle> {
        let cell = {
            let mut scoped = self.subject.scoped.lock().expect("nothing panics with the lock");
            Arc::clone(scoped.entry(scope.to_owned()).or_default())
        };
        // Whoever began to ask for them must not wait for a check that waits for them.
        let shared = self.shared("the tokens of a scope for anyone").without_lease();
        let session: &dyn Session = &shared;
        let tokens = cell.get_or_init(|| async {
            let registered = session.spare_like(Spare::Second, &session.registration().await?).await;
            session.tokens_for_scope(&registered, scope).await.map(Arc::new)
        });
        tokens.await.clone()
    }
}
