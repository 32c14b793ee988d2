//! Pure builders and parsers for what OAuth puts on the wire.

pub mod authorization;
pub mod challenge;
pub mod claims;
pub mod forgery;
pub mod guess;
pub mod jwt;
pub mod pkce;
pub mod public_key;
pub mod resource;
pub mod token;
pub mod well_known;
