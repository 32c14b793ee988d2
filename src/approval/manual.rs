//! A person: the URL is printed, the callback is caught on its loopback port or pasted.

use axum::{
    Router,
    http::{Method, StatusCode, Uri},
};
use suites::{
    oauth::{authorization::AuthorizationRequest, resource::is_loopback},
    obstacle::Obstacle,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    sync::mpsc,
};
use url::Url;

/// Prints the authorization URL and waits for the callback.
pub(super) async fn ask(request: &AuthorizationRequest) -> Result<Url, Obstacle> {
    let redirect_uri = Url::parse(&request.redirect_uri).map_err(|_| needs("the redirect URI is no URL"))?;
    anstream::eprintln!("\nOpen this URL in a browser and approve:\n\n  {}\n", request.url);
    anstream::eprintln!("Then paste the URL that the browser was sent to (it begins with `{redirect_uri}`):");
    if is_loopback(&redirect_uri) {
        tokio::select! {
            url = caught(&redirect_uri) => url,
            url = pasted() => url,
        }
    } else {
        pasted().await
    }
}

async fn pasted() -> Result<Url, Obstacle> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match Url::parse(line.trim()) {
            Ok(url) => return Ok(url),
            Err(_) if line.trim().is_empty() => {}
            Err(error) => anstream::eprintln!("that is no URL ({error}); paste the whole address"),
        }
    }
    Err(needs("standard input ended before a callback URL was pasted"))
}

/// Listens where the client would, for one GET to the callback's path.
async fn caught(redirect_uri: &Url) -> Result<Url, Obstacle> {
    let port = redirect_uri.port_or_known_default().expect("http has a default port");
    let listener = TcpListener::bind(("127.0.0.1", port)).await;
    let Ok(listener) = listener else { return std::future::pending().await };
    let (sender, mut receiver) = mpsc::channel(1);
    let expected = redirect_uri.clone();
    let answer = move |method: Method, uri: Uri| {
        let url = expected.join(&uri.to_string()).ok();
        let url = url.filter(|url| method == Method::GET && url.path() == expected.path());
        let reached = url.is_some_and(|url| sender.try_send(url).is_ok());
        let (status, text) = if reached {
            (StatusCode::OK, "Caught. You may close this tab.")
        } else {
            (StatusCode::NOT_FOUND, "Not the callback.")
        };
        std::future::ready((status, text))
    };
    let server = axum::serve(listener, Router::new().fallback(answer));
    tokio::select! {
        _ = server.into_future() => Err(needs("the callback listener stopped")),
        url = receiver.recv() => url.ok_or_else(|| needs("the callback listener stopped")),
    }
}

fn needs(reason: &str) -> Obstacle {
    Obstacle::NeedsPerson { reason: reason.into() }
}
