//! Responses that no cache may keep.

use crate::{
    check::{Finding, Judgement, ensure},
    exchange::Exchange,
};

/// Passes where the response is marked `Cache-Control: no-store` (RFC 9111 §5.2.2.5).
pub(crate) fn ensure_not_stored(exchange: &Exchange) -> Judgement {
    let fields: Vec<_> = exchange.response.headers.all("cache-control").collect();
    let mut directives = fields.iter().flat_map(|field| field.split(','));
    ensure(directives.any(|directive| directive.trim().eq_ignore_ascii_case("no-store")), || {
        let observed = if fields.is_empty() {
            "no such header field".into()
        } else {
            format!("`{}`", fields.join(", "))
        };
        Finding::new("`Cache-Control: no-store`", observed).at_header(exchange, "cache-control")
    })
}
