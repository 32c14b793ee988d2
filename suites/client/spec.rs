//! A client that follows a revision of MCP to the letter: what no clause says, it does as the clauses it cites imply.
//!
//! It is nobody's product. It says whether a server that a Claude client does not get along with owes that to the
//! specification or to the client.

use super::{
    Accept, Addresses, Agent, AuthorizationRules, ChallengeReading, Client, ContactRules, Identity, IssCheck,
    IssuerCheck, LegacyTransport, Matching, Member, MemoryRules, Message, MetadataDocument, MethodChoice,
    Nulls, OfflineAccess, OnForbidden, Phase, Ports, Profile, RedirectUri, RefreshRules, RegistrationRules,
    Remembers, ResourceRules, ResourceWriting, ScopeSource, SecretUse, ServerRules, SessionEcho,
    SessionRules, SignsIn, StateForm, Step, StepUp, TokenRules, Unattended, WhenUnusable, callback, inferred,
    specified,
};
use crate::spec::Revision;

const AGENT: Agent =
    Agent { user_agent: inferred("claude-conformance", "no clause names one: this tool's"), headers: &[] };

const IDENTITY: Identity =
    Identity { info: &[("name", "claude-conformance"), ("version", "0.1.0")], capabilities: "{}" };

const BOTH: &str = "application/json, text/event-stream";

/// How often a challenge is met in a session: "a few times" at most (MCP 2025-11-25, Scope Challenge Handling).
const MOST_SIGN_INS: usize = 2;

/// The header fields of discovery requests; `version` where the revision asks for it there.
const fn accept(version: Option<&'static str>) -> Accept {
    Accept {
        resource: "application/json",
        server: "application/json",
        protocol_version: version,
        encoding: None,
    }
}

macro_rules! phases {
    ($first:expr, $accept:expr, $session:expr) => {
        &[
            Phase { name: "login", steps: &[Step::Send(&AGENT, $first), Step::SignIn(&AGENT, $accept)] },
            Phase { name: "session", steps: $session },
        ]
    };
}

/// The session of a revision that has `initialize`.
const INITIALIZED: &[Step] = &[
    Step::Send(&AGENT, Message::Initialize(IDENTITY)),
    Step::Send(&AGENT, Message::Initialized),
    Step::Send(&AGENT, Message::ListTools),
];

pub(super) const PHASES_2025_03_26: &[Phase] =
    phases!(Message::Initialize(IDENTITY), accept(Some("2025-03-26")), INITIALIZED);
const PHASES_2025_06_18: &[Phase] = phases!(Message::Initialize(IDENTITY), accept(None), INITIALIZED);
const PHASES_2026_07_28: &[Phase] = phases!(
    Message::ServerDiscover,
    accept(None),
    &[Step::Send(&AGENT, Message::ServerDiscover), Step::Send(&AGENT, Message::ListTools)]
);

const PARAMETERS: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "code_challenge",
    "code_challenge_method",
    "state",
    "scope",
    "resource",
];

const FIELDS: &[&str] = &["grant_type", "code", "redirect_uri", "code_verifier", "resource"];

const MEMBERS: &[Member] = &[
    Member::RedirectUris,
    Member::Method,
    Member::GrantTypes,
    Member::ResponseTypes,
    Member::Text("client_name", "claude-conformance"),
    Member::Scope,
];

const MEMBERS_2026_07_28: &[Member] = &[
    Member::RedirectUris,
    Member::Method,
    Member::GrantTypes,
    Member::ResponseTypes,
    Member::Text("client_name", "claude-conformance"),
    Member::Text("application_type", "native"),
    Member::Scope,
];

