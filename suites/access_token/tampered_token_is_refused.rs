use super::{refuses, replace_token};
use crate::{access::accepted, prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "tampered-token-is-refused",
    title: "an access token with another signature than it was given opens nothing",
    level: Must,
    spec: &[RFC9068.must("4"), MCP.must("basic/authorization#token-handling")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A server that decodes a token and does not verify it takes any that somebody writes: whoever can reach it is \
          whoever they like.",
    fix: "Verify the signature with the keys of the authorization server's `jwks_uri` before a claim is read: `verify`, \
          not `decode`. Look an opaque token up as a whole.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        replace_token(asked, |_, token| token.strip_suffix(ADDED).map(str::to_owned));
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Three bytes more in base64url: behind a signature, another signature, and behind an opaque token another token.
const ADDED: &str = "AAAA";

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, control) = accepted(session).await?;
    let token = format!("{}{ADDED}", tokens.grant.access_token.reveal());
    refuses(session, &control.url, &token, "the token with four characters more at its end").await
}
