//! What the user gave for sign-in forms, and where it may go.

use std::fmt;

use url::{Origin, Url};

use super::page::Field;

/// The values for a sign-in form, and the origins that may have them.
#[derive(Clone, Default)]
pub struct Login {
    values: Vec<(String, String)>,
    origins: Vec<Origin>,
}

impl Login {
    /// These values; the authorization server's origin may have them.
    pub const fn new(values: Vec<(String, String)>) -> Self {
        Self { values, origins: Vec::new() }
    }

    /// The same values, which these origins may have too.
    #[must_use]
    pub fn also_at(mut self, origins: impl IntoIterator<Item = Origin>) -> Self {
        self.origins.extend(origins);
        self
    }

    /// The value for a field: it goes by its name, its id, its purpose (`autocomplete`) or its type.
    pub(super) fn value(&self, field: &Field) -> Option<&str> {
        let names = [&field.name, &field.id, &field.autocomplete, &field.kind];
        names.into_iter().filter(|name| !name.is_empty()).find_map(|name| {
            let found = self.values.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str())
        })
    }

    /// Whether the values may go to `url` where the authorization server is at `server`.
    pub(super) fn may_go_to(&self, url: &Url, server: &Url) -> bool {
        let origin = url.origin();
        origin == server.origin() || self.origins.contains(&origin)
    }

    /// The origins besides the authorization server's that may have the values.
    pub(super) fn origins(&self) -> impl Iterator<Item = String> {
        self.origins.iter().map(Origin::ascii_serialization)
    }

    /// Which of `fields` a person would have to fill in and cannot, in the words of the command line.
    pub(super) fn missing<'a>(&self, fields: impl IntoIterator<Item = &'a Field>) -> Option<String> {
        let missing = fields.into_iter().filter(|field| field.is_open() && self.value(field).is_none());
        let names: Vec<_> = missing.map(|field| format!("`--login {}=…`", field.label())).collect();
        (!names.is_empty()).then(|| format!("the sign-in form wants {}", names.join(" ")))
    }
}

impl From<Vec<(String, String)>> for Login {
    fn from(values: Vec<(String, String)>) -> Self {
        Self::new(values)
    }
}

/// The names only: the values are secret.
impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.iter().map(|(name, _)| name).collect();
        formatter.debug_struct("Login").field("names", &names).finish_non_exhaustive()
    }
}
