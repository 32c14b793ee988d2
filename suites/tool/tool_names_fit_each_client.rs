use super::tools;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "tool-names-fit-each-client",
    title: "the name of each tool is made of 1 to 64 letters, digits, `_` and `-`",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude takes no other names for tools. One that has a dot or a space, or is too long, was seen to take all \
          tools of its server away (users' threads); the connection itself looks healthy.",
    fix: "Write `_` for `.` and `/`, and keep names short: Claude Code puts the server's name in front.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains("\"tools/list\"") {
            answer.response.body =
                answer.response.body.replace("\"name\":\"echo\"", "\"name\":\"echo.text\"");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, tools) = tools(session).await?;
    for (at, tool) in tools.iter().enumerate() {
        let name = tool["name"].as_str().unwrap_or_default();
        ensure(is_name(name), || {
            let finding = Finding::new("1 to 64 letters, digits, `_` and `-`", format!("`{name}`"));
            finding.at_body(&exchange, format!("/result/tools/{at}/name"))
        })?;
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    (1..=64).contains(&name.len()) && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_plain_and_short() {
        assert!(is_name("create_issue-2"));
        assert!(!is_name("issues.create"));
        assert!(!is_name("créer"));
        assert!(!is_name(""));
        assert!(is_name(&"a".repeat(64)));
        assert!(!is_name(&"a".repeat(65)));
    }
}
