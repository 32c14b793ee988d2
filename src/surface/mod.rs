//! What a server shows to those who come to connect: its challenges, its metadata, the shape of what it answers to a
//! registration and a token request, and its tools. `snapshot` keeps it, `compare` holds two against each other.

mod answer;
mod canonical;
mod difference;
pub mod file;
pub mod human;
mod matter;
mod origin;
mod part;
mod redaction;
pub mod shown;
mod taking;
#[cfg(test)]
mod tests;

use serde_json::Value;
use suites::obstacle::Obstacle;
use url::Url;

pub use canonical::canonical;
pub use difference::{Change, Difference, differences, whole};
pub use part::Part;
pub use redaction::{RULES, Rule};
pub use taking::take;

use crate::wire::Redaction;

/// What a server shows.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The MCP URL.
    pub target: Url,
    /// The parts, in order.
    pub parts: Vec<Taken>,
}

/// A part of a surface, or why it could not be taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Which.
    pub part: Part,
    /// What it is.
    pub content: Result<Value, Unseen>,
}

/// Why a part could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Whether the server was asked and did not go along: that is a fact about it, and no obstacle.
    pub is_refused: bool,
    /// The reason.
    pub reason: String,
}

impl From<Obstacle> for Unseen {
    fn from(obstacle: Obstacle) -> Self {
        Self { is_refused: matches!(obstacle, Obstacle::Step { .. }), reason: obstacle.to_string() }
    }
}

impl Surface {
    /// The surface in its canonical form, its own origin under a name and without secrets: what a snapshot keeps.
    #[must_use]
    pub fn kept(&self, redaction: &Redaction) -> Self {
        let origin = origin::origin(&self.target);
        let kept = self.map(|_, value| {
            let change = |text: &str| {
                let text = origin::named(&redaction.apply(text), &origin, origin::ORIGIN);
                origin::without_loopback_ports(&text, &self.target)
            };
            canonical(&canonical::with_strings(value, &change))
        });
        let hidden = |taken: Taken| Taken {
            content: taken
                .content
                .map_err(|unseen| Unseen { reason: redaction.apply(&unseen.reason), ..unseen }),
            ..taken
        };
        Self { target: self.shown_target(redaction), parts: kept.parts.into_iter().map(hidden).collect() }
    }

    /// The MCP URL without what is secret in it.
    fn shown_target(&self, redaction: &Redaction) -> Url {
        Url::parse(&redaction.apply(self.target.as_str())).unwrap_or_else(|_| {
            let mut target = self.target.clone();
            target.set_query(None);
            target
        })
    }

    /// A kept surface with everything under a name that is another for every server and the same to every client: the
    /// issuer's origin, the path of the MCP URL, the paths of the endpoints.
    #[must_use]
    pub fn comparable(&self) -> Self {
        let issuer = self.issuer();
        self.map(|part, value| {
            let is_own = issuer == origin::ORIGIN;
            let change = |text: &str| {
                let text = origin::path_named(text, self.target.path());
                // A server that is its own issuer calls itself so where it speaks as one.
                let speaks = !is_own || part.is_of_authorization_server();
                if speaks { origin::named(&text, &issuer, origin::ISSUER) } else { text }
            };
            let value = canonical::with_strings(value, &change);
            canonical(&without_paths(&value))
        })
    }

    /// The origin of the issuer as the metadata of a kept surface write it; the server's own where they name none.
    fn issuer(&self) -> String {
        let documents = self.parts.iter().filter_map(|taken| taken.content.as_ref().ok());
        let mut named =
            documents.filter_map(|value| value.pointer("/body/authorization_servers/0")?.as_str());
        let issuer = named.next().unwrap_or(origin::ORIGIN);
        let host = issuer.find("//").map_or(0, |at| at + 2);
        let end = issuer[host..].find('/').map_or(issuer.len(), |at| host + at);
        issuer[..end].to_owned()
    }

    fn map(&self, change: impl Fn(Part, &Value) -> Value) -> Self {
        let taken = |Taken { part, content }: &Taken| Taken {
            part: *part,
            content: content.as_ref().map(|value| change(*part, value)).map_err(Clone::clone),
        };
        Self { parts: self.parts.iter().map(taken).collect(), ..self.clone() }
    }
}

/// The value without the paths of the endpoints and pages that it names: each server has its own, and clients read them.
fn without_paths(value: &Value) -> Value {
    let is_url = |name: &str| {
        name.ends_with("_endpoint") || name.ends_with("_uri") || name.ends_with("_documentation")
    };
    let shortened = |text: &str| {
        let origin = [origin::ORIGIN, origin::ISSUER].into_iter().find(|origin| text.starts_with(origin));
        origin.map_or_else(|| text.to_owned(), |origin| format!("{origin}/…"))
    };
    match value {
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let value = match value {
                    Value::String(text) if is_url(name) => Value::String(shortened(text)),
                    value => without_paths(value),
                };
                (name.clone(), value)
            };
            Value::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    }
}
