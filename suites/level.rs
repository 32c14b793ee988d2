//! How strongly a behaviour is demanded.

/// How strongly a behaviour is demanded (BCP 14), or that only the clients demand it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// "MUST", "MUST NOT", "REQUIRED".
    Must,
    /// No clause demands it, but a Claude client breaks or degrades without it.
    Interop,
    /// "SHOULD", "SHOULD NOT", "RECOMMENDED".
    Should,
    /// "MAY", "OPTIONAL".
    May,
}

impl Level {
    /// Its name in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Interop => "interop",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}
