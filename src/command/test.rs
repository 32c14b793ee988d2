//! `test`: judge a server.

use std::{path::Path, process::ExitCode, sync::Arc, time::Instant};

use jiff::tz::TimeZone;
use suites::client::Client;

use super::{
    baseline, github_actions, interruption,
    output::{Output, outputs},
    progress,
    recording::{self, Replay},
    runtime,
    setup::{self, Prepared},
};
use crate::{
    bench,
    cli::Test,
    deregistration::deregister,
    report::{self, FORMATS, Report},
    runner::{self, Selection},
    usage::{self, Usage},
    wire::Redaction,
};

/// Runs `test`.
///
/// # Errors
/// What the user asked wrongly.
pub fn run(options: &Test) -> Result<ExitCode, Usage> {
    let outputs = outputs(&options.shared.format, FORMATS)?;
    let (url, filter) = url_and_filter(options);
    let selection = selection(options, filter)?;
    if let Some(path) = &options.recording.replay {
        return replay(options, path, url.as_deref(), &selection, &outputs);
    }
    let clients = setup::clients(&options.client, setup::revision(&options.shared.spec)?)?;
    if is_listed(options, &clients, &selection)? {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(url) = url {
        let prepared = setup::prepare(&options.shared, setup::target(&url)?, clients, !options.read_only)?;
        return judge(options, prepared, &selection, &outputs);
    }
    let server = bench::start("127.0.0.1:0", None)
        .map_err(|error| Usage::Other(format!("the bundled server did not start: {error}")))?;
    let target = server.url().clone();
    let prepared = setup::prepare(&options.shared, target, clients, !options.read_only)?;
    judge(options, prepared, &selection, &outputs)
}

/// Whether only the names were asked for, which are then printed; a wrong use where none is left.
fn is_listed(options: &Test, clients: &[Client], selection: &Selection) -> Result<bool, Usage> {
    if !runner::selects_any(clients, selection) {
        return Err(Usage::Other(
            "no check is left by the filter, `--skip` and `--suite`; `list` shows them all".into(),
        ));
    }
    if options.list {
        runner::list(clients, selection);
    }
    Ok(options.list)
}

/// Judges what a recording tells.
fn replay(
    options: &Test,
    path: &Path,
    url: Option<&str>,
    selection: &Selection,
    outputs: &[Output],
) -> Result<ExitCode, Usage> {
    if let Some(url) = url {
        let told = format!("`--replay` judges the server of the recording: leave `{url}` out");
        return Err(Usage::Other(told));
    }
    let prepared = Replay::read(path)?.prepare(&options.client)?;
    if is_listed(options, &prepared.subject.brief.clients, selection)? {
        return Ok(ExitCode::SUCCESS);
    }
    judge(options, prepared, selection, outputs)
}

/// A single word that is no URL filters the checks of the bundled server.
fn url_and_filter(options: &Test) -> (Option<String>, Option<String>) {
    match &options.url {
        Some(word) if options.filter.is_none() && !word.contains("://") && !word.contains(['.', '/']) => {
            (None, Some(word.clone()))
        }
        url => (url.clone(), options.filter.clone()),
    }
}

fn selection(options: &Test, filter: Option<String>) -> Result<Selection, Usage> {
    let known: Vec<_> = suites::ALL.iter().map(|suite| (suite.id, suite.id)).collect();
    for name in &options.suite {
        usage::named("suite", name, &known)?;
    }
    Ok(Selection {
        filter,
        exact: options.exact,
        skip: options.skip.clone(),
        suites: options.suite.clone(),
        threads: options.test_threads,
    })
}

fn judge(
    options: &Test,
    prepared: Prepared,
    selection: &Selection,
    outputs: &[Output],
) -> Result<ExitCode, Usage> {
    let (began, started) = (jiff::Timestamp::now(), Instant::now());
    let baseline = baseline::of(options)?;
    let (subject, secrets) = (Arc::new(prepared.subject), prepared.secrets);
    let runtime = runtime();
    interruption::listen(&runtime, &subject.wire);
    progress::announce(&subject, selection);
    let run = runner::run(&subject, selection, runtime.handle(), &progress::told(&subject.wire));
    progress::clear();
    let duration_ms = u64::try_from(started.elapsed().as_millis()).expect("a run lasts less than an age");
    if let Some(path) = &options.recording.record {
        recording::write(path, &subject, &prepared.settings, &secrets)?;
    }
    if !options.keep_registrations {
        runtime.block_on(deregister(&subject.wire));
    }
    let exchanges = subject.wire.recording().exchanges();
    let redaction = Redaction::new(exchanges.iter().map(AsRef::as_ref), secrets);
    let today = TimeZone::UTC.to_datetime(began).date();
    let report = Report::new(&subject, &run, &redaction, began, duration_ms);
    let report = report.beside(&baseline, &run.records, today, &redaction);
    let (deny, own) = (options.deny.into(), report.own_words());
    for output in outputs {
        let render = |report: &Report| output.render(report, deny, options.verbose);
        output.write(&redaction.scan(&render(&report), &render(&own)))?;
    }
    github_actions::tell(outputs, |format| {
        let render = |report: &Report| format.render(report, deny, false);
        redaction.scan(&render(&report), &render(&own))
    })?;
    // Standard input may still be waited for.
    runtime.shutdown_background();
    if let Some(path) = &options.write_baseline {
        baseline::write(path, &baseline, &run.records, deny)?;
    }
    Ok(ExitCode::from(report::exit_code_beside(&run, deny, &baseline, today)))
}
