use crate::{
    oauth::resource::is_loopback,
    prelude::*,
    spec::CIMD_01,
    steps::{NOWHERE, refuses},
};

pub(super) const CHECK: Check = Check {
    id: "metadata-documents-come-from-public-hosts",
    title: "a client whose metadata document would be on the server's own network is refused, without a request there",
    level: Must,
    spec: &[CIMD_01.must("6.5").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Anybody can name any URL as a client. A server that asks it makes requests in its own network for strangers, \
          and an error page that says how the connection failed maps that network for them.",
    fix: "Resolve the host first and connect to none but global addresses, redirects included; the same error page \
          for whatever goes wrong.",
    fault: Fault::at(&[Endpoint::Authorization])
        .response(|answer| {
            if answer.request.query("client_id").is_some_and(|id| id == RESERVED) {
                *answer.response = Response::html_with(400, "<p>connect ENETUNREACH 240.0.0.1:443</p>");
            }
        })
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

/// A document on the server's own machine.
const LOOPBACK: &str = "https://127.0.0.1/claude-conformance/client.json";

/// For a server on the machine of the person who tests it: an address that is nobody's (RFC 6890 §2.2.2).
const RESERVED: &str = "https://240.0.0.1/claude-conformance/client.json";

/// What systems say of a connection that was tried.
const TRIED: [&str; 6] = [
    "ECONNREFUSED",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "onnection refused",
    "etwork is unreachable",
    "o route to host",
];

async fn judge(session: &dyn Session) -> Judgement {
    session.reads_documents().await?;
    let document = if is_loopback(&session.issuer().await?) { RESERVED } else { LOOPBACK };
    let exchange = session.page_for(document).await?;
    let expected = format!("a refusal of the client `{document}` before any connection");
    ensure(refuses(&exchange)?, || Finding::new(expected.clone(), exchange.summary()).at_status(&exchange))?;
    let other = session.page_for(NOWHERE).await?;
    let told = |words: &&str| exchange.response.body.contains(words) && !other.response.body.contains(words);
    let told = TRIED.into_iter().find(told);
    told.map_or(Ok(()), |words| {
        let observed = format!("an error that says `{words}`");
        Err(Finding::new(expected, observed).at_body(&exchange, "").into())
    })
}
