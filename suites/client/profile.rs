//! The shape of a profile: every switch of a client by name.

use serde_json::{Map, Value, json};

use super::{
    AuthorizationRules, CallbackRules, Client, ContactRules, LogoutRules, LookRules, MemoryRules,
    RefreshRules, RegistrationRules, ResourceRules, ServerRules, SessionRules, Sourced, TokenRules,
};

/// Everything that tells one client from another.
#[derive(Debug)]
pub struct Profile {
    /// Whose profile it is.
    pub client: Client,
    /// The version it describes.
    pub version: &'static str,
    /// What it does, in order.
    pub phases: Sourced<&'static [Phase]>,
    /// How it meets the MCP endpoint without a token.
    pub contact: ContactRules,
    /// How it looks at the metadata before it signs in, where it does.
    pub look: Option<LookRules>,
    /// What it remembers of discovery.
    pub memory: MemoryRules,
    /// How it reads protected resource metadata.
    pub resource: ResourceRules,
    /// How it reads authorization server metadata.
    pub server: ServerRules,
    /// How it becomes a client.
    pub registration: RegistrationRules,
    /// How it asks the person.
    pub authorization: AuthorizationRules,
    /// How it waits for the way back.
    pub callback: CallbackRules,
    /// How it redeems the code.
    pub token: TokenRules,
    /// How it renews its access token.
    pub refresh: RefreshRules,
    /// How it speaks MCP.
    pub session: SessionRules,
    /// How its user signs out, where there is a command for it.
    pub logout: Option<LogoutRules>,
}

/// A part of the client's life that its user starts with one command or click.
#[derive(Debug)]
pub struct Phase {
    /// Its name in reports.
    pub name: &'static str,
    /// What happens in it, in order.
    pub steps: &'static [Step],
}

/// One step of a phase.
#[derive(Debug)]
pub enum Step {
    /// A message to the MCP endpoint.
    Send(&'static Agent, Message),
    /// A look at the metadata apart from the sign-in, which looks for itself.
    LookAround(&'static Agent, Accept),
    /// Discovery, becoming a client, the person's approval, and redeeming the code.
    SignIn(&'static Agent, Accept),
}

impl Step {
    /// The agent that takes the step.
    pub const fn agent(&self) -> &'static Agent {
        match self {
            Self::Send(agent, _) | Self::LookAround(agent, _) | Self::SignIn(agent, _) => agent,
        }
    }
}

impl Phase {
    /// Whether the client's user signs in during it.
    pub fn signs_in(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::SignIn(..)))
    }
}

/// A message to the MCP endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A GET that asks whether the server is protected.
    Knock,
    /// `server/discover` of the 2026-07-28 wire.
    ServerDiscover,
    /// `initialize` under this name and version.
    Initialize(Identity),
    /// `notifications/initialized`.
    Initialized,
    /// A GET for the event stream.
    OpenStream,
    /// `tools/list`.
    ListTools,
    /// `tools/call` of the tool that its user chose.
    CallTool,
}

/// The `clientInfo` of an `initialize`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The members, in order.
    pub info: &'static [(&'static str, &'static str)],
    /// The capabilities, as JSON.
    pub capabilities: &'static str,
}

impl Identity {
    /// The `clientInfo` object.
    pub fn client_info(&self) -> Value {
        self.info
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
            .collect::<Map<_, _>>()
            .into()
    }

    /// The `capabilities` object.
    pub fn client_capabilities(&self) -> Value {
        serde_json::from_str(self.capabilities).expect("profiles hold JSON")
    }
}

impl Profile {
    /// The agent that signs in, and the header fields of its discovery requests.
    pub fn sign_in(&self) -> (&'static Agent, &'static Accept) {
        let mut steps = self.phases.value.iter().flat_map(|phase| phase.steps);
        let found = steps.find_map(|step| match step {
            Step::SignIn(agent, accept) => Some((*agent, accept)),
            _ => None,
        });
        found.expect("every profile signs in")
    }
}

/// The revision of the stateless wire, which `server/discover` belongs to.
pub const STATELESS: &str = "2026-07-28";

impl Profile {
    /// The client's `initialize` under an identity, its members in the recorded order.
    pub fn initialize(&self, identity: Identity) -> Value {
        json!({
            "method": "initialize",
            "params": {
                "protocolVersion": self.session.offers.value,
                "capabilities": identity.client_capabilities(),
                "clientInfo": identity.client_info()
            },
            "jsonrpc": "2.0", "id": 0
        })
    }

    /// The `_meta` members that every request of the stateless wire carries.
    pub fn envelope(&self) -> Value {
        let identity = self.session.identity.value;
        json!({
            "io.modelcontextprotocol/protocolVersion": STATELESS,
            "io.modelcontextprotocol/clientInfo": identity.client_info(),
            "io.modelcontextprotocol/clientCapabilities": identity.client_capabilities()
        })
    }
}

/// A sender of requests inside the client: its user agent and the header fields on all that it sends.
#[derive(Debug)]
pub struct Agent {
    /// The `User-Agent`.
    pub user_agent: Sourced<&'static str>,
    /// Further header fields.
    pub headers: &'static [(&'static str, &'static str)],
}

impl Agent {
    /// All header fields that it sends with every request.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.headers.iter().copied().chain([("User-Agent", self.user_agent.value)])
    }
}

/// The header fields of discovery requests.
#[derive(Debug)]
pub struct Accept {
    /// `Accept` for protected resource metadata.
    pub resource: &'static str,
    /// `Accept` for authorization server metadata.
    pub server: &'static str,
    /// `MCP-Protocol-Version`.
    pub protocol_version: Option<&'static str>,
    /// `Accept-Encoding`, where it is another than the agent's.
    pub encoding: Option<&'static str>,
}
