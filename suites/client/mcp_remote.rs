//! mcp-remote 0.15.1, from recordings of the npm package (`fixtures/wire`) against 48 servers.

use super::{
    Accept, Addresses, Agent, AuthorizationRules, ChallengeReading, Client, ContactRules, Identity, IssCheck,
    IssuerCheck, LegacyTransport, Locations, LookRules, Matching, Member, MemoryRules, Message,
    MetadataDocument, MethodChoice, Nulls, OfflineAccess, OnForbidden, Phase, Ports, Profile, RedirectUri,
    RefreshRules, RegistrationRules, Remembers, ResourceRules, ResourceWriting, ScopeSource, SecretUse,
    ServerRules, SessionEcho, SessionRules, SignsIn, StateForm, Step, StepUp, TokenRules, Unattended,
    WhenUnusable, WithoutIssuer, callback, inferred, recorded,
};

const FETCH: &[(&str, &str)] =
    &[("accept-language", "*"), ("sec-fetch-mode", "cors"), ("accept-encoding", "gzip, deflate")];

/// The SDK inside the bridge.
const UNDICI: Agent = Agent { user_agent: recorded("undici", "baseline"), headers: FETCH };

/// The bridge's own probes.
const NODE: Agent = Agent { user_agent: recorded("node", "baseline, requests 1 to 3"), headers: FETCH };

const PROBE: Identity =
    Identity { info: &[("name", "mcp-remote-fallback-test"), ("version", "0.0.0")], capabilities: "{}" };

const BRIDGED: Identity = Identity {
    info: &[("name", "claude-ai (via mcp-remote 0.15.1)"), ("version", "0.1.0")],
    capabilities: "{}",
};

const PROBE_ACCEPT: Accept = Accept {
    resource: "application/json",
    server: "application/json",
    protocol_version: None,
    encoding: Some("identity"),
};
const SDK_ACCEPT: Accept = Accept {
    resource: "*/*",
    server: "application/json",
    protocol_version: Some("2025-11-25"),
    encoding: None,
};

const PHASES: &[Phase] = &[
    Phase {
        name: "login",
        steps: &[
            Step::Send(&UNDICI, Message::Knock),
            Step::LookAround(&NODE, PROBE_ACCEPT),
            Step::Send(&NODE, Message::Knock),
            Step::Send(&UNDICI, Message::Initialize(PROBE)),
            Step::SignIn(&UNDICI, SDK_ACCEPT),
        ],
    },
    Phase {
        name: "session",
        steps: &[
            Step::Send(&UNDICI, Message::Initialize(PROBE)),
            Step::Send(&UNDICI, Message::Initialized),
            Step::Send(&UNDICI, Message::OpenStream),
            Step::Send(&UNDICI, Message::Initialize(BRIDGED)),
            Step::Send(&UNDICI, Message::Initialized),
            Step::Send(&UNDICI, Message::OpenStream),
            Step::Send(&UNDICI, Message::ListTools),
        ],
    },
];

