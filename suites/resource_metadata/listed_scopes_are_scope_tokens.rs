use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "listed-scopes-are-scope-tokens",
    title: "each entry of `scopes_supported` is one scope, without space, quote or backslash",
    level: Must,
    spec: &[RFC6749.must("3.3").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client joins the entries with spaces. One with a space inside becomes two scopes that nobody knows, and an \
          authorization server may answer `invalid_scope` to all of them.",
    fix: "List each scope by itself, as a string: `[\"read\", \"write\"]`, not `[\"read write\"]`.",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| {
        answer.set_member("scopes_supported", json!(["mcp:read mcp:write"]));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(listed) = document.json.get("scopes_supported").and_then(Value::as_array) else {
        return Err(inapplicable("the metadata list no scopes"));
    };
    for (at, scope) in listed.iter().enumerate() {
        ensure(scope.as_str().is_some_and(is_scope_token), || {
            let finding = Finding::new("one scope", format!("`{scope}`"));
            finding.at_body(&document.exchange, format!("/scopes_supported/{at}"))
        })?;
    }
    Ok(())
}

fn is_scope_token(scope: &str) -> bool {
    !scope.is_empty() && scope.chars().all(|char| char.is_ascii_graphic() && !matches!(char, '"' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::is_scope_token;

    #[test]
    fn a_scope_is_one_word_of_visible_ascii() {
        assert!(is_scope_token("https://graph.example/User.Read"));
        assert!(is_scope_token("mcp:tools:*"));
        assert!(!is_scope_token("a b"));
        assert!(!is_scope_token("\"a\""));
        assert!(!is_scope_token("lesen:alle-schlüssel"));
        assert!(!is_scope_token(""));
    }
}
