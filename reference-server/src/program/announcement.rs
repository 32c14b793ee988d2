use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
};

use reference_server::{Settings, Storage, paths};
use url::{Host, Url};

/// Writes to standard output. Whoever closed its other end wants to hear no more, and that is all that can go wrong.
pub(super) fn say(text: &str) {
    let mut output = io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

/// The URLs that are served, and how to connect a client.
pub(super) fn urls(settings: &Settings, monitoring: Option<SocketAddr>, authority: Option<&Path>) -> String {
    let resource = settings.resource();
    let mut lines = vec![
        ("MCP endpoint", resource.clone()),
        ("MCP endpoint by HTTP+SSE", settings.url(paths::SSE)),
        (
            "protected resource metadata",
            settings.well_known_url(paths::PROTECTED_RESOURCE_METADATA, paths::MCP),
        ),
        ("authorization server metadata", settings.well_known_url(paths::AUTHORIZATION_SERVER_METADATA, "")),
    ];
    if settings.conformance_fixtures {
        lines.push(("conformance fixtures", settings.url(paths::OPEN_MCP)));
    }
    let endpoints = [
        ("keys of access tokens", paths::KEY_SET),
        ("client registration", paths::REGISTRATION),
        ("authorization", paths::AUTHORIZATION),
        ("token", paths::TOKEN),
        ("revocation", paths::REVOCATION),
        ("introspection", paths::INTROSPECTION),
    ];
    lines.extend(endpoints.map(|(name, path)| (name, settings.url(path))));
    let monitored_at = monitoring.map_or(settings.origin().to_owned(), |address| format!("http://{address}"));
    let monitoring = [("health", paths::HEALTH), ("metrics", paths::METRICS)];
    lines.extend(monitoring.map(|(name, path)| (name, format!("{monitored_at}{path}"))));
    if let Some(authority) = authority {
        lines.push(("certificate to trust", format!("NODE_EXTRA_CA_CERTS={}", authority.display())));
    }
    lines.push(("to connect Claude Code", format!("claude mcp add --transport http reference {resource}")));
    let lines = lines.iter().map(|(name, value)| format!("{name:30} {value}\n"));
    lines.collect()
}

/// What an operator should know about these settings, each a sentence.
pub(super) fn warnings(settings: &Settings, has_generated_certificate: bool) -> Vec<&'static str> {
    let is_encrypted = settings.issuer().starts_with("https:");
    [
        (
            !is_encrypted && !is_loopback(settings),
            "the public URL is not encrypted; but for loopback addresses OAuth demands https (OAuth 2.1 section 1.5)",
        ),
        (settings.conformance_fixtures, "the conformance fixtures are served to anybody and are for tests"),
        (has_generated_certificate, "the certificate was made at this start and is for tests"),
        (
            settings.storage == Storage::Memory,
            "what is in memory ends with this process: registrations, sign-ins and tokens",
        ),
    ]
    .into_iter()
    .filter_map(|(holds, warning)| holds.then_some(warning))
    .collect()
}

fn is_loopback(settings: &Settings) -> bool {
    let public_url = Url::parse(settings.issuer()).expect("it was parsed when the settings were made");
    match public_url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
