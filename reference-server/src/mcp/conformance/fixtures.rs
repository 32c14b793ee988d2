#![expect(deprecated, reason = "revisions before 2026-07-28 have logging, and subscriptions by request")]

use std::sync::{Arc, LazyLock};

use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    handler::server::router::tool::ToolRouter,
    model::{
        CompleteRequestParams, CompleteResult, CompletionInfo, GetPromptRequestParams, GetPromptResponse,
        Implementation, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
        PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, RequestStateCodec,
        ServerCapabilities, ServerConfig, SetLevelRequestParams, SubscribeRequestParams, SubscriptionFilter,
        UnsubscribeRequestParams,
    },
    service::{RequestContext, SubscriptionContext},
    tool_handler,
};
use tokio::sync::watch;

use super::{changes::Changes, prompts, resources};

static TOOLS: LazyLock<ToolRouter<Fixtures>> = LazyLock::new(|| {
    Fixtures::content() + Fixtures::conversation() + Fixtures::rounds() + Fixtures::changes()
});

/// The server that the suite talks to: one for each session, and one for each request without a session.
#[derive(Debug)]
pub(super) struct Fixtures {
    pub(super) shared: Arc<Shared>,
    /// The changes since this server was made.
    pub(super) seen: watch::Receiver<Changes>,
}

/// What sessions and requests share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) changes: watch::Sender<Changes>,
    /// Seals what a client carries from one round of a request to the next, so that it can carry nothing else.
    pub(super) states: RequestStateCodec,
}

impl Default for Shared {
    fn default() -> Self {
        let key = rand::random::<[u8; 32]>();
        let states = RequestStateCodec::try_new(key).expect("256 bits are enough for a key");
        Self { changes: watch::Sender::default(), states }
    }
}

impl Fixtures {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared), seen: shared.changes.subscribe() }
    }
}

#[tool_handler(router = TOOLS)]
impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_logging()
            .enable_completions()
            .enable_prompts()
            .enable_prompts_list_changed()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_tools()
            .enable_tool_list_changed()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("conformance-fixtures", env!("CARGO_PKG_VERSION")))
    }

    /// All the fixtures log at one level, which the suite asks to see.
    async fn set_level(
        &self,
        _request: SetLevelRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let known = ["test one", "test two", "third"].into_iter();
        let fitting = known.filter(|value| value.starts_with(&request.argument.value));
        let values = fitting.map(ToOwned::to_owned).collect();
        let completion = CompletionInfo::with_all_values(values);
        Ok(CompleteResult::new(completion.map_err(|error| ErrorData::internal_error(error, None))?))
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts::all()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::prompt(&request, &context)
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::all()))
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        resources::read(&request.uri)
    }

    /// Nothing that can be subscribed to ever changes.
    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        resources::read(&request.uri).map(drop)
    }

    async fn unsubscribe(
        &self,
        _request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.clone())
    }

    async fn listen(&self, subscription: SubscriptionContext) -> Result<(), ErrorData> {
        self.tell_changes(&subscription).await
    }
}