/// MCP 2026-07-28.
pub(super) const V2026_07_28: Profile = Profile {
    client: Client::Spec(Revision::V2026_07_28),
    version: "2026-07-28",
    phases: specified(PHASES_2026_07_28, "MCP 2026-07-28, Authorization Flow Steps; Streamable HTTP"),
    memory: MemoryRules {
        discovery: specified(
            Remembers::UntilChallenged,
            "MCP 2026-07-28, Authorization Server Migration: the metadata is read again after a 401",
        ),
    },
    server: ServerRules {
        issuer: specified(
            IssuerCheck::Exact,
            "RFC 8414 section 3.3; MCP 2026-07-28, Authorization Server Metadata",
        ),
        ..SERVER
    },
    registration: RegistrationRules {
        members: specified(
            MEMBERS_2026_07_28,
            "MCP 2026-07-28, Dynamic Client Registration: `application_type`",
        ),
        belongs_to_issuer: specified(true, "MCP 2026-07-28, Authorization Server Migration"),
        ..REGISTRATION
    },
    authorization: AuthorizationRules {
        offline_access: specified(OfflineAccess::WhenListed, "MCP 2026-07-28, Refresh Tokens"),
        checks_iss: specified(
            IssCheck::BeforeReading,
            "RFC 9207 section 2.4; MCP 2026-07-28, Authorization Response Validation",
        ),
        ..AUTHORIZATION
    },
    session: SessionRules {
        is_stateless: specified(true, "MCP 2026-07-28, Streamable HTTP"),
        offers: specified("2026-07-28", "MCP 2026-07-28, Streamable HTTP: `_meta` of each request"),
        ..SESSION
    },
    ..V2025_11_25
};

/// MCP 2025-11-25.
pub(super) const V2025_11_25: Profile = Profile {
    client: Client::Spec(Revision::V2025_11_25),
    version: "2025-11-25",
    phases: specified(PHASES_2025_06_18, "MCP 2025-11-25, Authorization Flow Steps; Lifecycle"),
    contact: ContactRules {
        accept: specified(BOTH, "MCP 2025-11-25, Streamable HTTP, Sending Messages to the Server"),
        on_forbidden: inferred(OnForbidden::GiveUp, "RFC 9110 section 15.5.4: credentials are not asked for"),
        ports: inferred(Ports::Any, "no clause names one"),
        addresses: inferred(Addresses::Any, "no clause names one"),
        patience: inferred(30, "no clause names a limit"),
        challenge: specified(ChallengeReading::Grammar, "RFC 9110 section 11.6.1"),
        redirect_keeps_token: inferred(
            false,
            "RFC 9110 section 15.4: resource-specific header fields may go",
        ),
    },
    look: None,
    memory: MemoryRules {
        discovery: inferred(Remembers::UntilChallenged, "no clause says how long a document is kept"),
    },
    resource: ResourceRules {
        is_read: specified(true, "MCP 2025-11-25, Authorization Server Discovery"),
        when_unusable: specified(
            WhenUnusable::UseOriginIfAbsent,
            "RFC 9728 section 3.2; without the document as MCP 2025-03-26 says",
        ),
        nulls: inferred(Nulls::Absent, "no clause says what a client makes of one"),
        matching: specified(Matching::SameOrAncestor, "MCP 2025-11-25, Canonical Server URI"),
        writing: specified(ResourceWriting::AsNamed, "RFC 8707 section 2; RFC 9728 section 3.3"),
    },
    server: SERVER,
    registration: REGISTRATION,
    authorization: AUTHORIZATION,
    callback: callback::SPEC,
    token: TokenRules {
        fields: specified(FIELDS, "OAuth 2.1 section 4.1.3; RFC 8707 section 2.2"),
        secret: specified(
            SecretUse::AsRegisteredElseListed,
            "RFC 7591 section 3.2.1; RFC 8414 section 2: Basic where nothing is listed",
        ),
        nulls: inferred(Nulls::Absent, "no clause says what a client makes of one"),
        repeats_code: specified(false, "OAuth 2.1 section 4.1.2: a code is used once"),
        follows_redirect: inferred(
            false,
            "RFC 9700 section 4.12: credentials go to no other place by redirect",
        ),
        refresh_margin: inferred(0, "no clause asks for a renewal ahead"),
    },
    refresh: RefreshRules {
        challenged: &AGENT,
        agent: &AGENT,
        patience: inferred(30, "no clause names a limit"),
        pauses: inferred(&[], "no clause asks for a repetition"),
        fetches_metadata: inferred(false, "no clause asks for it"),
        drops_refused: inferred(true, "RFC 6749 section 5.2: `invalid_grant` ends the refresh token"),
        sends_expired: inferred(true, "RFC 6749 section 4.2.2: `expires_in` is a hint, the server decides"),
        names_scope: specified(false, "OAuth 2.1 section 4.3.1: without `scope`, that of the grant"),
        on_unauthorized: specified(true, "RFC 6749 section 1.5"),
    },
    session: SESSION,
    logout: None,
};

