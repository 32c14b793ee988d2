//! What the catalogue covers: the types that the two inventories, of requirements and of failures, have in common.

/// What the catalogue does about an entry of an inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// These checks decide it, by their ids.
    Covered(&'static [&'static str]),
    /// No check decides it, for this reason.
    Excluded(&'static str),
    /// A check could decide it, and there is none yet.
    Open,
}

impl Coverage {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covered(_) => "covered",
            Self::Excluded(_) => "excluded",
            Self::Open => "open",
        }
    }

    /// The ids of the checks that decide the entry.
    pub const fn checks(self) -> &'static [&'static str] {
        match self {
            Self::Covered(checks) => checks,
            Self::Excluded(_) | Self::Open => &[],
        }
    }
}

/// Entries of an inventory that belong together.
#[derive(Debug)]
pub struct Group<T: 'static> {
    /// What they have in common.
    pub title: &'static str,
    /// The entries, by number.
    pub entries: &'static [T],
}

/// The reasons for which more than one entry is excluded.
pub(crate) mod reason {
    pub(crate) const ADDRESS: &str = "A limit or a block by address is not seen from another address.";
    pub(crate) const CLIENT: &str = "The client's own doing, which a server neither causes nor mends.";
    pub(crate) const EXTENSION: &str = "An extension of MCP that no Claude client is known to use.";
    pub(crate) const FOREIGN_TOKENS: &str =
        "It takes a token that the server's own authorization server signs to order.";
    pub(crate) const HOSTED_DOCUMENT: &str =
        "It takes a document of our own on a public https host; a run has only those that Claude publishes.";
    pub(crate) const INSIDE: &str = "What a server does inside, or towards others, is not seen from outside.";
    pub(crate) const INTROSPECTION: &str =
        "Introspection is for resource servers; a client has no credentials for it.";
    pub(crate) const JWT_CLIENT: &str = "No Claude client authenticates by a JWT.";
    pub(crate) const LONG_WAIT: &str = "It takes a wait that is longer than a run may last.";
    pub(crate) const SCOPE_MODEL: &str =
        "It takes to know which operation needs which scope, and the server does not publish that.";
    pub(crate) const SECOND_RESOURCE: &str =
        "It takes a second resource of the same authorization server, of which a run knows nothing.";
    pub(crate) const SECOND_USER: &str = "It takes a second user, whom a run does not have.";
    pub(crate) const THEORY: &str =
        "A theory: reported, and neither traced nor repeated, so that no server is blamed for it.";
    pub(crate) const TOKEN_LIFETIME: &str =
        "It takes a wait for the end of a token, an hour as a rule: longer than a run may last.";
    pub(crate) const TOOL_CALLS: &str =
        "It takes the call of a tool of the server, and a run calls none: what it would do is not known.";
    pub(crate) const UPSTREAM: &str = "It takes a token of the service behind the server.";
}
