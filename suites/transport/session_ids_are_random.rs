use super::session_opened;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "session-ids-are-random",
    title: "the ids of sessions cannot be told from one another's",
    level: Must,
    spec: &[SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "An id that is counted up, or made of the time, is guessed from the one before, and with it the session of \
          somebody else is spoken in or listened to.",
    fix: "Take random ids (`crypto.randomUUID()`, `uuid4`), not counters, times or UUIDs of version 1; and bind \
          each session to the user whose token opened it.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let Some(id) = answer.response.headers.first("mcp-session-id").map(str::to_owned) else { return };
        if answer.request.body.contains("\"random-1\"") {
            answer.memory.insert("id".into(), json!(id));
        } else if answer.request.body.contains("\"random-2\"")
            && let Some(first) = answer.memory.get("id").and_then(Value::as_str)
        {
            answer.response.headers.set("mcp-session-id", first);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Random ids differ in more characters than this, however short they are.
const FEW: usize = 5;

async fn judge(session: &dyn Session) -> Judgement {
    let (_, first) = session_opened(session).await?;
    let mut ids = vec![first];
    for again in ["random-1", "random-2"] {
        let opening = session.another_opening(again).await?;
        let Some(id) = opening.session_id.clone() else { continue };
        let nearest = ids.iter().map(|other| difference(other, &id)).min().unwrap_or(usize::MAX);
        ensure(nearest > FEW, || {
            let observed = match nearest {
                0 => "the same twice".to_owned(),
                count => format!("two that differ in {count} of their characters"),
            };
            Finding::new("ids that have nothing in common", observed)
                .at_header(&opening.exchange, "mcp-session-id")
        })?;
        ids.push(id);
    }
    Ok(())
}

/// In how many places two ids differ. The names that stand for them in a recording tell only whether they are the same.
fn difference(one: &str, other: &str) -> usize {
    if one != other && [one, other].iter().all(|id| id.starts_with("redacted")) {
        return usize::MAX;
    }
    let places = one.chars().zip(other.chars()).filter(|(one, other)| one != other).count();
    places + one.len().abs_diff(other.len())
}

#[cfg(test)]
mod tests {
    use super::{FEW, difference};

    #[test]
    fn a_counter_and_a_clock_are_told_from_chance() {
        assert!(difference("session-9", "session-10") <= FEW);
        let clock = ["c3a1b2d0-c9f5-11f0-8de9-0242ac120002", "c3a1f3e8-c9f5-11f0-8de9-0242ac120002"];
        assert!(difference(clock[0], clock[1]) <= FEW);
        let random = ["5b2791f3-a969-458b-91b6-a17f8ae461dd", "e311ccf8-a98e-4bbb-ad6b-4d91e4fe71ab"];
        assert!(difference(random[0], random[1]) > FEW);
        assert!(difference("redacted31", "redacted32") > FEW);
        assert_eq!(difference("redacted31", "redacted31"), 0);
    }
}