/// The profile.
pub(super) const PROFILE: Profile = Profile {
    client: Client::McpRemote,
    version: "0.15.1",
    phases: recorded(PHASES, "baseline"),
    contact: ContactRules {
        accept: recorded("application/json, text/event-stream", "baseline"),
        on_forbidden: recorded(OnForbidden::GiveUp, "noauth-403"),
        ports: recorded(Ports::Any, "it runs on its user's machine"),
        addresses: recorded(Addresses::Any, "it runs on its user's machine"),
        patience: recorded(10, "its own probes wait 5 s and 10 s"),
        challenge: recorded(
            ChallengeReading::Pattern,
            "www-lower; an unquoted URL is followed, a relative one is not",
        ),
        redirect_keeps_token: recorded(false, "redirect-307"),
    },
    look: Some(LookRules {
        beyond_pointer: recorded(true, "prm-401, prm-html"),
        locations: recorded(Locations::WithRoot, "legacy, prm-401"),
        without_issuer: recorded(WithoutIssuer::Endpoint, "legacy, prm-missing-bare"),
        passes_server_errors: recorded(true, "as-500"),
        is_used: recorded(true, "nulls in protected resource metadata: its scopes are asked for"),
        looks_again: recorded(true, "legacy"),
    }),
    memory: MemoryRules {
        discovery: recorded(Remembers::UntilRedeemed, "legacy, prm-401, reject-tokens, state-wrong"),
    },
    resource: ResourceRules {
        is_read: recorded(true, "baseline"),
        when_unusable: recorded(WhenUnusable::UseOrigin, "prm-401, prm-html"),
        nulls: recorded(Nulls::Discards, "nulls in protected resource metadata: no `resource` is sent"),
        matching: recorded(Matching::SameOrAncestor, "res-origin, res-slash, res-www"),
        writing: recorded(ResourceWriting::AsUrl, "res-origin"),
    },
    server: ServerRules {
        issuer: recorded(IssuerCheck::Enforced, "as-issuer-wrong"),
        nulls: recorded(Nulls::Fails, "nulls in authorization server metadata end in a ZodError"),
        required: recorded(
            &["issuer", "authorization_endpoint", "token_endpoint", "response_types_supported"],
            "as-minimal",
        ),
        openid_required: inferred(
            &["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"],
            "the SDK's schema, which Claude Code shares",
        ),
        stops_on_server_error: recorded(true, "as-500"),
        reads_openid: recorded(true, "legacy"),
        default_endpoints: recorded(true, "legacy"),
        demands_challenge_methods: inferred(
            false,
            "the SDK that Claude Code shares tolerates metadata without the list",
        ),
    },
    registration: RegistrationRules {
        metadata_document: recorded(MetadataDocument::None, "cimd: it registers all the same"),
        members: recorded(
            &[
                Member::RedirectUris,
                Member::Method,
                Member::GrantTypes,
                Member::ResponseTypes,
                Member::Text("client_name", "MCP CLI Proxy"),
                Member::Text("client_uri", "https://github.com/modelcontextprotocol/mcp-cli"),
                Member::Text("software_id", "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d"),
                Member::Text("software_version", "0.15.1"),
                Member::Scope,
                Member::Text("application_type", "native"),
            ],
            "baseline, POST /register",
        ),
        redirect_uri: recorded(
            RedirectUri::PortOfServer("/oauth/callback"),
            "baseline (16521), as-minimal (8771)",
        ),
        method: recorded(MethodChoice::FirstListed, "auth-post, auth-none, auth-absent"),
        nulls: recorded(Nulls::Fails, "dcr-nulls"),
        required: recorded(&["redirect_uris"], "dcr-minimal"),
        unattended: recorded(Unattended::Never, "baseline: its user is there when it connects"),
        belongs_to_issuer: inferred(
            false,
            "its memory holds one client for a server; a server that moves was not recorded",
        ),
    },
    authorization: AuthorizationRules {
        parameters: recorded(
            &[
                "response_type",
                "client_id",
                "code_challenge",
                "code_challenge_method",
                "redirect_uri",
                "state",
                "scope",
                "prompt",
                "resource",
            ],
            "scopes-prm, GET /authorize",
        ),
        state: recorded(StateForm::Uuid, "baseline"),
        scope: recorded(
            &[
                ScopeSource::Challenge,
                ScopeSource::ResourceMetadata,
                ScopeSource::Registration,
                ScopeSource::ServerMetadata,
                ScopeSource::Literal("openid email profile"),
            ],
            "baseline, scope-www, scopes-prm",
        ),
        step_up: recorded(StepUp::GrantedAndChallenged, "step-up-init"),
        offline_access: recorded(OfflineAccess::WhenListedBesideAnother, "scopes-prm"),
        checks_iss: recorded(IssCheck::BeforeRedemption, "iss-missing"),
        takes_post: recorded(false, "\"Cannot POST /oauth/callback\""),
    },
    callback: callback::MCP_REMOTE,
    token: TokenRules {
        fields: recorded(
            &["grant_type", "code", "code_verifier", "redirect_uri", "resource"],
            "baseline, POST /token",
        ),
        secret: recorded(SecretUse::AsRegistered, "dcr-forces-post"),
        nulls: recorded(Nulls::Fails, "token-nulls"),
        repeats_code: recorded(true, "invalid_grant on the code is answered by the same request again"),
        follows_redirect: recorded(true, "beside the mock (fixtures/peers): a 308 of the token endpoint"),
        refresh_margin: recorded(
            60,
            "with a lifetime of 60 s it refreshes before each request, with 300 s it does not (fixtures/peers)",
        ),
    },
    refresh: RefreshRules {
        challenged: &UNDICI,
        agent: &NODE,
        patience: inferred(10, "as its own probes; the SDK inside it sets no limit"),
        pauses: recorded(&[], "refresh-500"),
        fetches_metadata: recorded(false, "refresh-ok"),
        drops_refused: inferred(false, "it opens the browser with the same client after invalid_grant"),
        sends_expired: recorded(true, "refresh-none, refresh-500"),
        names_scope: recorded(true, "refresh-ok, reject-tokens"),
        on_unauthorized: recorded(true, "reject-tokens, redirect-307"),
    },
    session: SessionRules {
        identity: recorded(BRIDGED, "baseline: the name of the host, and of the bridge"),
        is_stateless: recorded(false, "baseline: initialize"),
        offers: recorded("2025-11-25", "baseline, initialize"),
        accept: recorded("application/json, text/event-stream", "baseline"),
        session_echo: recorded(SessionEcho::Always, "baseline"),
        begins_anew: inferred(false, "not seen"),
        always_names_method: recorded(true, "baseline"),
        signs_in: recorded(SignsIn::AtOnce, "refresh-none, refresh-500, step-up-init"),
        stays_open: recorded(true, "refresh-ok, refresh-none: one connection for all that its host asks"),
        drops_rejected: recorded(true, "reject-tokens, redirect-307"),
        legacy_transport: recorded(
            LegacyTransport::AfterFailure,
            "404 and 405 to POST are followed by GET for an event stream, with a discovery of its own (fixtures/peers)",
        ),
    },
    logout: None,
};
