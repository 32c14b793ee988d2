use crate::{json::named_json, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-has-json-content-type",
    title: "authorization server metadata has the content type `application/json`",
    level: Must,
    spec: &[RFC8414.must("3.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "The Claude clients parse the body whatever it is called; other clients refuse a document under another name.",
    fix: "Set `Content-Type: application/json`. A static file without an extension needs the type in the web server's \
          settings: nginx `default_type application/json`, Vercel and Netlify `headers`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.response.headers.set("content-type", "application/octet-stream")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    named_json(&super::document(session).await?.exchange)
}
