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

use crate::{application::Application, error::OAuthError, grant::Access, scope::Scope, settings::Settings};

/// A protected resource as the middleware needs it: the application, and the path of the resource.
pub(crate) type Resource = (Arc<Application>, &'static str);

/// Lets a request pass whose access token is valid for this resource, with what the token allows as an extension.
///
/// Each request is asked for its token, whatever its method and whatever MCP session it names: "authorization MUST be
/// included in every HTTP request from client to server" (MCP 2025-11-25, Authorization, Access Token Usage). Behind this point
/// the token itself is gone: what never sees it can neither log it nor pass it on to another service, which the same
/// document forbids (Security Considerations, Access Token Privilege Restriction).
pub(crate) async fn demand_token(
    State((application, resource)): State<Resource>,
    mut request: Request,
    next: Next,
) -> Response {
    let settings = &application.settings;
    let Some(token) = bearer_token(request.headers()) else {
        return challenge(settings, resource, settings.base_scope(), None);
    };
    match access(&application, token).await {
        Ok(access) if !access.scope.covers(settings.base_scope()) => {
            insufficient_scope(settings, resource, &access, settings.base_scope())
        }
        Ok(access) => {
            request.headers_mut().remove(AUTHORIZATION);
            request.extensions_mut().insert(access);
            next.run(request).await
        }
        Err(error @ OAuthError::InvalidToken) => {
            challenge(settings, resource, settings.base_scope(), Some(&error))
        }
        Err(error) => error.into_response(),
    }
}

/// The 403 that asks for a token with more scope (RFC 6750 section 3.1): for what the request needs, and for what the token
/// has, so that the client does not trade one for the other (MCP 2025-11-25, Authorization, Runtime Insufficient Scope Errors).
pub(crate) fn insufficient_scope(
    settings: &Settings,
    resource: &str,
    access: &Access,
    needed: &Scope,
) -> Response {
    challenge(settings, resource, &access.scope.with(needed), Some(&OAuthError::InsufficientScope))
}

/// What the token allows, if it was issued by this server for one of its resources (RFC 8707 section 2).
async fn access(application: &Application, token: &str) -> Result<Access, OAuthError> {
    let access = application.access_tokens.access(token, application.now()).await?;
    access.ok_or(OAuthError::InvalidToken)
}

/// The token in the `Authorization` header, the one place where this server looks for it: in the query it would be written
/// to logs (RFC 6750 section 2.1, RFC 9700 section 4.3.2). The scheme is compared without regard to case (RFC 9110 section 11.1).
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}

/// The answer from which a client learns where to begin: the `resource_metadata` (RFC 9728 section 5.1) and the `scope` to ask
/// for. It has an `error` only if a token was presented (RFC 6750 section 3.1).
fn challenge(settings: &Settings, resource: &str, scope: &Scope, error: Option<&OAuthError>) -> Response {
    let mut parameters =
        vec![("resource_metadata", settings.resource_metadata_url(resource)), ("scope", scope.to_string())];
    let mut body = json!({ "message": "this resource needs an access token" });
    if let Some(error) = error {
        parameters.extend([("error", error.code().to_owned()), ("error_description", error.to_string())]);
        body = json!({ "error": error.code(), "error_description": error.to_string() });
    }
    let parameters: Vec<_> = parameters.iter().map(|(name, value)| format!(r#"{name}="{value}""#)).collect();
    let value = format!("Bearer {}", parameters.join(", "));
    let value = HeaderValue::try_from(value).expect("an origin, scopes and our own words are visible ASCII");
    (
        error.map_or(StatusCode::UNAUTHORIZED, OAuthError::status),
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
    use crate::{access_token, grant::Grant, paths, store::Memory};

    /// What a request with a token for `resource` is answered; if it passes, with whether its header passed too.
    async fn answer(resource: &str, scope: &str) -> (StatusCode, String) {
        let settings = Settings::new("https://mcp.example.com".parse().unwrap()).unwrap();
        let application = Arc::new(Application::new(settings, Arc::new(Memory::default())));
        let grant = Grant {
            client_id: "client".to_owned(),
            subject: "demo".to_owned(),
            scope: Scope::parse(scope),
            resource: resource.to_owned(),
        };
        let token = access_token::redeemed(&application, grant).await;
        let behind = |headers: HeaderMap| async move { headers.contains_key(AUTHORIZATION).to_string() };
        let resource = (application, paths::MCP);
        let router = Router::new().route("/", get(behind)).layer(from_fn_with_state(resource, demand_token));
        let bearer = format!("Bearer {}", token.reveal());
        let request = Request::get("/").header(AUTHORIZATION, bearer).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
        (status, String::from_utf8(body.into()).unwrap())
    }

    #[tokio::test]
    async fn a_token_for_another_resource_is_refused() {
        let (status, body) = answer("https://mcp.example.com/other", "mcp:read").await;
        assert_eq!(status, 401);
        assert!(body.contains("invalid_token"), "{body}");
    }

    #[tokio::test]
    async fn a_token_without_the_base_scope_is_refused() {
        let (status, body) = answer("https://mcp.example.com/mcp", "mcp:write").await;
        assert_eq!(status, 403);
        assert!(body.contains("insufficient_scope"), "{body}");
    }

    #[tokio::test]
    async fn the_token_itself_ends_here() {
        for resource in ["https://mcp.example.com/mcp", "https://mcp.example.com/sse"] {
            assert_eq!(answer(resource, "mcp:read").await, (StatusCode::OK, "false".to_owned()));
        }
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
        let header = |error| {
            let response = challenge(&settings, paths::MCP, &Scope::parse("mcp:read"), error);
            response.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned()
        };
        let bare = "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\", \
                    scope=\"mcp:read\"";
        assert_eq!(header(None), bare);
        let error = OAuthError::InvalidToken;
        assert_eq!(
            header(Some(&error)),
            format!("{bare}, error=\"invalid_token\", error_description=\"{error}\"")
        );
    }
}
