use super::{dead_client, rename_error};
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "unknown-client-is-signalled",
    title: "a token request of an unknown client is answered with the error `invalid_client`",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Registration,
    why: "Clients keep their `client_id` for ever. When the server has lost it, by a restart or a clean-up, \
          mcp-remote registers anew on `invalid_client` (recorded), Claude Web too (documented); on any other answer \
          they come back with the dead identifier until somebody deletes it by hand. RFC 6749 section 5.2 has the error \
          and leaves it to the server what it looks for first.",
    fix: "Look up the client before the code and answer `invalid_client`; keep registrations in a store that \
          survives a restart. Supabase answered 422 without an `error`; better-auth looks for the code first.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        rename_error(answer, "authorization_code", "invalid_client", 400, "invalid_request");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = dead_client(session).await?;
    ensure(error_code(&exchange.response).as_deref() == Some("invalid_client"), || {
        Finding::new("the error `invalid_client`", answer(&exchange)).at_body(&exchange, "/error")
    })
}
