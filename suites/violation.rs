//! Authorization requests with one thing wrong, and what becomes of them.

use std::sync::Arc;

use crate::{
    check::Shortfall,
    fault::Answered,
    oauth::authorization::AuthorizationRequest,
    prelude::*,
    session::Registered,
    steps::{Ending, OTHER_PORT, UNSUPPORTED, changed, parameter},
};

/// Passes where the request that `change` makes of a correct one is refused: at once, or where a page comes first, after
/// the approval. `expected` is what it deserves.
pub(crate) async fn refuses(
    session: &dyn Session,
    expected: &str,
    change: impl Fn(AuthorizationRequest) -> AuthorizationRequest,
) -> Judgement {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    let ending = session.ending(&change(session.inspection_of(&client).await?)).await?;
    match &ending {
        Ending::Open(_) => {
            let request = change(session.authorization_request(&client).await?);
            is_refused_in_the_end(session, expected, request).await
        }
        Ending::Stopped(exchange) if exchange.response.status >= 500 => {
            Err(Obstacle::step("the authorization request", ending.told()).into())
        }
        _ => ensure(!ending.goes_on(), || {
            Finding::new(expected, ending.told()).at_header(ending.exchange(), "location")
        }),
    }
}

/// Passes where nothing is granted after the approval of `request`.
pub(crate) async fn is_refused_in_the_end(
    session: &dyn Session,
    expected: &str,
    request: AuthorizationRequest,
) -> Judgement {
    let Some(approval) = session.way_back(request).await? else { return Ok(()) };
    let callback = &approval.callback;
    let carries =
        |name: &&str| callback.parameter(name).is_some() || parameter(&callback.url, name).is_some();
    let granted = ["access_token", "code"].into_iter().find(carries);
    ensure(granted.is_none(), || {
        let mut place = callback.url.clone();
        place.set_query(None);
        place.set_fragment(None);
        let observed = format!("a `{}` at `{place}` after the approval", granted.unwrap_or_default());
        Finding::new(expected, observed).at_way_back(callback)
    })
}

/// Passes where none of these redirect URIs is taken for one that `client` registered. Of those that get a page, the last
/// is approved.
pub(crate) async fn keeps_to_its_redirect_uris(
    session: &dyn Session,
    client: &Registered,
    others: &[String],
) -> Judgement {
    const EXPECTED: &str = "an error page that stays where it is";
    session.goes_on(client).await?;
    let mut open = None;
    for other in others {
        let ending = session.ending(&session.inspection_of(client).await?.sent_to(other)).await?;
        match ending {
            Ending::Back(exchange, _) => {
                let observed = format!("status {} to `{other}`", exchange.response.status);
                return Err(Finding::new(EXPECTED, observed).at_header(&exchange, "location").into());
            }
            Ending::Open(_) => open = Some(other),
            Ending::Stopped(_) => {}
        }
    }
    let Some(other) = open else { return Ok(()) };
    let request = session.authorization_request(client).await?.sent_to(other);
    is_refused_in_the_end(session, EXPECTED, request).await
}

/// A client with callbacks on `localhost` and on `127.0.0.1`.
pub(crate) async fn native_client(session: &dyn Session) -> Result<Registered, Shortfall> {
    let client = session.native_client().await?;
    client.ok_or_else(|| {
        inapplicable("the authorization server knows no client with callbacks on `localhost` and `127.0.0.1`")
    })
}

/// Passes where the client may come back at a port of this host that it did not register.
pub(crate) async fn takes_any_port(session: &dyn Session, host: &str) -> Judgement {
    let client = native_client(session).await?;
    let registered = changed(&client.redirect_uri, |uri| uri.set_host(Some(host)).expect("a host"));
    let client = Registered { redirect_uri: registered.clone(), ..client };
    session.goes_on(&client).await?;
    let other = changed(&registered, |uri| uri.set_port(Some(OTHER_PORT)).expect("an http URL has a port"));
    let ending = session.ending(&session.inspection_of(&client).await?.sent_to(&other)).await?;
    ensure(ending.goes_on(), || {
        let expected = format!("a page for `{other}`, as for the registered `{registered}`");
        Finding::new(expected, ending.told()).at_status(ending.exchange())
    })
}

/// What becomes of a correct request but for its `response_type`, which no server knows.
pub(crate) async fn unsupported(session: &dyn Session) -> Result<Ending, Obstacle> {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    let request = session.inspection_of(&client).await?;
    let request = request.with("response_type", Some("unknown")).with("state", Some(UNSUPPORTED));
    session.ending(&request).await
}

/// The client's answer to the request that no server supports.
pub(crate) async fn error_redirect(session: &dyn Session) -> Result<(Arc<Exchange>, Url), Shortfall> {
    match unsupported(session).await? {
        ending if ending.goes_on() => Err(inapplicable(
            "the authorization endpoint does not send an error to the client before a person signs in",
        )),
        Ending::Back(exchange, target) => Ok((exchange, target)),
        _ => Err(inapplicable("the authorization endpoint tells the person of an error, and not the client")),
    }
}

/// A resource of which no authorization server under test knows.
pub(crate) const UNKNOWN_RESOURCE: &str = "https://unknown.example/mcp";

/// What becomes of a correct request but for its `resource`.
pub(crate) async fn for_resource(session: &dyn Session, resource: &str) -> Result<Ending, Obstacle> {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    session
        .ending(&session.inspection_of(&client).await?.with("resource", Some(resource)))
        .await
}

/// The `resource` that requests carry; inapplicable where they carry none.
pub(crate) async fn resource(session: &dyn Session) -> Result<String, Shortfall> {
    session
        .resource()
        .await
        .ok_or_else(|| inapplicable("no metadata name a resource, and so no request does"))
}

/// Why a server that refuses no `resource` is not judged by one.
pub(crate) fn reads_no_resource() -> Shortfall {
    inapplicable("the authorization endpoint goes on whatever `resource` says, before a person signs in")
}

/// Answers a request as one that is refused at the client.
pub(crate) fn refuse(answered: &mut Answered<'_>, error: &str) {
    let target = answered.request.query("redirect_uri").unwrap_or_default();
    let state = answered.request.query("state").unwrap_or_default();
    let mut target = Url::parse(&target).expect("a redirect URI is a URL");
    target.query_pairs_mut().append_pair("error", error).append_pair("state", &state);
    *answered.response = Response { status: 302, ..Response::default() };
    answered.response.headers.add("location", target);
}
