use crate::{client::Client, prelude::*, steps::browser_request};

pub(super) const CHECK: Check = Check {
    id: "metadata-document-bounds-the-redirect-uri",
    title: "a redirect URI that the client's metadata document does not list gets no redirect",
    level: Must,
    spec: &[MCP
        .must("basic/authorization/client-registration#implementation-requirements")
        .since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Everybody may name Claude's document. The list in it is all that keeps the codes of Claude's users from \
          somebody else's address.",
    fix: "Compare the redirect URI with `redirect_uris` of the document as a string, ports on the loopback interface \
          excepted, before anything is redirected; show an error page otherwise.",
    fault: Fault::at(&[Endpoint::Authorization])
        .response(|answer| {
            let by_document = answer.request.query("client_id").is_some_and(|id| id.ends_with(DOCUMENT));
            let target = answer.request.query("redirect_uri").unwrap_or_default();
            if by_document && answer.response.status == 400 {
                *answer.response = Response { status: 302, ..Response::default() };
                answer.response.headers.add("location", format!("{target}?error=invalid_request"));
            }
        })
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

/// How the address of the document ends whose client is played: not that of the first client of a run, which another
/// check sends to a stranger.
const DOCUMENT: &str = "/claude-code-client-metadata";

/// A redirect URI that no document lists.
const STRANGER: &str = "https://attacker.example/callback";

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.takes_document_of(Client::ClaudeCode).await?;
    let request = session.inspection_of(&client).await?.with("redirect_uri", Some(STRANGER));
    let exchange = session.visit(browser_request(request.url)).await?;
    let target = exchange.redirect();
    let strays = target.is_some_and(|target| target.as_str().starts_with(STRANGER));
    ensure(!strays, || {
        let observed = format!("status {} to `{STRANGER}`", exchange.response.status);
        Finding::new("an error page that stays where it is", observed).at_header(&exchange, "location")
    })
}
