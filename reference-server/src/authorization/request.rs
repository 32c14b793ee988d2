use crate::{
    application::Application, client::Client, error::OAuthError, grant::AuthorizationRequest,
    parameters::Parameters, redirect_uri::RedirectUri, scope::Scope, settings::Settings,
};

/// Who sent the request: once this is known, an error may be told to the client, and until then only to the user.
pub(super) struct Sender {
    pub(super) redirect_uri: RedirectUri,
    names_redirect_uri: bool,
}

/// Finds the client and checks the redirect URI against those that it registered. Without it this endpoint would send
/// anybody's browser anywhere (RFC 9700 section 4.11.2).
pub(super) async fn sender(
    application: &Application,
    parameters: &Parameters,
) -> Result<(Client, Sender), OAuthError> {
    let id = parameters.required("client_id", "expected the parameter `client_id`")?;
    let client = application
        .client(id)
        .await?
        .ok_or(OAuthError::InvalidRequest("the client is not registered here"))?;
    let registered = &client.metadata.redirect_uris;
    let sender = match (parameters.optional("redirect_uri")?, registered.as_slice()) {
        (None, [only]) => Sender { redirect_uri: only.clone(), names_redirect_uri: false },
        (None, _) => return Err(OAuthError::InvalidRequest("expected the parameter `redirect_uri`")),
        (Some(requested), _) => {
            let unknown =
                OAuthError::InvalidRequest("the redirect URI is not one that the client registered");
            let redirect_uri = RedirectUri::parse(requested).map_err(|_| unknown.clone())?;
            if !registered.iter().any(|known| known.matches(&redirect_uri)) {
                return Err(unknown);
            }
            Sender { redirect_uri, names_redirect_uri: true }
        }
    };
    Ok((client, sender))
}

impl Sender {
    /// Checks everything else.
    pub(super) fn request(
        &self,
        settings: &Settings,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<AuthorizationRequest, OAuthError> {
        let state = parameters.optional("state")?.map(ToOwned::to_owned);
        if parameters.required("response_type", "expected the parameter `response_type`")? != "code" {
            return Err(OAuthError::UnsupportedResponseType);
        }
        if parameters.optional("response_mode")?.is_some_and(|mode| mode != "query") {
            return Err(OAuthError::InvalidRequest("expected `response_mode` to be `query`"));
        }
        Ok(AuthorizationRequest {
            client_id: client.id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            names_redirect_uri: self.names_redirect_uri,
            state,
            code_challenge: code_challenge(parameters)?,
            scope: scope(settings, parameters)?,
            resource: resource(settings, parameters)?,
        })
    }
}

/// The one resource that the tokens will be for, `/mcp` if the client names none (RFC 8707 section 2). It may name it twice,
/// but not two.
fn resource(settings: &Settings, parameters: &Parameters) -> Result<String, OAuthError> {
    let named = parameters.all("resource").iter().map(|resource| settings.resource_named(resource));
    let mut named = named.collect::<Option<Vec<_>>>().ok_or(OAuthError::InvalidTarget)?;
    named.dedup();
    if named.len() > 1 {
        return Err(OAuthError::InvalidTarget);
    }
    Ok(named.pop().unwrap_or_else(|| settings.resource()))
}

/// The code challenge, by S256 and nothing else: `plain` is also what an absent method means, and it gives the verifier away
/// (RFC 7636 section 4.3, OAuth 2.1 section 4.1.1).
fn code_challenge(parameters: &Parameters) -> Result<String, OAuthError> {
    let challenge = parameters.required("code_challenge", "expected the parameter `code_challenge`")?;
    if parameters.optional("code_challenge_method")? != Some("S256") {
        return Err(OAuthError::InvalidRequest("expected `code_challenge_method` to be `S256`"));
    }
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != 43 || !challenge.bytes().all(is_base64url) {
        return Err(OAuthError::InvalidRequest("expected `code_challenge` to be a SHA-256 in base64url"));
    }
    Ok(challenge.to_owned())
}

/// The scopes asked for that exist here; those of the resource if the client asked for none of them in particular (RFC 6749
/// section 3.3). `offline_access` alone says how long, and not for what.
fn scope(settings: &Settings, parameters: &Parameters) -> Result<Scope, OAuthError> {
    let Some(asked) = parameters.optional("scope")? else { return Ok(settings.scopes().clone()) };
    let granted = Scope::parse(asked).within(&settings.grantable_scopes());
    if granted.is_empty() {
        return Err(OAuthError::InvalidScope("none of the scopes asked for exists here"));
    }
    if granted.within(settings.scopes()).is_empty() {
        return Ok(settings.scopes().with(&granted));
    }
    Ok(granted)
}
