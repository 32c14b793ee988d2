use rmcp::{
    ErrorData, RoleServer,
    model::{ContentBlock, ProtocolVersion},
    service::{RequestContext, ServiceError, SubscriptionContext},
    tool, tool_router,
};

use super::fixtures::Fixtures;

/// How often each list has changed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changes {
    tools: u64,
    prompts: u64,
}

/// Tools that change a list: whoever listens is told, and finds the list as it was.
#[tool_router(router = changes, vis = "pub(super)")]
impl Fixtures {
    #[tool(description = "Changes the list of tools.")]
    async fn test_trigger_tool_change(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        self.shared.changes.send_modify(|changes| changes.tools += 1);
        if is_told_unasked(&context) {
            context.peer.notify_tool_list_changed().await.map_err(|error| not_told(&error))?;
        }
        Ok(ContentBlock::text("The list of tools has changed."))
    }

    #[tool(description = "Changes the list of prompts.")]
    async fn test_trigger_prompt_change(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        self.shared.changes.send_modify(|changes| changes.prompts += 1);
        if is_told_unasked(&context) {
            context.peer.notify_prompt_list_changed().await.map_err(|error| not_told(&error))?;
        }
        Ok(ContentBlock::text("The list of prompts has changed."))
    }
}

impl Fixtures {
    /// Tells a subscription of every change until it ends (MCP 2026-07-28, Subscriptions).
    pub(super) async fn tell_changes(&self, subscription: &SubscriptionContext) -> Result<(), ErrorData> {
        let mut seen = self.seen.clone();
        let mut told = *seen.borrow();
        loop {
            tokio::select! {
                changed = seen.changed() => changed.expect("the server shares the sender"),
                () = subscription.cancelled() => return Ok(()),
            }
            let now = *seen.borrow_and_update();
            let (sink, accepted) = (subscription.sink(), subscription.accepted());
            let sent = async {
                if now.tools != told.tools && accepted.tools_list_changed == Some(true) {
                    sink.notify_tool_list_changed().await?;
                }
                if now.prompts != told.prompts && accepted.prompts_list_changed == Some(true) {
                    sink.notify_prompt_list_changed().await?;
                }
                Ok::<_, rmcp::service::SubscriptionSendError>(())
            };
            if sent.await.is_err() {
                return Ok(());
            }
            told = now;
        }
    }
}

/// Before subscriptions, every session was told.
fn is_told_unasked(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| version < ProtocolVersion::V_2026_07_28)
}

fn not_told(error: &ServiceError) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}
