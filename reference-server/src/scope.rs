use std::fmt;

use serde::{Deserialize, Serialize};

/// A set of scope values (RFC 6749 section 3.3), in the order in which they were named first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct Scope(Vec<String>);

impl Scope {
    /// Reads the space-separated list.
    pub(crate) fn parse(list: &str) -> Self {
        let mut values: Vec<String> = Vec::new();
        for value in list.split(' ').filter(|value| !value.is_empty()) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        Self(values)
    }

    /// Only the values that are in `other` too.
    pub(crate) fn within(&self, other: &Self) -> Self {
        Self(self.0.iter().filter(|value| other.0.contains(value)).cloned().collect())
    }

    /// The values of both.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let mut all = self.clone();
        all.0.extend(other.0.iter().filter(|value| !self.0.contains(value)).cloned());
        all
    }

    /// Is every value of `other` in this set?
    pub(crate) fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|value| self.0.contains(value))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn values(&self) -> &[String] {
        &self.0
    }
}

impl From<String> for Scope {
    fn from(list: String) -> Self {
        Self::parse(&list)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_set() {
        assert_eq!(Scope::parse(" b a  b ").to_string(), "b a");
        assert!(Scope::parse("  ").is_empty());
    }

    #[test]
    fn sets_compare_by_value_not_by_prefix() {
        let all = Scope::parse("mcp:read mcp:write");
        assert_eq!(Scope::parse("mcp mcp:write x").within(&all).to_string(), "mcp:write");
        assert_eq!(Scope::parse("b a").with(&Scope::parse("a c")).to_string(), "b a c");
        assert!(all.covers(&Scope::parse("mcp:write mcp:read")));
        assert!(!all.covers(&Scope::parse("mcp:read mcp")));
    }
}
