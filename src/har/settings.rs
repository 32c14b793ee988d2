//! What a run was given, as far as a replay needs it.

use serde::{Deserialize, Serialize};
use suites::{
    client::Client,
    oauth::token::{Credentials, Secret},
};

use crate::{approval::Manner, claude::Options, subject::Brief};

/// What the run was given.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The MCP URL.
    pub(super) target: String,
    /// The revision of MCP.
    pub(super) revision: String,
    /// The clients, each with its version.
    pub(super) clients: Vec<String>,
    /// Whether clients could be registered.
    pub(super) may_register: bool,
    /// `auto`, `none`, or `manual` where only the way back tells what became of an approval.
    pub(super) approve: String,
    /// The most approvals.
    pub(super) approvals: usize,
    /// The values for a sign-in form, by field.
    pub(super) login: Vec<(String, String)>,
    /// The further origins that could have them.
    pub(super) login_origins: Vec<String>,
    /// The pre-registered client.
    pub(super) client_id: Option<String>,
    /// Its secret.
    pub(super) client_secret: Option<String>,
    /// The access token.
    pub(super) token: Option<String>,
    /// The URL of the client ID metadata document.
    pub(super) client_metadata_url: Option<String>,
}

impl Settings {
    /// Those of a run by `brief` and `options`.
    pub fn of(brief: &Brief, options: &Options) -> Self {
        let version = |client: &Client| format!("{}@{}", client.name(), client.profile().version);
        let revealed = |secret: &Secret| secret.reveal().to_owned();
        let credentials = options.credentials.as_ref();
        let client_secret = credentials.and_then(|credentials| credentials.client_secret.as_ref());
        Self {
            target: brief.target.to_string(),
            revision: brief.revision.name().into(),
            clients: brief.clients.iter().map(version).collect(),
            may_register: options.may_register,
            approve: told(&options.manner).into(),
            approvals: options.most_approvals(brief.clients.len().max(1)),
            login: options.login.clone(),
            login_origins: options.login_origins.clone(),
            client_id: credentials.map(|credentials: &Credentials| credentials.client_id.clone()),
            client_secret: client_secret.map(revealed),
            token: options.token.as_ref().map(revealed),
            client_metadata_url: options.client_metadata_url.clone(),
        }
    }

    /// The MCP URL.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The revision of MCP.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The clients, each with its version.
    pub fn clients(&self) -> &[String] {
        &self.clients
    }

    /// The options that were given, secrets by their names.
    pub(crate) fn options(&self) -> Options {
        let manner = match self.approve.as_str() {
            "auto" => Manner::Auto,
            "none" => Manner::None,
            _ => Manner::Manual,
        };
        let options = Options {
            manner,
            may_register: self.may_register,
            approvals: Some(self.approvals),
            login: self.login.clone(),
            login_origins: self.login_origins.clone(),
            token: self.token.clone().map(Secret::new),
            client_metadata_url: self.client_metadata_url.clone(),
            ..Options::default()
        };
        match &self.client_id {
            Some(client_id) => options.pre_registered(client_id, self.client_secret.as_deref()),
            None => options,
        }
    }
}

/// What a person, a browser or a command did is not done again: the way back is known.
fn told(manner: &Manner) -> &'static str {
    match manner {
        Manner::Auto => "auto",
        Manner::None => "none",
        Manner::Browser { .. } | Manner::Manual | Manner::Command(_) => "manual",
    }
}
