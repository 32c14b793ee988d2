use std::sync::Arc;

use rmcp::transport::streamable_http_server::session::store::{
    SessionState, SessionStore, SessionStoreError,
};

use crate::{application::Application, secret::Digest};

/// The sessions as rmcp sees them: when it is asked for one that it does not know, because another process opened it or
/// because it was idle for too long, it finds it here and repeats the `initialize` for itself.
pub(super) struct Sessions(pub(super) Arc<Application>);

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn load(&self, id: &str) -> Result<Option<SessionState>, SessionStoreError> {
        let session = self.0.store.mcp_session(Digest::of(id), self.0.now()).await?;
        let initialize = session.map(|session| serde_json::from_value(session.initialize)).transpose()?;
        Ok(initialize.map(SessionState::new))
    }

    /// Nothing: the endpoint keeps the session, together with its owner, of whom rmcp does not know.
    async fn store(&self, _id: &str, _state: &SessionState) -> Result<(), SessionStoreError> {
        Ok(())
    }

    async fn delete(&self, id: &str) -> Result<(), SessionStoreError> {
        Ok(self.0.store.end_mcp_session(Digest::of(id)).await?)
    }
}
