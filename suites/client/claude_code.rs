//! Claude Code 2.1.330, from recordings of the npm package (`fixtures/wire`) against 48 servers.

use super::{
    Accept, Addresses, Agent, AuthorizationRules, ChallengeReading, Client, ContactRules, Identity, IssCheck,
    IssuerCheck, LegacyTransport, Locations, LogoutRules, LookRules, Matching, Member, MemoryRules, Message,
    MetadataDocument, MethodChoice, Nulls, OfflineAccess, OnForbidden, Phase, Ports, Profile, RedirectUri,
    RefreshRules, RegistrationRules, Remembers, ResourceRules, ResourceWriting, ScopeSource, SecretUse,
    ServerRules, SessionEcho, SessionRules, SignsIn, StateForm, Step, StepUp, TokenRules, Unattended,
    WhenUnusable, WithoutIssuer, callback, documented, inferred, recorded,
};

/// `claude mcp list` and the sessions.
const SESSION: Agent = Agent {
    user_agent: recorded("claude-code/2.1.330 (sdk-cli)", "baseline, list"),
    headers: &[("Accept-Encoding", "identity")],
};

/// `claude mcp login`.
const LOGIN: Agent = Agent {
    user_agent: recorded("Bun/1.4.4", "baseline, login"),
    headers: &[("Accept-Encoding", "gzip, deflate, br, zstd")],
};

const IDENTITY: Identity = Identity {
    info: &[
        ("name", "claude-code"),
        ("title", "Claude Code"),
        ("version", "2.1.330"),
        ("description", "Anthropic's agentic coding tool"),
        ("websiteUrl", "https://claude.com/claude-code"),
    ],
    capabilities: r#"{"roots":{"listChanged":true},"elicitation":{"form":{},"url":{}}}"#,
};

/// The library that sends the revocation requests.
const REVOKER: Agent = Agent {
    user_agent: recorded("axios/1.15.2", "logout from a server that can revoke"),
    // What this library sends by itself.
    headers: &[
        ("Accept", "application/json, text/plain, */*"),
        ("Accept-Encoding", "gzip, compress, deflate, br"),
    ],
};

const ACCEPT: Accept = Accept {
    resource: "*/*",
    server: "application/json",
    protocol_version: Some("2025-11-25"),
    encoding: None,
};

/// `claude mcp list`: the same command before the login and after it.
const LIST: &[Step] = &[
    Step::Send(&SESSION, Message::ServerDiscover),
    Step::Send(&SESSION, Message::Initialize(IDENTITY)),
    Step::Send(&SESSION, Message::Initialized),
    Step::Send(&SESSION, Message::OpenStream),
    Step::Send(&SESSION, Message::ListTools),
];

const PHASES: &[Phase] = &[
    Phase { name: "probe", steps: LIST },
    Phase { name: "login", steps: &[Step::LookAround(&LOGIN, ACCEPT), Step::SignIn(&LOGIN, ACCEPT)] },
    Phase { name: "session", steps: LIST },
];

