use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
        ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    },
};

/// What a script may read of an answer beyond its body.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, Retry-After");

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE");

/// How long a browser may remember the answer to a preflight, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("3600");

/// Lets the scripts of any page send requests and read the answers: clients that run in a browser, such as inspectors (RFC
/// 9700 section 2.6, Fetch, CORS protocol). A page gains nothing by it, since no endpoint behind this looks at a cookie, and
/// without `Access-Control-Allow-Credentials` the browser adds none.
///
/// The endpoints that a person visits are not behind this: the authorization endpoint "MUST NOT" support CORS (RFC 9700
/// section 2.6), and the sign-in and consent pages belong to it.
///
/// Our own words and not `tower-http`'s, which takes every OPTIONS for a preflight and answers it without `Allow`.
pub(crate) async fn allow_any_origin(request: Request, next: Next) -> Response {
    if is_preflight(&request) {
        return preflight(request.headers());
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    response
}

fn is_preflight(request: &Request) -> bool {
    let headers = request.headers();
    request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Allows what is asked for, before anybody has authenticated: a browser sends a preflight without credentials.
///
/// The header fields are those that the browser names, since there is no list: beside `Authorization`, which a `*` would not
/// cover, `Mcp-Param-` is the beginning of names that a tool chooses (MCP 2026-07-28, Streamable HTTP).
fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response
}
