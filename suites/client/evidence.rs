//! A value of a profile with the evidence for it.

/// A value with the evidence for it.
#[derive(Clone, Copy, Debug)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// What kind of evidence stands behind it.
    pub evidence: Evidence,
    /// Where the evidence can be read.
    pub source: &'static str,
}

/// How a value came to be known, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Seen on the wire of the real client.
    Recorded,
    /// Stated in the vendor's documentation.
    Documented,
    /// Stated by the vendor's staff in a public thread.
    Staff,
    /// Seen in a user's server log.
    Logged,
    /// Reported by users, not confirmed.
    Reported,
    /// Concluded from other evidence, not seen.
    Inferred,
    /// Asked for by a clause, of a client that follows the letter.
    Specified,
}

impl Evidence {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Documented => "documented",
            Self::Staff => "staff statement",
            Self::Logged => "user's log",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
            Self::Specified => "specified",
        }
    }
}

/// A value that was recorded.
pub const fn recorded<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Recorded, source }
}

/// A value that the documentation states.
pub const fn documented<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Documented, source }
}

/// A value that staff stated.
pub const fn staff<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Staff, source }
}

/// A value from a user's log.
pub const fn logged<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Logged, source }
}

/// A value that users report.
pub const fn reported<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Reported, source }
}

/// A value that a clause asks for.
pub const fn specified<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Specified, source }
}

/// A value that was concluded.
pub const fn inferred<T: Copy>(value: T, source: &'static str) -> Sourced<T> {
    Sourced { value, evidence: Evidence::Inferred, source }
}
