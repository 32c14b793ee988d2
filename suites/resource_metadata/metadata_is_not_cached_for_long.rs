use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "metadata-is-not-cached-for-long",
    title: "metadata may be kept by a cache for a day at most",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "What was mended in the metadata does not reach users whose cache still holds the old document: they had to \
          remove the server, or add it under another URL, to get a fresh one (users' threads).",
    fix: "Send `Cache-Control: max-age=3600` or less with both documents, and not the rule for static files with a hash \
          in their name (`max-age=31536000, immutable`).",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| {
        answer.response.headers.set("cache-control", "public, max-age=31536000, immutable");
    }),
    judge: |session| Box::pin(judge(session)),
};

const DAY: u64 = 86_400;

async fn judge(session: &dyn Session) -> Judgement {
    let mut documents = vec![super::document(session).await?];
    documents.extend(session.server_metadata().await);
    for document in documents {
        let fields: Vec<_> = document.exchange.response.headers.all("cache-control").collect();
        ensure(fields.iter().flat_map(|field| field.split(',')).all(is_short), || {
            let finding = Finding::new("`max-age` of a day at most", format!("`{}`", fields.join(", ")));
            finding.at_header(&document.exchange, "cache-control")
        })?;
    }
    Ok(())
}

/// Whether a directive lets no client keep a response for longer than a day (RFC 9111 §5.2.2.1).
fn is_short(directive: &str) -> bool {
    let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
    let seconds = value.trim().trim_matches('"').parse::<u64>();
    !name.trim().eq_ignore_ascii_case("max-age") || seconds.is_ok_and(|seconds| seconds <= DAY)
}
