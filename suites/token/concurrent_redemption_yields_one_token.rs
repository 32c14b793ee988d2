use std::{collections::BTreeSet, future::poll_fn, sync::Arc, task::Poll};

use super::redemption;
use crate::{
    fault::{Answered, Asked},
    prelude::*,
    query,
    steps::grants::granted,
};

pub(super) const CHECK: Check = Check {
    id: "concurrent-redemption-yields-one-token",
    title: "a code that is redeemed several times at once yields tokens once",
    level: Must,
    spec: &[OAUTH_2_1.must("4.1.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "A code that two requests find unused is redeemed twice. The thief of a code need not be first then, but \
          only quick; and Claude Code, which sends the same code once more after an error, holds two grants.",
    fix: "Take the code from the store in the same step that reads it: `DELETE … RETURNING`, `GETDEL` in Redis, a \
          transaction. A cache that is the same everywhere only after a while, as Cloudflare's KV, cannot do it.",
    fault: Fault::at(&[Endpoint::Consent, Endpoint::Token]).request(count).response(redeem_again),
    judge: |session| Box::pin(judge(session)),
};

/// How many requests are sent at once.
const TIMES: usize = 4;

/// All are the same request, so that a replay may give their answers in any order. One that succeeds is the control.
async fn judge(session: &dyn Session) -> Judgement {
    let (_, request) = redemption(session).await?;
    let mut waiting: Vec<_> = (0..TIMES).map(|_| session.send(request.clone())).collect();
    let mut answers = Vec::new();
    poll_fn(|context| {
        waiting.retain_mut(|answer| match answer.as_mut().poll(context) {
            Poll::Ready(answer) => {
                answers.push(answer);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
    let token = |exchange: &Arc<Exchange>| Some(granted(exchange)?.access_token.reveal().to_owned());
    let tokens: BTreeSet<_> = answers.iter().filter_map(token).collect();
    let Some(last) = answers.iter().rfind(|exchange| granted(exchange).is_some()) else {
        return Err(Obstacle::control("none of the requests was answered with tokens").into());
    };
    ensure(tokens.len() == 1, || {
        let observed = format!("{} access tokens for {TIMES} requests at once", tokens.len());
        Finding::new("one access token", observed).at_status(last)
    })
}

/// Counts how often the same request came for a code that was issued.
fn count(asked: &mut Asked<'_>) {
    let code = asked.request.form_field("code").unwrap_or_default();
    if asked.memory.contains_key(&code) {
        let times = asked.memory.get(&asked.request.body).and_then(Value::as_u64).unwrap_or(0);
        asked.memory.insert(asked.request.body.clone(), json!(times + 1));
    }
}

/// Remembers the codes that are issued, and gives tokens for the same request each time.
fn redeem_again(answered: &mut Answered<'_>) {
    let location = answered.response.headers.first("location").and_then(|location| Url::parse(location).ok());
    let code = location.and_then(|location| query::value(&location, "code"));
    answered.memory.extend(code.map(|code| (code, Value::Bool(true))));
    let times = answered.memory.get(&answered.request.body).and_then(Value::as_u64);
    if times > Some(1) && !answered.response.is_success() {
        let second = json!({"access_token": "a second one", "token_type": "Bearer"});
        *answered.response = Response::json_with(200, &second);
    }
}
