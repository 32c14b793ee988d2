//! The `resource` of protected resource metadata: held against the MCP URL, and sent.

use suites::{
    client::{Matching, ResourceWriting},
    oauth::resource::covers,
};
use url::Url;

use super::{Player, failure::Failure};

impl Player<'_> {
    fn named_resource(&self) -> Option<&str> {
        self.discovered.resource_metadata.as_ref()?.get("resource")?.as_str()
    }

    /// Holds `resource` against the MCP URL, before anything is registered.
    pub(super) fn check_resource(&mut self) -> Result<(), Failure> {
        let Some(named) = self.named_resource() else { return Ok(()) };
        let mismatch = Failure::ResourceMismatch { resource: named.to_owned() };
        let Ok(resource) = Url::parse(named) else { return Err(mismatch) };
        if !covers(&resource, self.start.target) {
            return Err(mismatch);
        }
        let is_entered =
            resource.path().trim_end_matches('/') == self.start.target.path().trim_end_matches('/');
        if self.profile.resource.matching.value == Matching::AsEntered && !is_entered {
            self.loses("`resource` is not the URL as entered: documented as a mismatch, seen to work");
        }
        Ok(())
    }

    /// The `resource` that the client sends: the metadata's; without metadata none, or for a client that must name one the
    /// MCP URL.
    pub(super) fn resource(&self) -> Option<String> {
        let rules = &self.profile.resource;
        match (self.named_resource(), rules.writing.value) {
            (Some(named), ResourceWriting::AsNamed) => Some(named.to_owned()),
            (None, ResourceWriting::AsNamed) => rules.is_read.value.then(|| self.start.target.to_string()),
            (named, ResourceWriting::AsUrl) => Some(Url::parse(named?).ok()?.into()),
        }
    }
}
