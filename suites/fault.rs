//! A fault: one deviation from a conforming server, as a rewrite of a request or a response of one.
//!
//! A server that sends wrong things is made by editing the response; a server that accepts wrong things by healing
//! the request before the conforming server sees it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::exchange::{Request, Response};

/// An endpoint of the conforming server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The MCP endpoint.
    Mcp,
    /// The protected resource metadata below the path of the MCP endpoint.
    ResourceMetadata,
    /// The protected resource metadata at the root.
    RootResourceMetadata,
    /// The authorization server metadata, at the location of RFC 8414 and at that of `OpenID` Connect Discovery.
    ServerMetadata,
    /// The registration endpoint.
    Registration,
    /// The authorization endpoint.
    Authorization,
    /// The page behind the approve link.
    Consent,
    /// The token endpoint.
    Token,
    /// The page on which the person signs in.
    SignIn,
    /// The keys by which access tokens are signed.
    KeySet,
    /// Where a registered client is read, changed and deleted (RFC 7592).
    ClientConfiguration,
    /// The revocation endpoint.
    Revocation,
    /// The introspection endpoint.
    Introspection,
    /// Any other path.
    Elsewhere,
}

/// A deviation at some endpoints.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The endpoints whose exchanges are rewritten.
    pub at: &'static [Endpoint],
    /// What happens to a request before the conforming server sees it.
    pub request: Option<fn(&mut Asked<'_>)>,
    /// What happens to the response of the conforming server.
    pub response: Option<fn(&mut Answered<'_>)>,
    /// Whether the conforming server behind it takes client ID metadata documents, so that clients that have one do not
    /// register.
    pub takes_documents: bool,
}

/// What a fault remembers between requests.
pub type Memory = BTreeMap<String, Value>;

/// A request on its way to the conforming server.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The request, to be edited.
    pub request: &'a mut Request,
    /// What the fault remembers.
    pub memory: &'a mut Memory,
}

/// A response on its way back.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The endpoint that answered.
    pub endpoint: Endpoint,
    /// The request as the client sent it.
    pub request: &'a Request,
    /// The response, to be edited.
    pub response: &'a mut Response,
    /// What the fault remembers.
    pub memory: &'a mut Memory,
}

impl Fault {
    /// A fault at these endpoints that does nothing yet.
    pub const fn at(at: &'static [Endpoint]) -> Self {
        Self { at, request: None, response: None, takes_documents: false }
    }

    /// The same fault, healing requests by `heal`.
    #[must_use]
    pub const fn request(self, heal: fn(&mut Asked<'_>)) -> Self {
        Self { request: Some(heal), ..self }
    }

    /// The same fault, editing responses by `edit`.
    #[must_use]
    pub const fn response(self, edit: fn(&mut Answered<'_>)) -> Self {
        Self { response: Some(edit), ..self }
    }

    /// The same fault in front of a server that takes client ID metadata documents.
    #[must_use]
    pub const fn before_documents(self) -> Self {
        Self { takes_documents: true, ..self }
    }
}

impl Answered<'_> {
    /// Edits a JSON body; a body that is none stays as it is.
    pub fn edit_json(&mut self, edit: impl FnOnce(&mut Value)) {
        if let Ok(mut body) = serde_json::from_str(&self.response.body) {
            edit(&mut body);
            self.response.body = body.to_string();
        }
    }

    /// Sets a top-level member of a JSON body.
    pub fn set_member(&mut self, name: &str, value: Value) {
        self.edit_json(|body| body[name] = value);
    }

    /// Removes a top-level member of a JSON body.
    pub fn remove_member(&mut self, name: &str) {
        self.edit_json(|body| {
            body.as_object_mut().map(|members| members.remove(name));
        });
    }
}
