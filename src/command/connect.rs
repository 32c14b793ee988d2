//! `connect`: play one client.

use std::{
    fmt::Write as _,
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use anstyle::{AnsiColor, Style};
use suites::{
    client::Client,
    exchange::Exchange,
    session::{Outcome, Walk},
};

use super::{
    interruption,
    output::{outputs, print},
    recording::{self, Replay},
    runtime,
    setup::{self, Prepared},
};
use crate::{
    claude::{Afterwards, Call},
    cli::Connect,
    report::{Format, WalkReport, json, walked},
    text::{labelled, plain, shortened, wrapped},
    usage::Usage,
    wire::Redaction,
};

const FORMATS: &[(&str, Format)] = &[("human", Format::Human), ("json", Format::Json)];
const FAINT: Style = Style::new().dimmed();

/// The columns that text behind a label is wrapped to.
const WIDTH: usize = 84;

/// Runs `connect`.
///
/// # Errors
/// What the user asked wrongly.
pub fn run(options: &Connect) -> Result<ExitCode, Usage> {
    let outputs = outputs(&options.shared.format, FORMATS)?;
    let mut prepared = prepared(options)?;
    prepared.subject.afterwards = afterwards(options)?;
    let (subject, secrets) = (Arc::new(prepared.subject), prepared.secrets);
    let client = subject.brief.clients[0];
    let is_shown = outputs.iter().any(|output| output.format == Format::Human && output.file.is_none());
    if is_shown {
        let known = Mutex::new(Redaction::new([], secrets.clone()));
        subject.wire.observe(Box::new(move |exchange| {
            let mut known = known.lock().expect("nothing panics with the lock");
            known.add(exchange);
            print(&known.apply(&line(exchange)));
        }));
    }
    let runtime = runtime();
    interruption::listen(&runtime, &subject.wire);
    let walk = runtime.block_on(subject.walk_of(client));
    // Standard input may still be waited for.
    runtime.shutdown_background();
    if let Some(path) = &options.recording.record {
        recording::write(path, &subject, &prepared.settings, &secrets)?;
    }
    let exchanges = subject.wire.recording().exchanges();
    let redaction = Redaction::new(exchanges.iter().map(AsRef::as_ref), secrets);
    let report = walked(&walk, &subject.brief.target, exchanges.iter().map(AsRef::as_ref), &redaction);
    let own = report.own_words();
    for output in &outputs {
        let render = |report: &WalkReport| match output.format {
            Format::Json => json::render(report),
            _ => end(&walk, report),
        };
        output.write(&redaction.scan(&render(&report), &render(&own)))?;
    }
    Ok(ExitCode::from(match walk.outcome {
        Outcome::Connected | Outcome::Degraded => 0,
        Outcome::Failed | Outcome::Stalled => 1,
        Outcome::Unknown => 3,
    }))
}

/// The server and the client: those of the command line, or of a recording.
fn prepared(options: &Connect) -> Result<Prepared, Usage> {
    if let Some(path) = &options.recording.replay {
        return Replay::read(path)?.prepare(options.client.as_slice());
    }
    let url = options.url.as_deref().expect("the command line demands it");
    let client = options.client.as_deref().expect("the command line demands it");
    let client = setup::client(client, setup::revision(&options.shared.spec)?)?;
    setup::prepare(&options.shared, setup::target(url)?, vec![client], true)
}

/// What the client's user does after the walk, in the order in which one would.
fn afterwards(options: &Connect) -> Result<Vec<Afterwards>, Usage> {
    let call = options.call.clone().map(|tool| call(tool, &options.arguments)).transpose()?;
    let grant_scopes = options.scopes_again.then_some(Afterwards::GrantScopes);
    let use_again = options.again_after.map(Duration::from_secs).map(Afterwards::UseAgain);
    let sign_out = options.logout.then_some(Afterwards::SignOut);
    Ok([call.map(Afterwards::CallTool), grant_scopes, use_again, sign_out]
        .into_iter()
        .flatten()
        .collect())
}

fn call(tool: Option<String>, arguments: &str) -> Result<Call, Usage> {
    let arguments = serde_json::from_str(arguments).ok().filter(serde_json::Value::is_object);
    let (option, form) = ("--arguments", "a JSON object");
    // What stands there may be a secret: it is not repeated.
    let arguments = arguments.ok_or_else(|| Usage::Value { option, form, value: "…".into() })?;
    Ok(Call { tool, arguments })
}

/// One line for an exchange, as it ends.
fn line(exchange: &Exchange) -> String {
    let status = match &exchange.failure {
        Some(failure) => plain(failure),
        None => exchange.response.status.to_string(),
    };
    let by = exchange.request.by.name();
    let what = message(exchange).map_or(String::new(), |message| format!(" {message}"));
    format!(
        "{:>3} {FAINT}{by:<10}{FAINT:#} {} {}{what} → {status} {FAINT}{} ms{FAINT:#}\n",
        exchange.index, exchange.request.method, exchange.request.url, exchange.duration_ms
    )
}

/// The JSON-RPC method or the grant that a request carries.
fn message(exchange: &Exchange) -> Option<String> {
    let body: Option<serde_json::Value> = serde_json::from_str(&exchange.request.body).ok();
    let method = body.and_then(|body| body.get("method")?.as_str().map(str::to_owned));
    method.or_else(|| exchange.request.form_field("grant_type"))
}

/// How it ended, in the client's words and in ours.
fn end(walk: &Walk, report: &WalkReport) -> String {
    let color = match walk.outcome {
        Outcome::Connected => AnsiColor::Green,
        Outcome::Degraded | Outcome::Unknown => AnsiColor::Yellow,
        Outcome::Failed | Outcome::Stalled => AnsiColor::Red,
    };
    let style = color.on_default().bold();
    let mut text = format!("\n{style}{} {}: {}", walk.client.title(), report.version, report.outcome);
    let is_connected = matches!(walk.outcome, Outcome::Connected | Outcome::Degraded);
    if !is_connected {
        let _ = write!(text, " at {}", report.stage);
    }
    let _ = writeln!(text, "{style:#}");
    let message: Vec<_> = report.message.lines().map(str::to_owned).collect();
    let mut facts = Vec::new();
    // The client by the letter has no user, and no words of its own.
    if !matches!(walk.client, Client::Spec(_)) {
        facts.push(("its user sees", message));
    }
    facts.push(("what happened", wrapped(&report.explanation, WIDTH)));
    if is_connected {
        facts.push(("tools", wrapped(&report.tools.join(", "), WIDTH)));
        let called = report.called.iter();
        facts.extend(called.map(|called| {
            ("tool call", wrapped(&format!("{}: {}", called.tool, shortened(&called.result, 600)), WIDTH))
        }));
    }
    for (label, lines) in &facts {
        text += &labelled(label, lines);
    }
    text
}
