//! From the options of `test` and `connect` to a server under test.

use std::{env, fs, net::SocketAddr, path::Path, time::Duration};

use suites::{
    client::Client,
    oauth::{
        resource::is_loopback,
        token::{ClientAuthentication, Credentials, Secret},
    },
    spec::Revision,
};
use url::{Origin, Url};

use crate::{
    approval::{self, Approver, Login, Manner},
    cli::Shared,
    subject::{Brief, Subject},
    usage::{self, Usage},
    wire::{Limits, Setup, Wire},
};

/// The server under test, and what the user gave that must never be shown.
pub(super) struct Prepared {
    pub(super) subject: Subject,
    pub(super) secrets: Vec<String>,
}

/// Reads the options.
pub(super) fn prepare(
    shared: &Shared,
    target: Url,
    clients: Vec<Client>,
    may_register: bool,
) -> Result<Prepared, Usage> {
    let token = shared
        .token_env
        .as_deref()
        .map(|name| variable("--token-env", name))
        .transpose()?
        .map(Secret::new);
    let credentials = credentials(shared)?;
    let login = login(shared)?;
    let headers = shared.headers.iter().map(|text| header(text)).collect::<Result<Vec<_>, _>>()?;
    let secrets = token
        .iter()
        .chain(credentials.iter().filter_map(|credentials| credentials.client_secret.as_ref()));
    let secrets = secrets.map(|secret| secret.reveal().to_owned());
    let secrets = secrets.chain(login.iter().chain(&headers).map(|(_, value)| value.clone()));
    // Of `Bearer …` also the credentials alone.
    let secrets =
        secrets.chain(headers.iter().filter_map(|(_, value)| Some(value.split_once(' ')?.1.to_owned())));
    let secrets = secrets.collect();
    let wire = Wire::new(&target, &wire_setup(shared, headers)?).map_err(Usage::Other)?;
    let manner = if may_register { manner(shared)? } else { Manner::None };
    let asks_nobody = matches!(manner, Manner::Auto | Manner::Browser { .. });
    let fallback = if asks_nobody { 40 } else { clients.len() };
    let origins = shared.login_origin.iter().map(|text| origin(text)).collect::<Result<Vec<_>, _>>()?;
    let login = Login::new(login).also_at(origins);
    let approver = Approver::new(manner, login, shared.approvals.unwrap_or(fallback));
    let brief = Brief {
        target,
        revision: revision(&shared.spec)?,
        clients,
        credentials,
        token,
        client_metadata_url: client_metadata_url(shared)?,
        may_register,
    };
    Ok(Prepared { subject: Subject::new(brief, wire, approver), secrets })
}

/// The URL that a user would paste into a client.
pub(super) fn target(text: &str) -> Result<Url, Usage> {
    let wrong =
        |reason: &str| Usage::Target { text: text.to_owned(), reason: reason.to_owned(), suggestion: None };
    let url = match Url::parse(text) {
        Ok(url) if url.has_host() => url,
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            let reason = "it has no scheme".into();
            return Err(Usage::Target { text: text.to_owned(), reason, suggestion: completed(text) });
        }
        Err(error) => return Err(wrong(&error.to_string())),
    };
    match url.scheme() {
        "http" | "https" if url.username().is_empty() && url.password().is_none() => Ok(url),
        // What stands there may be a password: the URL is not repeated.
        "http" | "https" => {
            Err(Usage::Other("the URL carries a user name or password, and no MCP client sends them".into()))
        }
        scheme => Err(wrong(&format!("its scheme is `{scheme}`"))),
    }
}

/// `text` with the scheme that was probably meant.
fn completed(text: &str) -> Option<String> {
    let with = |scheme: &str| Url::parse(&format!("{scheme}://{text}")).ok().filter(Url::has_host);
    let url = with("https").filter(|_| text.contains(['.', ':']))?;
    if is_loopback(&url) { with("http").map(String::from) } else { Some(url.into()) }
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

/// An origin: a URL of it.
fn origin(text: &str) -> Result<Origin, Usage> {
    let origin = Url::parse(text).ok().map(|url| url.origin()).filter(Origin::is_tuple);
    let (option, form) = ("--login-origin", "a URL like `https://login.example.com`");
    origin.ok_or_else(|| Usage::Value { option, form, value: text.to_owned() })
}

fn variable(option: &'static str, name: &str) -> Result<String, Usage> {
    let value = env::var(name).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| Usage::Variable { option, name: name.to_owned() })
}

fn credentials(shared: &Shared) -> Result<Option<Credentials>, Usage> {
    let Some(client_id) = &shared.client_id else { return Ok(None) };
    let secret = shared
        .client_secret_env
        .as_deref()
        .map(|name| variable("--client-secret-env", name))
        .transpose()?;
    // The SDKs show a static secret by Basic; what a profile prefers stands above it.
    let method = if secret.is_some() { ClientAuthentication::Basic } else { ClientAuthentication::None };
    Ok(Some(Credentials { client_id: client_id.clone(), client_secret: secret.map(Secret::new), method }))
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
    let wrong = || Usage::Value { option: "--header", form: "`NAME: VALUE`", value: "…".into() };
    let (name, value) = text.split_once(':').ok_or_else(wrong)?;
    let is_name = reqwest::header::HeaderName::from_bytes(name.trim().as_bytes()).is_ok();
    let is_value = reqwest::header::HeaderValue::from_str(value.trim()).is_ok();
    if is_name && is_value { Ok((name.trim().to_owned(), value.trim().to_owned())) } else { Err(wrong()) }
}

fn wire_setup(shared: &Shared, headers: Vec<(String, String)>) -> Result<Setup, Usage> {
    let authorities = shared
        .ca
        .iter()
        .map(|path| read(path).map(String::into_bytes))
        .collect::<Result<_, _>>()?;
    let resolve = shared.resolve.iter().map(|text| resolution(text)).collect::<Result<_, _>>()?;
    let patience = Duration::from_secs(shared.timeout);
    let limits = Limits { patience, requests: shared.max_requests, ..Limits::default() };
    Ok(Setup { authorities, resolve, insecure: shared.insecure, headers, limits })
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

fn read(path: &Path) -> Result<String, Usage> {
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
    fn a_target_without_a_scheme_is_met_with_the_one_that_was_meant() {
        let told = target("www.example.com/mcp").expect_err("no scheme").to_string();
        assert!(told.ends_with("did you mean `https://www.example.com/mcp`?"), "{told}");
        let told = target("localhost:8080/mcp").expect_err("no scheme").to_string();
        assert!(told.contains("did you mean `http://localhost:8080/mcp`?"), "{told}");
        assert!(target("ftp://example.com").is_err());
        assert!(target("https://user:pw@example.com").is_err());
        assert!(target("https://example.com/mcp").is_ok());
    }

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
