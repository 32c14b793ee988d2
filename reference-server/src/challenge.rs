use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE},
};
use serde_json::json;

use crate::{
    access_token, application::Application, error::OAuthError, grant::Access, paths, settings::Settings,
};

/// Lets a request pass whose access token is valid for this resource, with what the token allows as an extension.
///
/// Each request is asked for its token, whatever its method and whatever MCP session it names: "authorization MUST be
/// included in every HTTP request from client to server" (MCP 2025-11-25, Authorization, Access Token Usage). Behind this point
/// the token itself is gone: what never sees it can neither log it nor pass it on to another service, which the same
/// document forbids (Security Considerations, Access Token Privilege Restriction).
pub(crate) async fn demand_token(
    State(application): State<Arc<Application>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(token) = bearer_token(request.headers()) else {
        return challenge(&application.settings, None);
    };
    match access(&application, token).await {
        Ok(access) => {
            request.headers_mut().remove(AUTHORIZATION);
            request.extensions_mut().insert(access);
            next.run(request).await
        }
        Err(OAuthError::InvalidToken) => challenge(&application.settings, Some(&OAuthError::InvalidToken)),
        Err(error) => error.into_response(),
    }
}

/// What the token allows, if it was issued by this server for this resource (RFC 8707 section 2).
async fn access(application: &Application, token: &str) -> Result<Access, OAuthError> {
    let access = access_token::access(application, token, application.now()).await?;
    access.ok_or(OAuthError::InvalidToken)
}

/// The token in the `Authorization` header, the one place where this server looks for it: in the query it would be written
/// to logs (RFC 6750 section 2.1, RFC 9700 section 4.3.2). The scheme is compared without regard to case (RFC 9110 section 11.1).
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}

/// The 401 from which a client learns where to begin: the `resource_metadata` (RFC 9728 section 5.1) and the `scope` to ask
/// for. It has an `error` only if a token was presented (RFC 6750 section 3.1).
fn challenge(settings: &Settings, error: Option<&OAuthError>) -> Response {
    let mut parameters = vec![
        ("resource_metadata", settings.url(paths::MCP_PROTECTED_RESOURCE_METADATA)),
        ("scope", settings.scopes().to_string()),
    ];
    let mut body = json!({ "message": "this resource needs an access token" });
    if let Some(error) = error {
        parameters.extend([("error", error.code().to_owned()), ("error_description", error.to_string())]);
        body = json!({ "error": error.code(), "error_description": error.to_string() });
    }
    let parameters: Vec<_> = parameters.iter().map(|(name, value)| format!(r#"{name}="{value}""#)).collect();
    let value = format!("Bearer {}", parameters.join(", "));
    let value = HeaderValue::try_from(value).expect("an origin, scopes and our own words are visible ASCII");
    (
        StatusCode::UNAUTHORIZED,
        [(WWW_AUTHENTICATE, value), (CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        Json(body),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use tower::ServiceExt as _;

    use super::*;
    use crate::{
        grant::{Grant, Issue, IssuedCode},
        scope::Scope,
        secret::Digest,
        store::{Life, Memory},
    };

    /// What a request with a token for `resource` is answered; if it passes, with whether its header passed too.
    async fn answer(resource: &str) -> (StatusCode, String) {
        let settings = Settings::new("https://mcp.example.com".parse().unwrap()).unwrap();
        let application = Arc::new(Application::new(settings, Arc::new(Memory::default())));
        let (now, scope) = (application.now(), Scope::parse("mcp:read"));
        let expires = now + application.settings.access_token_lifetime;
        let grant = Grant {
            client_id: "client".to_owned(),
            subject: "demo".to_owned(),
            scope: scope.clone(),
            resource: resource.to_owned(),
        };
        let token = access_token::issue(&application, &grant, &scope, now).await.unwrap();
        let issue = Issue {
            access: token.digest(),
            access_expires: expires,
            scope,
            refresh: None,
            refresh_expires: expires,
            registration_expires: expires,
        };
        let code = IssuedCode { grant, redirect_uri: None, code_challenge: String::new() };
        let store = &application.store;
        store.keep_code(Digest::of("code"), code, Life { now, expires }).await.unwrap();
        store.take_code(Digest::of("code"), issue, now).await.unwrap();

        let behind = |headers: HeaderMap| async move { headers.contains_key(AUTHORIZATION).to_string() };
        let router =
            Router::new().route("/", get(behind)).layer(from_fn_with_state(application, demand_token));
        let bearer = format!("Bearer {}", token.reveal());
        let request = Request::get("/").header(AUTHORIZATION, bearer).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
        (status, String::from_utf8(body.into()).unwrap())
    }

    #[tokio::test]
    async fn a_token_for_another_resource_is_refused() {
        let (status, body) = answer("https://mcp.example.com/other").await;
        assert_eq!(status, 401);
        assert!(body.contains("invalid_token"), "{body}");
    }

    #[tokio::test]
    async fn the_token_itself_ends_here() {
        assert_eq!(answer("https://mcp.example.com/mcp").await, (StatusCode::OK, "false".to_owned()));
    }

    fn token(authorization: &'static str) -> Option<String> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(authorization))]);
        bearer_token(&headers).map(ToOwned::to_owned)
    }

    #[test]
    fn the_scheme_has_no_case() {
        assert_eq!(token("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(token("bEARER  abc").as_deref(), Some("abc"));
        assert_eq!(token("Basic abc"), None);
        assert_eq!(token("Bearerabc"), None);
    }

    #[test]
    fn the_challenge_says_where_to_begin_and_accuses_only_a_token() {
        let settings = Settings::new("https://mcp.example.com".parse().unwrap()).unwrap();
        let header =
            |error| challenge(&settings, error).headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
        let bare = "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\", \
                    scope=\"mcp:read mcp:write\"";
        assert_eq!(header(None), bare);
        let error = OAuthError::InvalidToken;
        assert_eq!(
            header(Some(&error)),
            format!("{bare}, error=\"invalid_token\", error_description=\"{error}\"")
        );
    }
}
