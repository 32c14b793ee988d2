use crate::{
    consent::{MARKUP, holds_markup},
    prelude::*,
    steps::browser_request,
};

pub(super) const CHECK: Check = Check {
    id: "error-pages-escape-parameters",
    title: "markup in a parameter is shown as text by the page that complains of it",
    level: Must,
    spec: &[RFC6749.must("10.14")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Whoever makes a person open a link puts a script of their own into a page of the authorization server, which \
          reads what the person types and sends what they could.",
    fix: "Let the template escape every value, or name the parameter and not its value; send errors that are no page as \
          `application/json` or `text/plain`.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if let Some(id) = answer.request.query("client_id").filter(|id| id.contains("<claude")) {
            answer.response.body.push_str(&id);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let inspection = session.inspection().await?;
    let stranger = format!("https://attacker.example/{MARKUP}");
    let requests = [
        inspection.clone().with("client_id", Some(MARKUP)),
        inspection.with("redirect_uri", Some(&stranger)).with("scope", Some(MARKUP)),
    ];
    for request in requests {
        let exchange = session.visit(browser_request(request.url)).await?;
        ensure(!holds_markup(&exchange), || {
            Finding::new("the value of a parameter as text", "its quotation mark and its tag as they came")
                .at_body(&exchange, "")
        })?;
    }
    Ok(())
}
