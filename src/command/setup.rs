//! From the options of `test` and `connect` to a server under test.

use std::{env, fs, net::SocketAddr, path::Path, time::Duration};

use suites::{client::Client, oauth::token::Secret, spec::Revision};
use url::Url;

pub(super) use crate::usage::target;
use crate::{
    approval::{self, Manner},
    claude::{Options, wrong_header},
    cli::Shared,
    har::Settings,
    subject::Subject,
    usage::{self, Usage},
    wire::{Limits, Setup},
};

/// The server under test, and what the user gave that must never be shown.
pub(super) struct Prepared {
    pub(super) subject: Subject,
    pub(super) secrets: Vec<String>,
    /// What a replay needs to know of them.
    pub(super) settings: Settings,
}

/// Reads the options.
pub(super) fn prepare(
    shared: &Shared,
    target: Url,
    clients: Vec<Client>,
    may_register: bool,
) -> Result<Prepared, Usage> {
    let mut options = Options { may_register, approvals: shared.approvals, ..Options::default() };
    options.token = secret("--token-env", shared.token_env.as_deref())?;
    if let Some(client_id) = &shared.client_id {
        let secret = secret("--client-secret-env", shared.client_secret_env.as_deref())?;
        options = options.pre_registered(client_id, secret.as_ref().map(Secret::reveal));
    }
    options.login = login(shared)?;
    options.login_origins.clone_from(&shared.login_origin);
    options.manner = if may_register { manner(shared)? } else { Manner::None };
    options.client_metadata_url = client_metadata_url(shared)?;
    options.setup = wire_setup(shared)?;
    let subject = Subject::of(&options, target, revision(&shared.spec)?, clients)?;
    let settings = Settings::of(&subject.brief, &options);
    Ok(Prepared { subject, secrets: options.secrets(), settings })
}

/// The clients of these names, each with an optional `@version`; that of the letter keeps to `revision` where it has none.
pub(super) fn clients(names: &[String], revision: Revision) -> Result<Vec<Client>, Usage> {
    let mut clients = names.iter().map(|name| client(name, revision)).collect::<Result<Vec<_>, _>>()?;
    if clients.is_empty() {
        return Ok(Client::CLAUDE.to_vec());
    }
    clients.sort();
    clients.dedup();
    Ok(clients)
}

/// The client of this name, with an optional `@version`; that of the letter keeps to `revision` where it has none.
pub(super) fn client(text: &str, by: Revision) -> Result<Client, Usage> {
    let (name, version) = text.split_once('@').map_or((text, None), |(name, version)| (name, Some(version)));
    let client = usage::named("client", name, &Client::ALL.map(|client| (client.name(), client)))?;
    if let Client::Spec(_) = client {
        return Ok(Client::Spec(version.map_or(Ok(by), revision)?));
    }
    let known = client.profile().version;
    match version {
        Some(version) if version != known => Err(Usage::UnknownName {
            kind: "version of this client",
            name: version.to_owned(),
            suggestion: Some(format!("{name}@{known}")),
            known: format!("`{known}`"),
        }),
        _ => Ok(client),
    }
}

/// The revision of this name.
pub(super) fn revision(name: &str) -> Result<Revision, Usage> {
    usage::named("revision", name, &Revision::ALL.map(|revision| (revision.name(), revision)))
}

fn manner(shared: &Shared) -> Result<Manner, Usage> {
    let text = shared.approve.as_str();
    match text.split_once('=') {
        Some(("command", command)) if !command.trim().is_empty() => Ok(Manner::Command(command.to_owned())),
        _ => {
            let known = [("auto", 0), ("browser", 1), ("manual", 2), ("none", 3), ("command=CMD", 4)];
            Ok(match usage::named("manner of approval", text, &known)? {
                0 => Manner::Auto,
                1 => {
                    approval::installed_browser().map_err(Usage::Other)?;
                    Manner::Browser { headed: shared.headed }
                }
                2 => Manner::Manual,
                3 => Manner::None,
                _ => {
                    return Err(Usage::Value {
                        option: "--approve",
                        form: "`command=` and a command",
                        value: text.into(),
                    });
                }
            })
        }
    }
}

