use std::{net::SocketAddr, path::PathBuf, time::Duration};

use reference_server::{InvalidStorage, RateLimits, Settings, Storage};
use url::Url;

use super::{
    certificate::Certificate,
    clients,
    layers::Layers,
    log::Log,
    period::{PACE, PERIOD, Pace, Period},
    setting::{Setting, WrongSetting},
};

const ADDRESS: &str = "an address and a port such as `127.0.0.1:8080`";
const SWITCH: &str = "`true` or `false`";

/// How the program serves, as far as it is decided before it listens.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) listen: SocketAddr,
    pub(super) metrics_listen: Option<SocketAddr>,
    pub(super) shutdown_timeout: Duration,
    pub(super) data_dir: PathBuf,
    pub(super) certificate: Option<Certificate>,
    pub(super) log: Log,
    public_url: Option<Url>,
}

impl Plan {
    pub(super) fn new(layers: &Layers) -> Result<Self, WrongSetting> {
        let listen: SocketAddr = layers.required("listen")?.parse(ADDRESS)?;
        let public_url = public_url(layers)?;
        if listen.ip().is_unspecified() && public_url.is_none() {
            return Err(layers.required("listen")?.wrong(format!(
                "expected `public-url` beside it, since no client connects to `{}`, observed none",
                listen.ip()
            )));
        }
        let host = public_url.as_ref().and_then(Url::host_str).map(ToOwned::to_owned);
        let host = host.unwrap_or_else(|| listen.ip().to_string());
        Ok(Self {
            listen,
            metrics_listen: layers.value("metrics-listen", ADDRESS)?,
            shutdown_timeout: layers.required("shutdown-timeout")?.parse::<Period>(PERIOD)?.0,
            data_dir: PathBuf::from(layers.required("data-dir")?.text),
            certificate: certificate(layers, &host)?,
            log: Log::new(&layers.required("log")?, &layers.required("log-filter")?)?,
            public_url,
        })
    }

    /// The settings of the server that listens at `bound`.
    pub(super) fn settings(&self, layers: &Layers, bound: SocketAddr) -> Result<Settings, WrongSetting> {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        let address =
            || Url::parse(&format!("{scheme}://{bound}")).expect("a socket address is an authority");
        let public_url = self.public_url.clone().unwrap_or_else(address);
        let mut settings = Settings::new(public_url).expect("a public URL was tried, and an address is one");
        settings.storage = storage(layers)?;
        settings.trusted_proxy = layers.value("trust-proxy", "`x-forwarded-for` or `forwarded`")?;
        settings.rate_limits = rate_limits(layers)?;
        settings.monitored_elsewhere = self.metrics_listen.is_some();
        settings.allowed_origins = origins(layers)?;
        settings.conformance_fixtures = layers.required("with-conformance-fixtures")?.parse(SWITCH)?;
        settings.resource_name = layers.required("resource-name")?.text;
        if let Some(key) = layers.setting("signing-key")? {
            settings.sign_by(&key.read()?).map_err(|error| key.wrong(error))?;
        }
        clients::apply(layers, &mut settings)?;
        lifetimes(layers, &mut settings)?;
        Ok(settings)
    }

    /// Is every setting one that can be used? Says so without listening.
    pub(super) fn rehearse(&self, layers: &Layers) -> Result<(), WrongSetting> {
        self.settings(layers, self.listen).map(drop)
    }
}

fn public_url(layers: &Layers) -> Result<Option<Url>, WrongSetting> {
    let Some(setting) = layers.setting("public-url")? else { return Ok(None) };
    let url: Url = setting.parse("a URL such as `https://mcp.example.com`")?;
    Settings::new(url.clone()).map_err(|error| setting.wrong(error))?;
    Ok(Some(url))
}

