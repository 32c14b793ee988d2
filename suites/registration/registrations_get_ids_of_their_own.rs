use super::{accepted, bare};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registrations-get-ids-of-their-own",
    title: "two clients that register differently get two identifiers",
    level: Should,
    spec: &[RFC7591.should("3.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Where everybody gets the same identifier, a person's consent to one client holds for all of them, and the \
          redirect URIs of one are those of the others.",
    fix: "Make an identifier for each registration. If clients that ask for exactly the same may share one, so that \
          a client which registers again leaves no corpse, compare all that they ask for.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        let asked: Value = serde_json::from_str(&answer.request.body).unwrap_or_default();
        // Clients walk side by side, and those of one redirect URI are one.
        let uris = asked["redirect_uris"].to_string();
        let first = answer.memory.get(&uris).cloned();
        let given = answer.response.json().unwrap_or_default()["client_id"].clone();
        match first {
            None if given.is_string() => {
                answer.memory.insert(uris, given);
            }
            Some(id) if asked.get("client_name").is_none() => answer.set_member("client_id", id),
            _ => {}
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let first = accepted(session).await?;
    let second = bare(session).await?;
    let id = |exchange: &Exchange| exchange.response.json()?.get("client_id")?.as_str().map(str::to_owned);
    let (Some(one), Some(two)) = (id(&first), id(&second)) else {
        return Err(inapplicable("the server wants more than redirect URIs from a client that registers"));
    };
    ensure(one != two, || {
        Finding::new("another `client_id`", "that of a client with other metadata")
            .at_body(&second, "/client_id")
    })
}