/// The profile.
pub(super) const PROFILE: Profile = Profile {
    client: Client::ClaudeCode,
    version: "2.1.330",
    phases: recorded(PHASES, "baseline: list, login, list"),
    contact: ContactRules {
        accept: recorded("application/json, text/event-stream", "baseline, first request"),
        on_forbidden: recorded(OnForbidden::SignInAnyway, "noauth-403"),
        ports: recorded(Ports::Any, "it runs on its user's machine"),
        addresses: recorded(Addresses::Any, "it runs on its user's machine"),
        patience: recorded(30, "\"connection timed out after 30000ms\" against a server that hangs"),
        challenge: recorded(
            ChallengeReading::Pattern,
            "www-lower; an unquoted URL is followed, a relative one is not",
        ),
        redirect_keeps_token: recorded(false, "redirect-307"),
    },
    look: Some(LookRules {
        beyond_pointer: recorded(false, "prm-401, prm-html"),
        locations: recorded(Locations::WellKnown, "legacy, login"),
        without_issuer: recorded(WithoutIssuer::OriginThenEndpoint, "legacy, as-500, as-minimal, login"),
        passes_server_errors: recorded(false, "as-500, login"),
        is_used: recorded(false, "scopes-prm, scope-www"),
        looks_again: recorded(false, "legacy, login"),
    }),
    memory: MemoryRules {
        discovery: recorded(
            Remembers::Server,
            "dcr-none: list and list after login; reject-tokens, list after login; legacy, login",
        ),
    },
    resource: ResourceRules {
        is_read: recorded(true, "baseline, login"),
        when_unusable: recorded(WhenUnusable::UseOrigin, "prm-401, prm-html, prm-missing-bare"),
        nulls: recorded(Nulls::Discards, "nulls in protected resource metadata: no `resource`, no scope"),
        matching: recorded(Matching::SameOrAncestor, "res-origin, res-slash, res-www"),
        writing: recorded(ResourceWriting::AsUrl, "res-origin"),
    },
    server: ServerRules {
        issuer: recorded(IssuerCheck::Ignored, "as-issuer-wrong"),
        nulls: recorded(
            Nulls::Fails,
            "nulls in authorization server metadata: login prints a list of issues",
        ),
        required: recorded(
            &["issuer", "authorization_endpoint", "token_endpoint", "response_types_supported"],
            "as-minimal",
        ),
        openid_required: recorded(
            &["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"],
            "a login against such a document fails",
        ),
        stops_on_server_error: recorded(true, "as-500"),
        reads_openid: recorded(true, "legacy, login"),
        default_endpoints: recorded(true, "legacy, login"),
        demands_challenge_methods: recorded(
            false,
            "a login against metadata without code_challenge_methods_supported sends S256 all the same",
        ),
    },
    registration: RegistrationRules {
        metadata_document: recorded(
            MetadataDocument::WhenSupported("https://claude.ai/oauth/claude-code-client-metadata"),
            "cimd, cimd-no-none",
        ),
        members: recorded(
            &[
                Member::Text("client_name", "Claude Code (rec)"),
                Member::RedirectUris,
                Member::GrantTypes,
                Member::ResponseTypes,
                Member::Method,
                Member::Text("application_type", "native"),
                Member::Scope,
            ],
            "baseline, POST /register",
        ),
        redirect_uri: recorded(
            RedirectUri::DynamicPort("/callback"),
            "baseline (61262); the port differs from login to login",
        ),
        method: recorded(MethodChoice::None, "auth-post, auth-none, auth-absent"),
        nulls: recorded(Nulls::Fails, "dcr-nulls"),
        required: recorded(&["redirect_uris"], "dcr-minimal"),
        unattended: recorded(
            Unattended::WithoutMetadata {
                redirect_uri: "http://localhost:3118/callback",
                accept: "application/json, text/event-stream",
            },
            "legacy, list; baseline, list",
        ),
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
        state: recorded(StateForm::Base64Url, "baseline"),
        scope: recorded(&[ScopeSource::ResourceMetadata], "scopes-prm, scope-www"),
        step_up: recorded(StepUp::GrantedAndChallenged, "step-up-init: second login"),
        offline_access: recorded(OfflineAccess::WhenListedBesideAnother, "scopes-prm"),
        checks_iss: recorded(IssCheck::BeforeRedemption, "iss-missing"),
        takes_post: recorded(true, "a consent form answered by 307 connects"),
    },
    callback: callback::CLAUDE_CODE,
    token: TokenRules {
        fields: recorded(
            &["grant_type", "code", "code_verifier", "redirect_uri", "resource"],
            "baseline, POST /token",
        ),
        secret: recorded(SecretUse::PrefersBasic, "dcr-forces-post, dcr-secret-public"),
        nulls: recorded(Nulls::Fails, "token-nulls"),
        repeats_code: recorded(true, "invalid_grant on the code is answered by the same request again"),
        follows_redirect: inferred(true, "fetch follows; recorded at the MCP URL (redirect-slash)"),
        refresh_margin: recorded(300, "299 s refreshes before each request, 330 s does not"),
    },
    refresh: RefreshRules {
        challenged: &SESSION,
        agent: &LOGIN,
        patience: recorded(30, "one limit for all of a command: \"connection timed out after 30000ms\""),
        pauses: recorded(&[1, 2], "refresh-500"),
        fetches_metadata: recorded(true, "refresh-ok, refresh-500, list"),
        drops_refused: recorded(true, "invalid_grant and invalid_client: the next request has no token"),
        sends_expired: recorded(false, "refresh-none, late list"),
        names_scope: recorded(false, "refresh-ok"),
        on_unauthorized: recorded(true, "reject-tokens, redirect-307, list after login"),
    },
    session: SessionRules {
        identity: recorded(IDENTITY, "baseline, list"),
        is_stateless: recorded(false, "baseline, list: server/discover, then initialize"),
        offers: recorded("2025-11-25", "baseline, initialize"),
        accept: recorded("application/json, text/event-stream", "baseline, list"),
        session_echo: recorded(SessionEcho::Always, "baseline, list"),
        begins_anew: inferred(false, "not seen"),
        always_names_method: recorded(false, "baseline, list; modern"),
        signs_in: recorded(SignsIn::InLogin, "reject-tokens, step-up-init, refresh-none"),
        stays_open: recorded(false, "refresh-ok: each list begins anew"),
        drops_rejected: recorded(false, "reject-tokens"),
        legacy_transport: documented(
            LegacyTransport::Never,
            "`--transport http` never falls back; `--transport sse` must be asked for",
        ),
    },
    logout: Some(LogoutRules {
        agent: &LOGIN,
        revoker: &REVOKER,
        before_login: recorded(true, "reject-tokens, step-up-init: second login"),
    }),
};
