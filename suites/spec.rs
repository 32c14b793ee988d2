//! The documents that bind a server, and the clauses in them: the only place with RFC numbers and their addresses.

use crate::level::Level;

/// A revision of the Model Context Protocol, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Revision {
    /// 2025-03-26, the first with authorization.
    V2025_03_26,
    /// 2025-06-18, which brought protected resource metadata.
    V2025_06_18,
    /// 2025-11-25.
    V2025_11_25,
    /// 2026-07-28, the stateless wire.
    V2026_07_28,
}

impl Revision {
    /// Every revision with authorization, oldest first.
    pub const ALL: [Self; 4] = [Self::V2025_03_26, Self::V2025_06_18, Self::V2025_11_25, Self::V2026_07_28];

    /// The date by which the protocol calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
            Self::V2026_07_28 => "2026-07-28",
        }
    }

    /// The revision of a `protocolVersion`; of one between or beyond those known here, the nearest before it.
    pub fn spoken_as(version: &str) -> Self {
        let older = Self::ALL.iter().rev().find(|revision| revision.name() <= version);
        older.copied().unwrap_or(Self::V2025_03_26)
    }
}

/// A specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name as people cite it.
    pub name: &'static str,
    /// Its address; `{revision}` stands for the revision of MCP.
    url: &'static str,
    /// What stands between the address and a section; empty where sections have no address.
    anchor: &'static str,
}

/// The Model Context Protocol; sections are pages and headings below the revision's address.
pub const MCP: Document =
    Document { name: "MCP", url: "https://modelcontextprotocol.io/specification/{revision}", anchor: "/" };
/// MCP before it had authorization.
pub const MCP_2024_11_05: Document = Document {
    name: "MCP 2024-11-05",
    url: "https://modelcontextprotocol.io/specification/2024-11-05",
    anchor: "/",
};
/// The security guide of MCP, to which its authorization chapter binds a server.
pub const SECURITY_BEST_PRACTICES: Document = Document {
    name: "MCP Security Best Practices",
    url: "https://modelcontextprotocol.io/docs/{revision}/tutorials/security/security_best_practices",
    anchor: "#",
};
/// MCP's extension for clients without a person.
pub const CLIENT_CREDENTIALS: Document = extension(
    "MCP OAuth Client Credentials",
    "https://github.com/modelcontextprotocol/ext-auth/blob/main/specification/draft/oauth-client-credentials.mdx",
);
/// MCP's extension for companies that manage access themselves.
pub const ENTERPRISE_MANAGED_AUTHORIZATION: Document = extension(
    "MCP Enterprise-Managed Authorization",
    "https://github.com/modelcontextprotocol/ext-auth/blob/main/specification/stable/enterprise-managed-authorization.mdx",
);
/// MCP's profile of RFC 9449 (SEP-1932), a draft.
pub const DPOP_PROFILE: Document =
    extension("MCP DPoP", "https://github.com/modelcontextprotocol/modelcontextprotocol/pull/1932");
/// MCP's extension for workloads (SEP-1933), a draft.
pub const WORKLOAD_IDENTITY: Document = extension(
    "MCP Workload Identity Federation",
    "https://github.com/modelcontextprotocol/modelcontextprotocol/pull/1933",
);
/// Client ID metadata documents, in the draft that MCP names.
pub const CIMD_00: Document = Document {
    name: "Client ID Metadata Document 00",
    url: "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-00",
    anchor: "#section-",
};
/// Client ID metadata documents, in the draft after it.
pub const CIMD_01: Document = Document {
    name: "Client ID Metadata Document 01",
    url: "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-01",
    anchor: "#section-",
};
/// OpenID Connect Discovery.
pub const OPENID_DISCOVERY: Document = Document {
    name: "OpenID Connect Discovery 1.0",
    url: "https://openid.net/specs/openid-connect-discovery-1_0.html",
    anchor: "#",
};
/// OpenID Connect Dynamic Client Registration.
pub const OPENID_REGISTRATION: Document = Document {
    name: "OpenID Connect Registration 1.0",
    url: "https://openid.net/specs/openid-connect-registration-1_0.html",
    anchor: "#",
};
/// How browsers fetch, with CORS.
pub const FETCH: Document = Document { name: "Fetch", url: "https://fetch.spec.whatwg.org/", anchor: "#" };
/// OAuth 2.1 (draft-ietf-oauth-v2-1-13).
pub const OAUTH_2_1: Document = Document {
    name: "OAuth 2.1",
    url: "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-13",
    anchor: "#section-",
};
/// The OAuth 2.0 Authorization Framework.
pub const RFC6749: Document = rfc("RFC 6749", "https://www.rfc-editor.org/rfc/rfc6749");
/// Bearer Token Usage.
pub const RFC6750: Document = rfc("RFC 6750", "https://www.rfc-editor.org/rfc/rfc6750");
/// Token Revocation.
pub const RFC7009: Document = rfc("RFC 7009", "https://www.rfc-editor.org/rfc/rfc7009");
/// JSON Web Key.
pub const RFC7517: Document = rfc("RFC 7517", "https://www.rfc-editor.org/rfc/rfc7517");
/// JSON Web Token.
pub const RFC7519: Document = rfc("RFC 7519", "https://www.rfc-editor.org/rfc/rfc7519");
/// Client Authentication by a JWT.
pub const RFC7523: Document = rfc("RFC 7523", "https://www.rfc-editor.org/rfc/rfc7523");
/// Dynamic Client Registration.
pub const RFC7591: Document = rfc("RFC 7591", "https://www.rfc-editor.org/rfc/rfc7591");
/// Dynamic Client Registration Management.
pub const RFC7592: Document = rfc("RFC 7592", "https://www.rfc-editor.org/rfc/rfc7592");
/// Proof Key for Code Exchange.
pub const RFC7636: Document = rfc("RFC 7636", "https://www.rfc-editor.org/rfc/rfc7636");
/// Token Introspection.
pub const RFC7662: Document = rfc("RFC 7662", "https://www.rfc-editor.org/rfc/rfc7662");
/// OAuth 2.0 for Native Apps.
pub const RFC8252: Document = rfc("RFC 8252", "https://www.rfc-editor.org/rfc/rfc8252");
/// Authorization Server Metadata.
pub const RFC8414: Document = rfc("RFC 8414", "https://www.rfc-editor.org/rfc/rfc8414");
/// Resource Indicators.
pub const RFC8707: Document = rfc("RFC 8707", "https://www.rfc-editor.org/rfc/rfc8707");
/// Best Current Practice for JSON Web Tokens.
pub const RFC8725: Document = rfc("RFC 8725", "https://www.rfc-editor.org/rfc/rfc8725");
/// The JWT profile of access tokens.
pub const RFC9068: Document = rfc("RFC 9068", "https://www.rfc-editor.org/rfc/rfc9068");
/// HTTP Semantics.
pub const RFC9110: Document = rfc("RFC 9110", "https://www.rfc-editor.org/rfc/rfc9110");
/// Authorization Server Issuer Identification.
pub const RFC9207: Document = rfc("RFC 9207", "https://www.rfc-editor.org/rfc/rfc9207");
/// Recommendations for TLS.
pub const RFC9325: Document = rfc("RFC 9325", "https://www.rfc-editor.org/rfc/rfc9325");
/// Demonstrating Proof of Possession.
pub const RFC9449: Document = rfc("RFC 9449", "https://www.rfc-editor.org/rfc/rfc9449");
/// Best Current Practice for OAuth 2.0 Security.
pub const RFC9700: Document = rfc("RFC 9700", "https://www.rfc-editor.org/rfc/rfc9700");
/// Protected Resource Metadata.
pub const RFC9728: Document = rfc("RFC 9728", "https://www.rfc-editor.org/rfc/rfc9728");

