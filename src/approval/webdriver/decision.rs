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
        return Act::Wait(stopped(&page.stopped));
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
        return Act::Wait(refusal("the sign-in form is sent", &target));
    }
    let given = |asked: &&Asked| asked.field.is_open() && login.value(&asked.field).is_some();
    Act::SignIn(fields.into_iter().filter(given).collect(), control)
}

/// What was typed was on its way to `target`, and was stopped.
pub(super) fn stopped(target: &str) -> String {
    refusal("what was typed would be sent on", target)
}

fn refusal(what: &str, target: &str) -> String {
    let place = Url::parse(target).map_or(target.to_owned(), |url| url.origin().ascii_serialization());
    format!(
        "{what} to `{place}`, and no password goes to another origin (`--login-origin {place}` allows it)"
    )
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn element(id: &str) -> Value {
        json!({ "element-6066-11e4-a52e-4f735466cecf": id })
    }

    fn field(id: &str, kind: &str, action: &str) -> Value {
        json!({
            "element": element(id), "form": 0, "action": action, "name": "", "id": id, "autocomplete": "",
            "kind": kind, "value": "", "required": false
        })
    }

    fn control(label: &str, form: i32, is_link: bool) -> Value {
        json!({
            "element": element(label), "form": form, "target": "", "is_link": is_link, "label": label,
            "words": label.to_lowercase()
        })
    }

    fn page(fields: &[Value], controls: &[Value]) -> Snapshot {
        let page = json!({
            "url": "https://as.example/authorize?state=s", "title": "T", "born": "1", "complete": true, "text": "",
            "captcha": false, "stopped": "", "fields": fields, "controls": controls
        });
        serde_json::from_value(page).expect("the form of a snapshot")
    }

    /// What is done, in words.
    fn done(page: &Snapshot) -> String {
        let login = Login::new(vec![("user".into(), "u".into()), ("pw".into(), "p".into())]);
        let server = Url::parse("https://as.example/oauth").expect("literal");
        match decide(page, &login, &server) {
            Act::Click(control) => format!("click {}", control.label),
            Act::SignIn(fields, control) => {
                let names: Vec<_> = fields.iter().map(|asked| asked.field.label()).collect();
                format!("fill {} and click {:?}", names.join(", "), control.map(|control| &control.label))
            }
            Act::Wait(reason) => reason,
        }
    }

    #[test]
    fn the_form_is_filled_in_and_sent_by_its_own_button() {
        let here = "https://as.example/in";
        let fields = [field("user", "text", here), field("pw", "password", here)];
        let controls = [control("Continue with another", -1, false), control("Go", 0, false)];
        assert_eq!(done(&page(&fields, &controls)), "fill user, pw and click Some(\"Go\")");
        assert_eq!(done(&page(&fields, &[])), "fill user, pw and click None");
        let more = [&fields[..], &[field("otp", "password", here)]].concat();
        assert_eq!(done(&page(&more, &[])), "the sign-in form wants `--login otp=…`");
        let there = [field("pw", "password", "https://elsewhere.example/in")];
        let told = done(&page(&there, &[]));
        assert!(told.contains("`--login-origin https://elsewhere.example`"), "{told}");
    }

    #[test]
    fn a_button_that_approves_comes_before_a_link() {
        let controls = [control("Cancel", 0, false), control("Accept the terms later", -1, true)];
        assert_eq!(
            done(&page(&[], &controls)),
            "nothing on the page says that it approves, only `Cancel`, `Accept the terms later`"
        );
        let controls = [control("Continue", -1, true), control("Allow", -1, false)];
        assert_eq!(done(&page(&[], &controls)), "click Allow");
        assert_eq!(done(&page(&[], &controls[..1])), "click Continue");
        let mut elsewhere = page(&[], &controls);
        elsewhere.url = Url::parse("https://elsewhere.example/").expect("literal");
        assert!(done(&elsewhere).starts_with("the sign-in leads to another origin"));
    }
}
