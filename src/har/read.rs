//! A file as what a replay needs.

use suites::{
    exchange::{self, Actor, Headers},
    oauth::authorization::Callback,
};
use thiserror::Error;
use url::Url;

use super::{
    FORMAT, Settings,
    shape::{Entry, Har, Pair, Request, Response, WayBackOf},
};
use crate::wire::{Tape, Taped, WayBack};

/// Why a file cannot be replayed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    /// No HAR at all, or broken.
    #[error("it is no HAR as `--record` writes it: {0}")]
    Shape(String),
    /// A HAR of another program.
    #[error(
        "it was written by `{0}` and not by `--record`: a replay has to know on whose behalf each request was sent, \
         and what stands for a secret"
    )]
    Stranger(String),
    /// Of another version of this tool.
    #[error("it has version {0} of the custom fields, and this version of the tool reads {FORMAT}")]
    Version(u32),
    /// An entry that no run can have written.
    #[error("its entry {index} has {what}")]
    Entry {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A way back that no run can have written.
    #[error("it tells of a way back that has {0}")]
    WayBack(&'static str),
}

/// What the run was given, and its exchanges.
///
/// # Errors
/// Why the text cannot be replayed.
pub fn read(text: &str) -> Result<(Settings, Tape), Unreadable> {
    let log = match serde_json::from_str::<Har>(text) {
        Ok(har) => har.log,
        Err(error) => return Err(stranger(text).unwrap_or_else(|| Unreadable::Shape(error.to_string()))),
    };
    let recording = log.recording.ok_or(Unreadable::Stranger(log.creator.name))?;
    if recording.format != FORMAT {
        return Err(Unreadable::Version(recording.format));
    }
    let entries = log.entries.into_iter().enumerate();
    let taped = entries
        .map(|(index, entry)| taped(entry).map_err(|what| Unreadable::Entry { index, what }))
        .collect::<Result<Vec<_>, _>>()?;
    let ways_back = recording.ways_back.into_iter().map(way_back);
    let ways_back = ways_back.collect::<Result<Vec<_>, _>>().map_err(Unreadable::WayBack)?;
    Ok((recording.settings, Tape::new(taped, ways_back)))
}

/// A HAR of another program, which has not all that ours has.
fn stranger(text: &str) -> Option<Unreadable> {
    let har: serde_json::Value = serde_json::from_str(text).ok()?;
    let log = har.get("log").filter(|log| log.get("_recording").is_none())?;
    let name = log.get("creator")?.get("name")?.as_str()?;
    Some(Unreadable::Stranger(name.to_owned()))
}

fn taped(entry: Entry) -> Result<Taped, &'static str> {
    let request = request(entry.request)?;
    let answer = match entry.obstacle {
        Some(no_answer) => Err(no_answer.obstacle(request.url.as_str())),
        None if entry.response.status == 0 => {
            return Err("neither an answer nor a reason that there is none");
        }
        None => Ok(response(entry.response)),
    };
    let (started_ms, duration_ms) = (entry.started_ms, entry.time);
    Ok(Taped { asker: entry.pageref.into(), request, answer, started_ms, duration_ms })
}

fn request(request: Request) -> Result<exchange::Request, &'static str> {
    let by = [Actor::Client, Actor::UserAgent].into_iter().find(|by| by.name() == request.by);
    let url = Url::parse(&request.url).map_err(|_| "a URL that is none")?;
    Ok(exchange::Request {
        by: by.ok_or("a sender that is neither `client` nor `user-agent`")?,
        headers: headers(request.headers),
        body: request.post_data.map(|data| data.text).unwrap_or_default(),
        ..exchange::Request::new(&request.method, url)
    })
}

fn response(response: Response) -> exchange::Response {
    exchange::Response {
        status: response.status,
        headers: headers(response.headers),
        body: response.content.text,
        truncated: response.truncated,
    }
}

fn headers(pairs: Vec<Pair>) -> Headers {
    pairs.into_iter().map(|pair| (pair.name, pair.value)).collect()
}

fn way_back(way: WayBackOf) -> Result<WayBack, &'static str> {
    let url = |text: &str| Url::parse(text).map_err(|_| "a URL that is none");
    let callback = Callback {
        url: url(&way.callback)?,
        method: way.method,
        exchange: way.exchange,
        status: way.status,
        parameters: way.parameters,
        form_post: way.form_post,
    };
    Ok(WayBack { asker: way.asker.into(), url: url(&way.url)?, exchanges: way.exchanges, callback })
}
