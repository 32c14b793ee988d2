use std::{collections::BTreeMap, env, fs, path::Path, str::FromStr};

use clap::{ArgMatches, parser::ValueSource};
use toml::{Spanned, Table, Value};
use url::Url;

use super::{
    arguments::{self, CLIENT_SECRET, Options},
    setting::{Origin, Setting, WrongSetting, unreadable},
};

/// The name of the store's file in the data directory.
const STORE_FILE: &str = "reference-server.redb";

/// The settings that hold: of each the topmost, out of flags, environment, file and defaults.
#[derive(Debug)]
pub(super) struct Layers(BTreeMap<String, (Value, Origin)>);

/// The lowest layer.
pub(super) fn defaults() -> Table {
    include_str!("defaults.toml").parse().expect("a file of our own is TOML")
}

/// A scalar as it would be written on the command line.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Boolean(_) | Value::Integer(_) | Value::Float(_) => Some(value.to_string()),
        Value::Array(_) | Value::Table(_) | Value::Datetime(_) => None,
    }
}

impl Layers {
    /// Lays what was given over the defaults.
    pub(super) fn new(
        file: Option<&Path>,
        options: &Options,
        matches: &ArgMatches,
    ) -> Result<Self, WrongSetting> {
        let mut layers = Self(BTreeMap::new());
        layers.lay(defaults(), &Origin::Default);
        if let Some(path) = file {
            let from_environment = arguments::source(matches, "config") == Some(ValueSource::EnvVariable);
            let origin = if from_environment { Origin::Environment } else { Origin::Flag };
            layers.lay_file(path, &origin)?;
        }
        let given = Table::try_from(options).expect("options are strings");
        for (source, origin) in
            [(ValueSource::EnvVariable, Origin::Environment), (ValueSource::CommandLine, Origin::Flag)]
        {
            let mut layer = given.clone();
            layer.retain(|key, _| arguments::source(matches, key) == Some(source));
            layers.lay(layer, &origin);
        }
        layers.lay_secret();
        layers.lay_store();
        Ok(layers)
    }

    /// The one setting that the environment has and no flag.
    fn lay_secret(&mut self) {
        if let Ok(secret) = env::var(arguments::variable(CLIENT_SECRET)) {
            self.0.insert(CLIENT_SECRET.to_owned(), (secret.into(), Origin::Environment));
        }
    }

    /// The one default that hangs on another setting.
    fn lay_store(&mut self) {
        let directory = self.0.get("data-dir").and_then(|(value, _)| text(value)).unwrap_or_default();
        let path = Path::new(&directory).join(STORE_FILE).display().to_string();
        self.0.entry("store".to_owned()).or_insert((path.into(), Origin::Default));
    }

    fn lay(&mut self, layer: Table, origin: &Origin) {
        self.0.extend(layer.into_iter().map(|(key, value)| (key, (value, origin.clone()))));
    }

    /// Lays the file that the setting `config` of this origin names.
    fn lay_file(&mut self, path: &Path, named_by: &Origin) -> Result<(), WrongSetting> {
        let name = path.display().to_string();
        let file = fs::read_to_string(path)
            .map_err(|error| WrongSetting::new("config", named_by, unreadable(&name, &error)))?;
        let line = |start: usize| file[..start].matches('\n').count() + 1;
        let settings: BTreeMap<String, Spanned<Value>> = toml::from_str(&file).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let problem = format!("expected TOML, observed in line {}: {}", line(start), error.message());
            WrongSetting::in_file(&name, problem)
        })?;
        let known = arguments::keys();
        for (key, value) in settings {
            let origin = Origin::File(name.clone(), line(value.span().start));
            if !known.contains(&key) {
                return Err(WrongSetting::new(&key, &origin, unknown(&key, &known)));
            }
            self.0.insert(key, (value.into_inner(), origin));
        }
        Ok(())
    }

    /// A setting, if it was made or has a default.
    pub(super) fn setting<'a>(&'a self, key: &'a str) -> Result<Option<Setting<'a>>, WrongSetting> {
        self.0.get(key).map(|(value, origin)| setting(key, value, origin)).transpose()
    }

    /// A setting that can be made several times, each of them; one that is a string was made once.
    pub(super) fn settings<'a>(&'a self, key: &'a str) -> Result<Vec<Setting<'a>>, WrongSetting> {
        let Some((Value::Array(values), origin)) = self.0.get(key) else {
            return Ok(self.setting(key)?.into_iter().collect());
        };
        values.iter().map(|value| setting(key, value, origin)).collect()
    }

    /// A setting that has a default.
    pub(super) fn required<'a>(&'a self, key: &'a str) -> Result<Setting<'a>, WrongSetting> {
        Ok(self.setting(key)?.expect("this setting has a default"))
    }

    /// The value of a setting, if it was made or has a default.
    pub(super) fn value<T: FromStr>(&self, key: &str, expected: &str) -> Result<Option<T>, WrongSetting> {
        self.setting(key)?.map(|setting| setting.parse(expected)).transpose()
    }

    /// The settings that hold as a file of them, without what is secret.
    pub(super) fn to_toml(&self) -> String {
        let shown = |(key, (value, _)): (&String, &(Value, Origin))| {
            let value = if key == CLIENT_SECRET { "…".into() } else { shown(value) };
            (key.clone(), value)
        };
        self.0.iter().map(shown).collect::<Table>().to_string()
    }
}

fn setting<'a>(key: &'a str, value: &Value, origin: &'a Origin) -> Result<Setting<'a>, WrongSetting> {
    let text = text(value).ok_or_else(|| {
        let problem = format!("expected a string, observed {} {}", article(value), value.type_str());
        WrongSetting::new(key, origin, problem)
    })?;
    Ok(Setting { key, text, origin })
}

/// What a setting is shown as: a switch as a switch, and a URL without its password.
fn shown(value: &Value) -> Value {
    let Value::String(text) = value else { return value.clone() };
    match (text.parse::<bool>(), Url::parse(text)) {
        (Ok(switch), _) => switch.into(),
        (_, Ok(mut url)) if url.password().is_some() => {
            url.set_password(Some("…")).expect("a URL that has a password can have another");
            url.as_str().replace("%E2%80%A6", "…").into()
        }
        _ => value.clone(),
    }
}

fn unknown(key: &str, known: &[String]) -> String {
    let near = known.iter().map(|name| (strsim::damerau_levenshtein(key, name), name));
    let near = near.min().filter(|(distance, _)| *distance <= key.len().div_ceil(3));
    let meant = near.map_or(String::new(), |(_, name)| format!("; did you mean `{name}`?"));
    format!("expected a setting, observed an unknown name{meant}")
}

fn article(value: &Value) -> &'static str {
    if matches!(value, Value::Array(_)) { "an" } else { "a" }
}