/// The certificate that files hold, or one made for the host, or none.
fn certificate(layers: &Layers, host: &str) -> Result<Option<Certificate>, WrongSetting> {
    match (layers.setting("tls-cert")?, layers.setting("tls-key")?) {
        (Some(chain), Some(key)) => Certificate::read(&chain, &key).map(Some),
        (Some(given), None) => Err(given.wrong("expected `tls-key` beside it, observed none")),
        (None, Some(given)) => Err(given.wrong("expected `tls-cert` beside it, observed none")),
        (None, None) => {
            let tls = layers.required("tls")?;
            let wanted: bool = tls.parse(SWITCH)?;
            wanted.then(|| Certificate::generate(host).map_err(|error| tls.wrong(error))).transpose()
        }
    }
}

fn storage(layers: &Layers) -> Result<Storage, WrongSetting> {
    let setting = layers.required("store")?;
    setting.text.parse().map_err(|error: InvalidStorage| setting.wrong(error))
}

/// Origins as browsers send them (RFC 6454 section 6.2).
fn origins(layers: &Layers) -> Result<Vec<String>, WrongSetting> {
    let is_origin = |text: &str| Url::parse(text).is_ok_and(|url| url.origin().ascii_serialization() == text);
    let origin = |setting: Setting<'_>| {
        if is_origin(&setting.text) {
            Ok(setting.text)
        } else {
            Err(setting.unexpected("an origin such as `https://inspector.example.com`"))
        }
    };
    layers.settings("allow-origin")?.into_iter().map(origin).collect()
}

fn rate_limits(layers: &Layers) -> Result<Option<RateLimits>, WrongSetting> {
    let rate = |key| layers.required(key)?.parse::<Pace>(PACE).map(|pace| pace.0);
    let limits = RateLimits {
        registration: rate("registration-rate")?,
        sign_in: rate("sign-in-rate")?,
        token: rate("token-rate")?,
        everything: rate("request-rate")?,
    };
    let switch = layers.required("rate-limit")?;
    match switch.text.as_str() {
        "on" => Ok(Some(limits)),
        "off" => Ok(None),
        _ => Err(switch.unexpected("`on` or `off`")),
    }
}

fn lifetimes(layers: &Layers, settings: &mut Settings) -> Result<(), WrongSetting> {
    for (key, lifetime) in [
        ("access-token-lifetime", &mut settings.access_token_lifetime),
        ("refresh-token-lifetime", &mut settings.refresh_token_lifetime),
        ("code-lifetime", &mut settings.code_lifetime),
        ("signing-key-lifetime", &mut settings.signing_key_lifetime),
        ("consent-lifetime", &mut settings.consent_lifetime),
        ("sign-in-lifetime", &mut settings.sign_in_lifetime),
        ("registration-lifetime", &mut settings.registration_lifetime),
        ("mcp-session-lifetime", &mut settings.mcp_session_lifetime),
    ] {
        let setting = layers.required(key)?;
        *lifetime = period(&setting)?;
        if lifetime.is_zero() {
            return Err(setting.unexpected("a duration that is not zero"));
        }
    }
    settings.refresh_grace = period(&layers.required("refresh-grace")?)?;
    if settings.code_lifetime > Duration::from_mins(10) {
        return Err(layers.required("code-lifetime")?.unexpected("10m at most (RFC 6749 section 4.1.2)"));
    }
    Ok(())
}

fn period(setting: &Setting<'_>) -> Result<Duration, WrongSetting> {
    setting.parse::<Period>(PERIOD).map(|period| period.0)
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;
    use crate::program::arguments::{self, Arguments};

    /// The defaults stand in two places: in a file, for the program and its help, and in the library.
    #[test]
    fn the_program_has_the_defaults_of_the_library() {
        let matches = arguments::command().get_matches_from(["reference-server"]);
        let options = Arguments::from_arg_matches(&matches).unwrap().options;
        let layers = Layers::new(None, &options, &matches).unwrap();
        let plan = Plan::new(&layers).unwrap();
        let mut settings = plan.settings(&layers, plan.listen).unwrap();
        assert_eq!(settings.rate_limits, Some(RateLimits::default()));
        assert_eq!(settings.storage, Storage::File("reference-server-data/reference-server.redb".into()));

        let library = Settings::new("http://127.0.0.1:8080".parse().unwrap()).unwrap();
        settings.rate_limits = None;
        settings.storage = Storage::Memory;
        assert_eq!(format!("{settings:?}"), format!("{library:?}"));
    }
}
