use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use super::setting::{Setting, WrongSetting};

/// What is logged, and in which form.
#[derive(Debug)]
pub(super) struct Log {
    form: Form,
    directives: String,
}

#[derive(Clone, Copy, Debug)]
enum Form {
    Text,
    Json,
}

impl Log {
    pub(super) fn new(form: &Setting<'_>, filter: &Setting<'_>) -> Result<Self, WrongSetting> {
        let form = match form.text.as_str() {
            "text" => Form::Text,
            "json" => Form::Json,
            _ => return Err(form.unexpected("`text` or `json`")),
        };
        EnvFilter::try_new(&filter.text)
            .map_err(|_| filter.unexpected("directives such as `warn,reference_server=debug`"))?;
        Ok(Self { form, directives: filter.text.clone() })
    }

    /// Begins to log, to standard error.
    pub(super) fn start(&self) {
        let filter = EnvFilter::try_new(&self.directives).expect("the directives were tried");
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(io::stderr().is_terminal())
            .with_writer(io::stderr);
        match self.form {
            Form::Text => subscriber.init(),
            Form::Json => subscriber.json().flatten_event(true).with_span_list(false).init(),
        }
    }
}
