use axum::{
    Extension,
    response::{IntoResponseParts, ResponseParts},
};

/// What an answer means beyond its status, for the log and the metrics.
///
/// An endpoint puts it into its answer, and whoever observes all answers finds it there. So no endpoint knows who counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A client registered itself.
    ClientRegistered,
    /// Tokens were issued for a grant of this type.
    TokensIssued(&'static str),
    /// The request was refused with this registered error code.
    Refused(&'static str),
}

impl IntoResponseParts for Outcome {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        Extension(self).into_response_parts(parts)
    }
}
