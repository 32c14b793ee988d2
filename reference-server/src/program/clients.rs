use reference_server::{DEFAULT_REDIRECT_URIS, InvalidPreRegistration, Settings};

use super::{
    arguments::CLIENT_SECRET,
    layers::Layers,
    setting::{Setting, WrongSetting},
};

/// The clients that the server knows beforehand, and whether others may name themselves by a URL.
pub(super) fn apply(layers: &Layers, settings: &mut Settings) -> Result<(), WrongSetting> {
    let refuses_documents: bool =
        layers.required("no-client-metadata-documents")?.parse("`true` or `false`")?;
    settings.client_id_metadata_documents = !refuses_documents;
    for document in layers.settings("client-metadata")? {
        supply(&document, settings)?;
    }
    pre_register(layers, settings)
}

fn supply(document: &Setting<'_>, settings: &mut Settings) -> Result<(), WrongSetting> {
    let (url, path) = document.text.rsplit_once('=').ok_or_else(|| {
        document.unexpected("a URL and a file, `https://client.example/metadata.json=FILE`")
    })?;
    let json = document.read_file(path)?;
    settings.supply_client_metadata(url, &json).map_err(|error| document.wrong(error))
}

fn pre_register(layers: &Layers, settings: &mut Settings) -> Result<(), WrongSetting> {
    let secret = layers.setting(CLIENT_SECRET)?;
    let uris = layers.settings("client-redirect-uri")?;
    let Some(id) = layers.setting("client-id")? else {
        return match secret.or(uris.into_iter().next()) {
            Some(alone) => Err(alone.wrong("expected `client-id` beside it, observed none")),
            None => Ok(()),
        };
    };
    let defaults = if uris.is_empty() { DEFAULT_REDIRECT_URIS.as_slice() } else { &[] };
    let redirect_uris = uris.iter().map(|uri| uri.text.as_str()).chain(defaults.iter().copied());
    let registered =
        settings.pre_register(&id.text, secret.as_ref().map(|secret| secret.text.as_str()), redirect_uris);
    registered.map_err(|error| match (&error, uris.first()) {
        (InvalidPreRegistration::RedirectUri { .. }, Some(uri)) => uri.wrong(error),
        _ => id.wrong(error),
    })
}
