use super::{changed_refresh, is_refresh};
use crate::{
    prelude::*,
    steps::grants::{Renewal, granted, scopes},
};

pub(super) const CHECK: Check = Check {
    id: "refresh-does-not-widen-the-scope",
    title: "a refresh that asks for more than was granted does not get it",
    level: Must,
    spec: &[RFC6749.must("6"), OAUTH_2_1.must("4.3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "What the person approved would be worth nothing: any client could ask for little and help itself to the \
          rest afterwards.",
    fix: "Compare `scope` of a refresh with what was granted, and answer what goes beyond it with `invalid_scope`, or \
          leave it out.",
    fault: Fault::at(&[Endpoint::Token])
        .request(|asked| {
            if let Some(scope) = asked.request.form_field("scope") {
                asked.memory.insert(asked.request.body.clone(), json!(scope));
                asked.request.set_form_field("scope", None);
            }
        })
        .response(|answer| {
            if is_refresh(answer)
                && answer.response.is_success()
                && let Some(scope) = answer.memory.get(&answer.request.body).cloned()
            {
                answer.set_member("scope", scope);
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed_refresh(session, Renewal::Wider).await?;
    if granted(&exchange).is_none() {
        return Ok(());
    }
    let asked = exchange.request.form_field("scope").unwrap_or_default();
    let more = asked.split(' ').next_back().unwrap_or_default();
    let got = scopes(&exchange)
        .ok_or_else(|| inapplicable("the answer does not show which scope the refreshed token has"))?;
    ensure(!got.contains(more), || {
        Finding::new("`invalid_scope`, or the scope as it was", format!("tokens with `{more}`"))
            .at_body(&exchange, "/scope")
    })
}
