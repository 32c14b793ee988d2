//! A person: the URL is printed, the callback is caught where the client listens, or pasted.

use suites::{
    client::Profile,
    oauth::{authorization::AuthorizationRequest, resource::is_loopback},
    obstacle::Obstacle,
};
use tokio::io::{AsyncBufReadExt, BufReader};
use url::Url;

use super::listener::{Arrival, Listener};

/// Prints the authorization URL and waits for the callback: its URL and the method by which it came.
pub(super) async fn ask(
    profile: &'static Profile,
    request: &AuthorizationRequest,
) -> Result<(Url, String), Obstacle> {
    let redirect_uri = Url::parse(&request.redirect_uri).map_err(|_| needs("the redirect URI is no URL"))?;
    anstream::eprintln!("\nOpen this URL in a browser and approve:\n\n  {}\n", request.url);
    anstream::eprintln!("Then paste the URL that the browser was sent to (it begins with `{redirect_uri}`):");
    let listener = if is_loopback(&redirect_uri) {
        Listener::start(profile, &redirect_uri, &request.state).await.ok()
    } else {
        None
    };
    // Where the port cannot be had, pasting is left.
    let Some(mut listener) = listener else { return pasted().await };
    tokio::select! {
        arrival = taken(&mut listener) => Ok((arrival.url, arrival.method)),
        pasted = pasted() => pasted,
    }
}

/// The first request to the callback that ends the client's waiting.
async fn taken(listener: &mut Listener) -> Arrival {
    loop {
        let arrival = listener.arrival().await;
        if arrival.is_taken {
            return arrival;
        }
        anstream::eprintln!(
            "the browser came back by {} in a way that the client does not take; it waits on",
            arrival.method
        );
    }
}

async fn pasted() -> Result<(Url, String), Obstacle> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match Url::parse(line.trim()) {
            Ok(url) => return Ok((url, "GET".into())),
            Err(_) if line.trim().is_empty() => {}
            Err(error) => anstream::eprintln!("that is no URL ({error}); paste the whole address"),
        }
    }
    Err(needs("standard input ended before a callback URL was pasted"))
}

fn needs(reason: &str) -> Obstacle {
    Obstacle::NeedsPerson { reason: reason.into() }
}
