//! The parts of a surface: one file each.

/// A part of what a server shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The answer to a POST without a token.
    ChallengePost,
    /// The answer to a GET without a token.
    ChallengeGet,
    /// The answer to a token that nobody issued.
    ChallengeUnknownToken,
    /// Protected resource metadata where the challenge says, if that is a place of its own.
    ResourceMetadataNamed,
    /// Protected resource metadata at the well-known location of the MCP URL (RFC 9728 §3.1).
    ResourceMetadata,
    /// Protected resource metadata at the root.
    ResourceMetadataRoot,
    /// Authorization server metadata (RFC 8414 §3.1).
    ServerMetadata,
    /// The same, as `OpenID` Connect discovery with the issuer's path inserted.
    OpenidConfiguration,
    /// The same, behind the issuer's path (`OpenID` Connect Discovery 1.0 §4.1).
    OpenidConfigurationAppended,
    /// The answer to a registration.
    Registration,
    /// The answer to a token request.
    Token,
    /// The tools.
    Tools,
}

use Part::{
    ChallengeGet, ChallengePost, ChallengeUnknownToken, OpenidConfiguration, OpenidConfigurationAppended,
    Registration, ResourceMetadata, ResourceMetadataNamed, ResourceMetadataRoot, ServerMetadata, Token,
    Tools,
};

impl Part {
    /// The parts, in the order in which a client meets them.
    pub const ALL: [Self; 12] = [
        ChallengePost,
        ChallengeGet,
        ChallengeUnknownToken,
        ResourceMetadataNamed,
        ResourceMetadata,
        ResourceMetadataRoot,
        ServerMetadata,
        OpenidConfiguration,
        OpenidConfigurationAppended,
        Registration,
        Token,
        Tools,
    ];

    /// Its name: that of its file, and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            ChallengePost => "challenge-post",
            ChallengeGet => "challenge-get",
            ChallengeUnknownToken => "challenge-unknown-token",
            ResourceMetadataNamed => "resource-metadata-named",
            ResourceMetadata => "resource-metadata",
            ResourceMetadataRoot => "resource-metadata-root",
            ServerMetadata => "server-metadata",
            OpenidConfiguration => "openid-configuration",
            OpenidConfigurationAppended => "openid-configuration-appended",
            Registration => "registration",
            Token => "token",
            Tools => "tools",
        }
    }

    /// What it is, in a few words.
    pub const fn title(self) -> &'static str {
        match self {
            ChallengePost => "the answer to a POST without a token",
            ChallengeGet => "the answer to a GET without a token",
            ChallengeUnknownToken => "the answer to a token that nobody issued",
            ResourceMetadataNamed => "protected resource metadata where only the challenge names it",
            ResourceMetadata => "protected resource metadata at the well-known location of the MCP URL",
            ResourceMetadataRoot => "protected resource metadata at the root",
            ServerMetadata => "authorization server metadata",
            OpenidConfiguration => "OpenID discovery, the path of the issuer inserted",
            OpenidConfigurationAppended => "OpenID discovery behind the path of the issuer",
            Registration => "the answer to a registration",
            Token => "the answer to a token request",
            Tools => "the tools",
        }
    }

    /// Whether the authorization server shows it.
    pub const fn is_of_authorization_server(self) -> bool {
        matches!(
            self,
            ServerMetadata | OpenidConfiguration | OpenidConfigurationAppended | Registration | Token
        )
    }

    /// Whether it is a metadata document.
    pub const fn is_metadata(self) -> bool {
        matches!(
            self,
            ResourceMetadataNamed
                | ResourceMetadata
                | ResourceMetadataRoot
                | ServerMetadata
                | OpenidConfiguration
                | OpenidConfigurationAppended
        )
    }
}
