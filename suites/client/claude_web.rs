//! Claude Web: the hosted connector of claude.ai, Desktop, mobile and Cowork.
//!
//! It cannot be run outside its vendor's network, so nothing here was recorded first-hand. Each value says whether the
//! vendor documents it, its staff said so, a user's log shows it, users report it, or it was concluded.

use super::{
    Accept, Addresses, Agent, AuthorizationRules, ChallengeReading, Client, ContactRules, Identity, IssCheck,
    IssuerCheck, LegacyTransport, Matching, Member, MemoryRules, Message, MetadataDocument, MethodChoice,
    Nulls, OfflineAccess, OnForbidden, Phase, Ports, Profile, RedirectUri, RefreshRules, RegistrationRules,
    Remembers, ResourceRules, ResourceWriting, ScopeSource, SecretUse, ServerRules, SessionEcho,
    SessionRules, SignsIn, StateForm, Step, StepUp, TokenRules, Unattended, WhenUnusable, callback,
    documented, inferred, logged, reported, staff,
};

/// The part that probes, discovers, registers and redeems.
const BACKEND: Agent = Agent {
    user_agent: logged("python-httpx/0.28.1", "anthropics/claude-ai-mcp#354, #653, #680, #1043"),
    headers: &[],
};

/// The part that speaks MCP.
const CONNECTOR: Agent = Agent {
    user_agent: logged("Claude-User", "anthropics/claude-ai-mcp#620, #653, #968"),
    headers: &[("x-anthropic-client", "ClaudeAI")],
};

const CONNECTING: Identity =
    Identity { info: &[("name", "Anthropic"), ("version", "1.0.0")], capabilities: "{}" };

const CHATTING: Identity =
    Identity { info: &[("name", "Anthropic/ClaudeAI"), ("version", "1.0.0")], capabilities: "{}" };

const ACCEPT: Accept =
    Accept { resource: "*/*", server: "*/*", protocol_version: Some("2025-11-25"), encoding: None };

const PHASES: &[Phase] = &[
    Phase {
        name: "login",
        steps: &[Step::Send(&BACKEND, Message::Initialize(CONNECTING)), Step::SignIn(&BACKEND, ACCEPT)],
    },
    Phase {
        name: "session",
        steps: &[
            Step::Send(&CONNECTOR, Message::Initialize(CHATTING)),
            Step::Send(&CONNECTOR, Message::Initialized),
            Step::Send(&CONNECTOR, Message::ListTools),
        ],
    },
];

