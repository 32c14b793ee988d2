//! What a person who wants to approve does next on what the browser shows.

use url::Url;

use super::snapshot::{Asked, Control, Snapshot};
use crate::approval::{choice::approves, login::Login};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Act<'a> {
    /// Fill these fields in and send them: by this control, or by the enter key.
    SignIn(Vec<&'a Asked>, Option<&'a Control>),
    /// Click this.
    Click(&'a Control),
    /// Nothing; this is what is told if nothing changes.
    Wait(String),
}

/// Decides on a page; `server` is the authorization server's.
pub(super) fn decide<'a>(page: &'a Snapshot, login: &Login, server: &Url) -> Act<'a> {
    if !page.stopped.is_empty() {
        return Act::Wait(refusal(&format!("what was typed would go to `{}`", page.stopped), &page.stopped));
    }
    if !login.may_go_to(&page.url, server) {
        let place = page.url.origin().ascii_serialization();
        return Act::Wait(format!(
            "the sign-in leads to another origin, where nothing is typed or clicked (`--login-origin {place}` allows it)"
        ));
    }
    let wanted =
        |asked: &&Asked| asked.field.is_open() && (asked.field.asks() || login.value(&asked.field).is_some());
    match page.fields.iter().find(wanted) {
        Some(first) => sign_in(page, first.form, login, server),
        None => click(page),
    }
}

fn sign_in<'a>(page: &'a Snapshot, form: i32, login: &Login, server: &Url) -> Act<'a> {
    let fields: Vec<_> = page.fields.iter().filter(|asked| asked.form == form).collect();
    let needed = fields.iter().map(|asked| &asked.field).filter(|field| field.asks());
    if let Some(missing) = login.missing(needed) {
        return Act::Wait(missing);
    }
    let mut controls = page.controls.iter().filter(|control| control.form == form);
    let control = controls.clone().find(|control| approves(&control.words)).or(controls.next());
    let target = control.map(|control| &control.target).filter(|target| !target.is_empty());
    let target = target.or(fields.first().map(|asked| &asked.action)).cloned().unwrap_or_default();
    let may_go = Url::parse(&target).is_ok_and(|target| login.may_go_to(&target, server));
    if !may_go {
        return Act::Wait(refusal("the sign-in form is sent to another origin", &target));
    }
    let given = |asked: &&Asked| asked.field.is_open() && login.value(&asked.field).is_some();
    Act::SignIn(fields.into_iter().filter(given).collect(), control)
}

fn refusal(what: &str, target: &str) -> String {
    let place = Url::parse(target).map_or(target.to_owned(), |url| url.origin().ascii_serialization());
    format!("{what}, and no password goes to another origin (`--login-origin {place}` allows it)")
}

/// Clicks the first button that approves, else the first such link.
fn click(page: &Snapshot) -> Act<'_> {
    let mut approving: Vec<_> = page.controls.iter().filter(|control| approves(&control.words)).collect();
    approving.sort_by_key(|control| control.is_link);
    match approving.first() {
        Some(control) => Act::Click(control),
        None if page.controls.is_empty() => Act::Wait("there is nothing to click on the page".into()),
        None => {
            let labels = page.controls.iter().take(8).map(|control| format!("`{}`", control.label));
            let labels: Vec<_> = labels.collect();
            Act::Wait(format!("nothing on the page says that it approves, only {}", labels.join(", ")))
        }
    }
}
