use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "challenge-is-one-bearer",
    title: "the 401 carries one Bearer challenge, in the grammar and with parameters that stand once",
    level: Must,
    spec: &[RFC6750.must("3"), RFC9110.must("11.6.1")],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "The challenge says where the sign-in begins. Without one, Claude Code and mcp-remote try the well-known \
          paths (recorded); Claude Web is documented to do so too, and yet users read `Couldn't reach the MCP server`. \
          A `Basic` challenge stops Claude Code's health check.",
    fix: "Send `WWW-Authenticate: Bearer resource_metadata=\"…\", scope=\"…\"`: values in quotes, commas between \
          them, nothing twice. TypeScript SDK: `requireBearerAuth({ resourceMetadataUrl })`. Behind Amazon API \
          Gateway the field arrives as `x-amzn-remapped-www-authenticate`: use an HTTP proxy integration, or serve the \
          metadata at the well-known paths. Let no gate in front answer with a challenge of its own.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        super::edit_challenge(answer, |challenge| {
            challenge
                .parameters
                .extend([("realm", "a"), ("realm", "b")].map(|(name, value)| (name.into(), value.into())));
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

const FIELD: &str = "www-authenticate";
const RENAMED: &str = "x-amzn-remapped-www-authenticate";

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = super::refusal(session).await?;
    let finding =
        |observed: String| Finding::new("one Bearer challenge", observed).at_header(&exchange, FIELD);
    let mut challenges = Vec::new();
    for value in exchange.response.headers.all(FIELD) {
        challenges.extend(challenge::parse(value).map_err(|reason| finding(format!("`{value}`: {reason}")))?);
    }
    let bearers: Vec<_> = challenges.iter().filter(|challenge| challenge.is_bearer()).collect();
    match bearers.as_slice() {
        [] if exchange.response.headers.first(RENAMED).is_some() => {
            Err(Finding::new("one Bearer challenge", format!("`{RENAMED}` in its place"))
                .at_header(&exchange, RENAMED)
                .into())
        }
        [] => Err(finding(schemes(&challenges)).into()),
        [bearer] => bearer.deviation().map_or(Ok(()), |observed| Err(finding(observed).into())),
        several => Err(finding(format!("{} of them", several.len())).into()),
    }
}

fn schemes(challenges: &[challenge::Challenge]) -> String {
    let schemes: Vec<_> = challenges.iter().map(|challenge| format!("`{}`", challenge.scheme)).collect();
    if schemes.is_empty() { "no challenge".into() } else { format!("only {}", schemes.join(", ")) }
}