/// The profile.
pub(super) const PROFILE: Profile = Profile {
    client: Client::ClaudeWeb,
    version: "2026-11",
    phases: logged(
        PHASES,
        "anthropics/claude-ai-mcp#354, #432: POST, metadata, registration, browser, token, POST",
    ),
    contact: ContactRules {
        accept: logged("*/*", "anthropics/claude-ai-mcp#354, the probe's header fields"),
        on_forbidden: documented(
            OnForbidden::GiveUp,
            "claude.com/docs: 403 is terminal without insufficient_scope",
        ),
        ports: staff(
            Ports::PerhapsHttpsOnly,
            "443 only (anthropics/claude-ai-mcp#5); against it: 8123, 8443 and 10000 were reached (#716, #546, #888)",
        ),
        addresses: documented(
            Addresses::PublicIpv4,
            "claude.com/docs, troubleshooting: IPv4, and every A record must be globally routable",
        ),
        patience: documented(10, "claude.com/docs: 10 s for discovery, registration and token"),
        challenge: inferred(
            ChallengeReading::Grammar,
            "a relative URL is passed over silently (anthropics/claude-ai-mcp#136)",
        ),
        redirect_keeps_token: documented(
            false,
            "claude.com/docs: redirects to another host drop Authorization",
        ),
    },
    look: None,
    memory: MemoryRules {
        discovery: documented(Remembers::Documents, "claude.com/docs: both documents are cached for minutes"),
    },
    resource: ResourceRules {
        is_read: documented(true, "claude.com/docs"),
        when_unusable: reported(
            WhenUnusable::UseOriginIfAbsent,
            "the document must answer 200 JSON (documented); staff in anthropics/claude-ai-mcp#199 describe the origin fallback",
        ),
        nulls: inferred(Nulls::Absent, "its models descend from the Python SDK, which reads null as absent"),
        matching: documented(
            Matching::AsEntered,
            "claude.com/docs and staff in anthropics/claude-ai-mcp#199; one log shows the origin accepted",
        ),
        writing: logged(
            ResourceWriting::AsUrl,
            "anthropics/claude-ai-mcp#354: the URL of a bare origin carries a slash",
        ),
    },
    server: ServerRules {
        issuer: documented(
            IssuerCheck::MayFail,
            "claude.com/docs: \"issuer mismatch … validation can fail\"",
        ),
        nulls: inferred(Nulls::Absent, "its models descend from the Python SDK"),
        required: inferred(
            &["issuer", "authorization_endpoint", "token_endpoint"],
            "the Python SDK requires these and no `response_types_supported`",
        ),
        openid_required: inferred(&[], "the Python SDK reads both documents by one model"),
        stops_on_server_error: inferred(false, "not known; the Python SDK goes on to the next location"),
        reads_openid: inferred(true, "not known; the Python SDK looks there"),
        default_endpoints: staff(true, "anthropics/claude-ai-mcp#199: it goes on to register at the origin"),
        demands_challenge_methods: documented(
            false,
            "claude.com/docs: it sends S256 where nothing is listed",
        ),
    },
    registration: RegistrationRules {
        metadata_document: documented(
            MetadataDocument::WhenSupportedForPublicClients(
                "https://claude.ai/oauth/mcp-oauth-client-metadata",
            ),
            "claude.com/docs: the flag and `none`",
        ),
        members: logged(
            &[
                Member::RedirectUris,
                Member::Method,
                Member::GrantTypes,
                Member::ResponseTypes,
                Member::Text("client_name", "Claude"),
            ],
            "PostHog/posthog#48397, February 2026; the request of September 2026 is longer and was not published",
        ),
        redirect_uri: documented(
            RedirectUri::Fixed("https://claude.ai/api/mcp/auth_callback"),
            "claude.com/docs",
        ),
        method: logged(
            MethodChoice::PostElseNone,
            "PostHog/posthog#48397, anthropics/claude-ai-mcp#1043; the documentation says public client",
        ),
        nulls: reported(
            Nulls::Fails,
            "users report a silent failure; a Python-like model would stop only at null arrays",
        ),
        required: inferred(&["redirect_uris"], "the Python SDK 1.x requires it"),
        unattended: inferred(Unattended::Never, "registration follows the user's Connect"),
        belongs_to_issuer: inferred(false, "not known"),
    },
    authorization: AuthorizationRules {
        parameters: logged(
            &[
                "response_type",
                "client_id",
                "redirect_uri",
                "code_challenge_method",
                "code_challenge",
                "state",
                "scope",
                "resource",
            ],
            "an address bar, August 2026",
        ),
        state: inferred(StateForm::Base64Url, "the length is not known"),
        scope: documented(&[ScopeSource::Challenge, ScopeSource::ResourceMetadata], "claude.com/docs"),
        step_up: inferred(
            StepUp::GrantedAndChallenged,
            "claude.com/docs: the scope of the challenge and of discovery; what is kept of the grant is not known",
        ),
        offline_access: documented(
            OfflineAccess::WhenListed,
            "claude.com/docs; anthropics/claude-ai-mcp#840 says never requested in practice",
        ),
        checks_iss: inferred(
            IssCheck::Never,
            "tolerated when present (staff in anthropics/claude-ai-mcp#480)",
        ),
        takes_post: documented(false, "staff in anthropics/claude-ai-mcp#250, #313: \"Method Not Allowed\""),
    },
    callback: callback::CLAUDE_WEB,
    token: TokenRules {
        fields: inferred(
            &["grant_type", "code", "redirect_uri", "code_verifier", "resource"],
            "staff in anthropics/claude-ai-mcp#480 name the fields; the order is not known",
        ),
        secret: logged(
            SecretUse::InBody,
            "brendanlong/lion-reader#986: the secret in the body, also of an entered client",
        ),
        nulls: inferred(Nulls::Absent, "its models descend from the Python SDK"),
        repeats_code: inferred(false, "the Python SDK sends a code once"),
        follows_redirect: reported(
            false,
            "users saw it fail at a token endpoint that a 307 sent to `www`; httpx follows none unless told to",
        ),
        refresh_margin: documented(300, "claude.com/docs: on 401 and up to five minutes ahead"),
    },
    refresh: RefreshRules {
        challenged: &BACKEND,
        agent: &BACKEND,
        patience: documented(30, "claude.com/docs: 30 s for a refresh"),
        pauses: inferred(&[], "not known"),
        fetches_metadata: inferred(false, "both documents are cached (documented)"),
        drops_refused: documented(true, "claude.com/docs: invalid_grant asks the user to reconnect"),
        sends_expired: inferred(true, "not known"),
        names_scope: inferred(false, "not known; the Python SDK names none"),
        on_unauthorized: documented(true, "claude.com/docs: on 401 and up to five minutes ahead"),
    },
    session: SessionRules {
        identity: logged(CHATTING, "anthropics/claude-ai-mcp#76, #354: the name after the token"),
        is_stateless: logged(
            false,
            "anthropics/claude-ai-mcp#354: initialize; #1064 has server/discover before it",
        ),
        offers: logged("2025-11-25", "anthropics/claude-ai-mcp#354"),
        accept: inferred(
            "application/json, text/event-stream",
            "servers built on the SDKs refuse less (406), and the connector works with them",
        ),
        session_echo: inferred(
            SessionEcho::WhenRefused,
            "logs show requests without the id (anthropics/claude-ai-mcp#583, #975), and bursts that begin with one \
             refused request; servers that demand the id are connected all the same",
        ),
        begins_anew: inferred(false, "not seen"),
        always_names_method: inferred(false, "no log shows it"),
        signs_in: documented(SignsIn::InLogin, "claude.com/docs: the user is asked to reconnect"),
        stays_open: logged(false, "it initializes anew for each burst of requests"),
        drops_rejected: inferred(false, "not known"),
        legacy_transport: documented(
            LegacyTransport::ByUrl,
            "claude.com/docs: both transports, HTTP+SSE is going away; whether it falls back by itself is not known",
        ),
    },
    logout: None,
};