pub(super) const SERVER: ServerRules = ServerRules {
    issuer: specified(IssuerCheck::Exact, "RFC 8414 section 3.3"),
    nulls: inferred(Nulls::Absent, "no clause says what a client makes of one"),
    required: specified(
        &["issuer", "authorization_endpoint", "token_endpoint", "response_types_supported"],
        "RFC 8414 section 2",
    ),
    openid_required: inferred(&[], "an OAuth client needs none of what OpenID Connect adds"),
    stops_on_server_error: inferred(false, "no clause says so: the next location is tried"),
    reads_openid: specified(true, "MCP 2025-11-25, Authorization Server Metadata Discovery"),
    default_endpoints: specified(false, "MCP 2025-06-18 and later, Overview: the metadata is demanded"),
    demands_challenge_methods: specified(
        true,
        "MCP 2025-11-25, Authorization Code Protection: without the list a client refuses to proceed",
    ),
};

pub(super) const REGISTRATION: RegistrationRules = RegistrationRules {
    metadata_document: specified(
        MetadataDocument::OfUserWhenSupported,
        "MCP 2025-11-25, Client Registration Approaches; the URL is that of `--client-metadata-url`",
    ),
    members: specified(MEMBERS, "RFC 7591 section 2"),
    redirect_uri: specified(RedirectUri::DynamicPort("/callback"), "RFC 8252 section 7.3"),
    method: specified(MethodChoice::FirstListedElseBasic, "RFC 8414 section 2; OAuth 2.1 section 2.4"),
    nulls: inferred(Nulls::Absent, "no clause says what a client makes of one"),
    required: specified(&[], "RFC 7591 section 3.2.1: `client_id`"),
    unattended: inferred(Unattended::Never, "registration is part of the sign-in"),
    belongs_to_issuer: inferred(true, "RFC 7591 section 3.2.1: an identifier of this authorization server"),
};

const AUTHORIZATION: AuthorizationRules = AuthorizationRules {
    parameters: specified(PARAMETERS, "OAuth 2.1 section 4.1.1; RFC 8707 section 2.1"),
    state: inferred(StateForm::Base64Url, "OAuth 2.1 section 4.1.1 leaves it to the client"),
    scope: specified(
        &[ScopeSource::Challenge, ScopeSource::ResourceMetadata],
        "MCP 2025-11-25, Scope Selection Strategy",
    ),
    step_up: specified(StepUp::HeldAndChallenged, "MCP 2025-11-25, Scope Challenge Handling"),
    offline_access: inferred(OfflineAccess::Never, "not in this revision"),
    checks_iss: inferred(IssCheck::Never, "not in this revision"),
    takes_post: specified(false, "OAuth 2.1 section 4.1.2: by redirect, in the query"),
};

pub(super) const SESSION: SessionRules = SessionRules {
    identity: inferred(IDENTITY, "this tool's"),
    is_stateless: specified(false, "MCP 2025-11-25, Lifecycle: `initialize` comes first"),
    offers: specified("2025-11-25", "MCP 2025-11-25, Lifecycle, Version Negotiation"),
    accept: specified(BOTH, "MCP 2025-11-25, Streamable HTTP, Sending Messages to the Server"),
    session_echo: specified(SessionEcho::Always, "MCP 2025-11-25, Streamable HTTP, Session Management"),
    begins_anew: specified(true, "MCP 2025-11-25, Streamable HTTP, Session Management: 404"),
    always_names_method: inferred(false, "of the stateless wire only"),
    signs_in: specified(
        SignsIn::WithTheRequest(MOST_SIGN_INS),
        "MCP 2025-11-25, Step-Up Authorization Flow: the request is repeated, a few times at most",
    ),
    stays_open: inferred(true, "MCP 2025-11-25, Lifecycle: a session serves many requests"),
    drops_rejected: inferred(false, "no clause asks for it"),
    legacy_transport: inferred(
        LegacyTransport::Never,
        "a client may, and need not (MCP 2025-11-25, Backwards Compatibility)",
    ),
};
