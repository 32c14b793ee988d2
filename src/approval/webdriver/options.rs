//! How Chromium is started: a fresh profile, nothing that it does on its own, and where its requests end.

use std::env;

use serde_json::{Value, json};
use suites::oauth::resource::is_loopback;
use url::Url;

use crate::wire::Setup;

/// What keeps Chromium to the pages that it is shown.
const ARGUMENTS: &[&str] = &[
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--disable-features=AutofillServerCommunication,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,MediaRouter,OptimizationHints,Translate",
    "--metrics-recording-only",
    "--password-store=basic",
];

/// The capabilities of a browser that never reaches the host of `redirect_uri`, unless that is this machine.
pub(super) fn capabilities(setup: &Setup, page: &Url, redirect_uri: &Url, headed: bool) -> Value {
    let mut arguments: Vec<String> = ARGUMENTS.iter().map(|argument| (*argument).to_owned()).collect();
    if !headed {
        arguments.extend(["--headless=new".into(), "--disable-gpu".into()]);
    }
    // Chromium's sandbox refuses to start as root.
    if is_root() {
        arguments.push("--no-sandbox".into());
    }
    let caught = redirect_uri.host_str().filter(|_| !is_loopback(redirect_uri));
    let rules = resolver_rules(setup, caught);
    if !rules.is_empty() {
        arguments.push(format!("--host-resolver-rules={}", rules.join(",")));
    }
    arguments.extend(proxy(page, caught));
    json!({
        "browserName": "chrome",
        "pageLoadStrategy": "none",
        "acceptInsecureCerts": setup.insecure,
        "unhandledPromptBehavior": "accept",
        "goog:loggingPrefs": { "performance": "ALL" },
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": {
                "autofill.profile_enabled": false,
                "credentials_enable_service": false,
                "profile.password_manager_enabled": false,
                "profile.password_manager_leak_detection": false,
                "safebrowsing.enabled": false,
                "search.suggest_enabled": false
            }
        }
    })
}

/// The first rule that fits decides: no name is looked up for the client's own host, and no connection made.
fn resolver_rules(setup: &Setup, caught: Option<&str>) -> Vec<String> {
    let caught = caught.into_iter().map(|host| format!("MAP {host} ~NOTFOUND"));
    let resolved = setup.resolve.iter().map(|(host, address)| format!("MAP {host} {address}"));
    caught.chain(resolved).collect()
}

/// The proxy of the environment, as for the harness's own requests; a proxy would look names up itself, so the client's host
/// bypasses it.
fn proxy(page: &Url, caught: Option<&str>) -> Vec<String> {
    let variable = |name: &str| {
        [name.to_owned(), name.to_lowercase()]
            .iter()
            .find_map(|name| env::var(name).ok())
            .filter(|value| !value.is_empty())
    };
    let proxy = variable("HTTPS_PROXY").or_else(|| variable("ALL_PROXY")).filter(|_| !is_loopback(page));
    let Some(proxy) = proxy else { return vec!["--no-proxy-server".into()] };
    let proxy = without_credentials(&proxy);
    let excepted = variable("NO_PROXY").unwrap_or_default();
    let bypass: Vec<_> = caught.into_iter().chain(excepted.split(',').map(str::trim)).collect();
    vec![format!("--proxy-server={proxy}"), format!("--proxy-bypass-list={}", bypass.join(";"))]
}

/// Chromium takes none, and its arguments are there for everybody to see.
fn without_credentials(proxy: &str) -> String {
    let Some((before, place)) = proxy.rsplit_once('@') else { return proxy.to_owned() };
    let scheme = before.split_once("://").map_or(String::new(), |(scheme, _)| format!("{scheme}://"));
    format!("{scheme}{place}")
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(unix))]
const fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credentials_of_a_proxy_stay_out_of_the_arguments() {
        assert_eq!(without_credentials("http://me:p@ss@proxy.example:3128"), "http://proxy.example:3128");
        assert_eq!(without_credentials("me:pw@proxy.example:3128"), "proxy.example:3128");
        assert_eq!(without_credentials("http://proxy.example:3128"), "http://proxy.example:3128");
    }

    #[test]
    fn the_host_of_the_client_is_caught_before_any_other_rule() {
        let resolve = vec![("claude.ai".to_owned(), ([127, 0, 0, 1], 8443).into())];
        let setup = Setup { resolve, ..Setup::default() };
        let page = Url::parse("https://as.example/authorize").expect("literal");
        let rules = |redirect_uri: &str| {
            let redirect_uri = Url::parse(redirect_uri).expect("literal");
            let capabilities = capabilities(&setup, &page, &redirect_uri, false);
            let arguments = capabilities["goog:chromeOptions"]["args"].as_array().expect("a list").clone();
            let rules = arguments
                .iter()
                .filter_map(Value::as_str)
                .find_map(|argument| argument.strip_prefix("--host-resolver-rules="));
            rules.map(str::to_owned)
        };
        let mapped = "MAP claude.ai 127.0.0.1:8443";
        assert_eq!(
            rules("https://claude.ai/api/mcp/auth_callback"),
            Some(format!("MAP claude.ai ~NOTFOUND,{mapped}"))
        );
        assert_eq!(rules("http://localhost:16521/oauth/callback"), Some(mapped.to_owned()));
    }
}