/// A client identifier that is a URL (draft-ietf-oauth-client-id-metadata-document, section 3): https, with a path.
fn client_metadata_url(shared: &Shared) -> Result<Option<String>, Usage> {
    let Some(text) = &shared.client_metadata_url else { return Ok(None) };
    let is_usable = |url: &Url| url.scheme() == "https" && url.path() != "/" && url.fragment().is_none();
    let (option, form) = ("--client-metadata-url", "an https URL with a path");
    if Url::parse(text).is_ok_and(|url| is_usable(&url)) {
        return Ok(Some(text.clone()));
    }
    Err(Usage::Value { option, form, value: text.clone() })
}

/// The secret in the environment variable that `option` names.
fn secret(option: &'static str, name: Option<&str>) -> Result<Option<Secret>, Usage> {
    let Some(name) = name else { return Ok(None) };
    let value = env::var(name).ok().filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| Usage::Variable { option, name: name.to_owned() })?;
    Ok(Some(Secret::new(value)))
}

fn login(shared: &Shared) -> Result<Vec<(String, String)>, Usage> {
    let mut lines = shared.login.clone();
    if let Some(path) = &shared.login_file {
        let text = read(path)?;
        lines.extend(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
    }
    lines.iter().map(|line| pair("--login", line)).collect()
}

/// `FIELD=VALUE`; the value is not repeated in the error, it may be a password.
fn pair(option: &'static str, text: &str) -> Result<(String, String), Usage> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let pair = pair.map(|(name, value)| (name.to_owned(), value.to_owned()));
    pair.ok_or_else(|| Usage::Value { option, form: "FIELD=VALUE", value: "…".into() })
}

fn header(text: &str) -> Result<(String, String), Usage> {
    let (name, value) = text.split_once(':').ok_or_else(wrong_header)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn wire_setup(shared: &Shared) -> Result<Setup, Usage> {
    let headers = shared.headers.iter().map(|text| header(text)).collect::<Result<_, _>>()?;
    let authorities = shared
        .ca
        .iter()
        .map(|path| read(path).map(String::into_bytes))
        .collect::<Result<_, _>>()?;
    let resolve = shared.resolve.iter().map(|text| resolution(text)).collect::<Result<_, _>>()?;
    let patience = Duration::from_secs(shared.timeout);
    let limits = Limits { patience, requests: shared.max_requests, ..Limits::default() };
    Ok(Setup { authorities, resolve, insecure: shared.insecure, headers, limits, ..Setup::default() })
}

/// `HOST:PORT:ADDRESS`.
fn resolution(text: &str) -> Result<(String, SocketAddr), Usage> {
    let parts: Vec<_> = text.splitn(3, ':').collect();
    let parsed = match parts[..] {
        [host, port, address] => {
            let address = address.trim_matches(['[', ']']).parse().ok();
            port.parse()
                .ok()
                .zip(address)
                .map(|(port, address)| (host.to_owned(), SocketAddr::new(address, port)))
        }
        _ => None,
    };
    parsed.ok_or_else(|| Usage::Value {
        option: "--resolve",
        form: "HOST:PORT:ADDRESS",
        value: text.to_owned(),
    })
}

pub(super) fn read(path: &Path) -> Result<String, Usage> {
    fs::read_to_string(path).map_err(|error| Usage::File {
        path: path.display().to_string(),
        verb: "read",
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_named_with_or_without_its_version() {
        let named = |name| client(name, Revision::V2025_11_25);
        assert_eq!(named("claude-code@2.1.330"), Ok(Client::ClaudeCode));
        assert_eq!(named("mcp-remote"), Ok(Client::McpRemote));
        let told = named("claude-cod").expect_err("unknown").to_string();
        assert!(told.contains("did you mean `claude-code`?"), "{told}");
        assert!(named("claude-code@1.0.0").is_err());
        assert_eq!(named("spec"), Ok(Client::Spec(Revision::V2025_11_25)));
        assert_eq!(named("spec@2025-03-26"), Ok(Client::Spec(Revision::V2025_03_26)));
        assert!(named("spec@1").is_err());
    }

    #[test]
    fn an_address_takes_the_place_of_a_name() {
        let expected = ("h.example".to_owned(), SocketAddr::from(([127, 0, 0, 1], 443)));
        assert_eq!(resolution("h.example:443:127.0.0.1"), Ok(expected));
        assert!(resolution("h.example:443:[::1]").is_ok());
        assert!(resolution("h.example:127.0.0.1").is_err());
    }
}
