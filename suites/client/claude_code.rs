//! Claude Code 2.1.330, from recordings of the npm package (`fixtures/wire`) against 48 servers.

use super::{
    Accept, Agent, AuthorizationRules, Client, ContactRules, Identity, IssuerCheck, Matching, Member,
    Message, MetadataDocument, MethodChoice, Nulls, OfflineAccess, OnForbidden, Phase, Profile,
    RegistrationRules, ResourceRules, ScopeSource, SecretUse, ServerRules, SessionEcho, SessionRules,
    StateForm, Step, TokenRules, WhenUnusable, callback, documented, recorded,
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

const ACCEPT: Accept =
    Accept { resource: "*/*", server: "application/json", protocol_version: Some("2025-11-25") };

const PHASES: &[Phase] = &[
    Phase {
        name: "probe",
        steps: &[
            Step::Send(&SESSION, Message::ServerDiscover),
            Step::Send(&SESSION, Message::Initialize(IDENTITY)),
            Step::Discover(&SESSION, ACCEPT),
        ],
    },
    Phase {
        name: "login",
        steps: &[
            Step::Discover(&LOGIN, ACCEPT),
            Step::Discover(&LOGIN, ACCEPT),
            Step::Register(&LOGIN),
            Step::Authorize,
            Step::Redeem(&LOGIN),
        ],
    },
    Phase {
        name: "session",
        steps: &[
            Step::Send(&SESSION, Message::ServerDiscover),
            Step::Send(&SESSION, Message::Initialize(IDENTITY)),
            Step::Send(&SESSION, Message::Initialized),
            Step::Send(&SESSION, Message::OpenStream),
            Step::Send(&SESSION, Message::ListTools),
        ],
    },
];

/// The profile.
pub(super) const PROFILE: Profile = Profile {
    client: Client::ClaudeCode,
    version: "2.1.330",
    phases: recorded(PHASES, "baseline: list, login, list"),
    contact: ContactRules {
        accept: recorded("application/json, text/event-stream", "baseline, first request"),
        on_forbidden: recorded(OnForbidden::SignInAnyway, "noauth-403"),
        patience: recorded(30, "\"connection timed out after 30000ms\" against a server that hangs"),
        redirect_keeps_token: recorded(false, "redirect-307"),
    },
    resource: ResourceRules {
        when_unusable: recorded(WhenUnusable::UseOrigin, "prm-401, prm-html, prm-missing-bare"),
        nulls: recorded(Nulls::Discards, "nulls in protected resource metadata: no `resource`, no scope"),
        matching: recorded(Matching::SameOrAncestor, "res-origin, res-slash, res-www"),
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
        stops_on_server_error: recorded(true, "as-500"),
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
            "http://localhost:61262/callback",
            "baseline; the port differs from login to login",
        ),
        method: recorded(MethodChoice::None, "auth-post, auth-none, auth-absent"),
        nulls: recorded(Nulls::Fails, "dcr-nulls"),
        required: recorded(&["redirect_uris"], "dcr-minimal"),
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
        offline_access: recorded(OfflineAccess::WhenListedBesideAnother, "scopes-prm"),
        checks_iss: recorded(true, "iss-missing"),
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
        refresh_margin: recorded(300, "299 s refreshes before each request, 330 s does not"),
    },
    session: SessionRules {
        offers: recorded("2025-11-25", "baseline, initialize"),
        accept: recorded("application/json, text/event-stream", "baseline, list"),
        session_echo: recorded(SessionEcho::Always, "baseline, list"),
        always_names_method: recorded(false, "baseline, list; modern"),
        falls_back_to_sse: documented(
            false,
            "`--transport http` never falls back; `--transport sse` must be asked for",
        ),
    },
};