const fn rfc(name: &'static str, url: &'static str) -> Document {
    Document { name, url, anchor: "#section-" }
}

const fn extension(name: &'static str, url: &'static str) -> Document {
    Document { name, url, anchor: "" }
}

impl Document {
    /// A clause that demands ("MUST", "MUST NOT", "REQUIRED").
    pub const fn must(self, section: &'static str) -> Clause {
        self.clause(section, Level::Must)
    }

    /// A clause that recommends ("SHOULD", "SHOULD NOT").
    pub const fn should(self, section: &'static str) -> Clause {
        self.clause(section, Level::Should)
    }

    /// A clause that permits ("MAY", "OPTIONAL").
    pub const fn may(self, section: &'static str) -> Clause {
        self.clause(section, Level::May)
    }

    const fn clause(self, section: &'static str, keyword: Level) -> Clause {
        Clause {
            document: self,
            section,
            keyword,
            since: Revision::V2025_03_26,
            until: Revision::V2026_07_28,
        }
    }
}

/// One clause of a document: where the keyword stands, and for which revisions of MCP it binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The document.
    pub document: Document,
    /// The section's number, or for MCP `page#heading`.
    pub section: &'static str,
    /// How strongly it binds.
    pub keyword: Level,
    /// The first revision that it binds.
    pub since: Revision,
    /// The last revision that it binds.
    pub until: Revision,
}

impl Clause {
    /// The same clause, binding from `revision` on.
    #[must_use]
    pub const fn since(self, revision: Revision) -> Self {
        Self { since: revision, ..self }
    }

    /// The same clause, binding up to `revision`.
    #[must_use]
    pub const fn until(self, revision: Revision) -> Self {
        Self { until: revision, ..self }
    }

    /// Whether a server that speaks `revision` is bound.
    pub fn binds(&self, revision: Revision) -> bool {
        self.since <= revision && revision <= self.until
    }

    /// The address at which it can be read, for MCP in the newest revision that it binds.
    pub fn url(&self) -> String {
        let Document { url, anchor, .. } = self.document;
        let url = url.replace("{revision}", self.until.name());
        let section = if anchor.is_empty() { "" } else { self.section };
        format!("{url}{anchor}{section}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_of_the_revision_before_it() {
        assert_eq!(Revision::spoken_as("2025-06-18"), Revision::V2025_06_18);
        assert_eq!(Revision::spoken_as("2025-12-01"), Revision::V2025_11_25);
        assert_eq!(Revision::spoken_as("2024-11-05"), Revision::V2025_03_26);
        assert_eq!(Revision::spoken_as(""), Revision::V2025_03_26);
    }

    #[test]
    fn a_clause_knows_its_address_and_range() {
        assert_eq!(RFC9728.must("3.3").url(), "https://www.rfc-editor.org/rfc/rfc9728#section-3.3");
        let clause = MCP.must("basic/authorization#token-handling").until(Revision::V2025_06_18);
        assert_eq!(
            clause.url(),
            "https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization#token-handling"
        );
        assert!(clause.binds(Revision::V2025_03_26));
        assert!(!clause.binds(Revision::V2026_07_28));
    }
}
