//! What a person who wants to approve does next on a page.

use suites::exchange::Request;
use url::Url;

use super::page::{Button, Field, Form, Page};

/// Words on what approves or leads on.
const APPROVING: &[&str] = &[
    "approve",
    "allow",
    "authorize",
    "authorise",
    "accept",
    "consent",
    "grant",
    "agree",
    "permit",
    "confirm",
    "continue",
    "proceed",
    "yes",
    "sign in",
    "signin",
    "log in",
    "login",
    "submit",
    "next",
];

/// Words on what refuses or leads away.
const REFUSING: &[&str] = &[
    "deny", "denied", "cancel", "reject", "decline", "refuse", "disallow", "don't", "do not", "not now",
    "log out", "logout", "sign out", "signout", "sign up", "signup", "register", "forgot", "privacy",
    "terms", "help", "switch", "back to",
];

/// What to do next, or why a person is needed.
pub(super) enum Choice {
    /// Send this request.
    Send(Request),
    /// Send this request; it carries what the user gave for the sign-in form.
    SignIn(Request),
    /// A person has to do it, for this reason.
    Person(String),
}

/// Chooses on `page`, which belongs to `origin`: a sign-in form first, then what approves.
pub(super) fn choose(page: &Page, login: &[(String, String)], origin: &Url) -> Choice {
    if let Some(form) = page.forms.iter().find(|form| form.asks()) {
        return sign_in(form, login, origin);
    }
    let buttons = page.forms.iter().flat_map(|form| form.buttons.iter().map(move |button| (form, button)));
    let mut sends: Vec<(i32, Request)> = buttons
        .map(|(form, button)| (rank(&button.words), submit(form, Some(button), login)))
        .collect();
    sends.extend(page.links.iter().map(|link| (rank(&link.words), Request::read(link.target.clone()))));
    sends.retain(|(rank, _)| *rank > 0);
    // The first of the best: `max_by_key` would take the last.
    if let Some((_, request)) = sends.into_iter().rev().max_by_key(|(rank, _)| *rank) {
        return Choice::Send(request);
    }
    match (&page.forms[..], &page.refresh) {
        ([form], _) if form.buttons.len() <= 1 => Choice::Send(submit(form, form.buttons.first(), login)),
        (_, Some(target)) => Choice::Send(Request::read(target.clone())),
        _ if page.has_script => {
            Choice::Person("the page has nothing to click without JavaScript; use `--approve manual` or `--approve command=…`".into())
        }
        _ => Choice::Person("the page has no link or form that approves".into()),
    }
}

/// How much `words` sound like approval: 0 where they do not.
fn rank(words: &str) -> i32 {
    let holds = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if holds(REFUSING) { 0 } else { i32::from(holds(APPROVING)) }
}

fn sign_in(form: &Form, login: &[(String, String)], origin: &Url) -> Choice {
    let value = |field: &Field| login.iter().any(|(name, _)| *name == field.name);
    let missing: Vec<_> = form.fields.iter().filter(|field| field.is_open() && !value(field)).collect();
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(|field| format!("`--login {}=…`", field.name)).collect();
        return Choice::Person(format!("the sign-in form wants {}", names.join(" ")));
    }
    if form.action.origin() != origin.origin() {
        let place = form.action.origin().ascii_serialization();
        return Choice::Person(format!(
            "the sign-in form is sent to `{place}`, and no password goes to another origin"
        ));
    }
    let best = form.buttons.iter().rev().max_by_key(|button| rank(&button.words));
    Choice::SignIn(submit(form, best, login))
}

fn submit(form: &Form, button: Option<&Button>, login: &[(String, String)]) -> Request {
    let given =
        |field: &Field| login.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value.clone());
    let mut fields: Vec<(String, String)> = form
        .fields
        .iter()
        .map(|field| {
            (
                field.name.clone(),
                given(field).filter(|_| field.is_open()).unwrap_or_else(|| field.value.clone()),
            )
        })
        .collect();
    if let Some((name, value)) = button.and_then(|button| Some((button.name.clone()?, button.value.clone())))
    {
        fields.push((name, value));
    }
    let action = button.and_then(|button| button.action.clone()).unwrap_or_else(|| form.action.clone());
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if form.method == "POST" {
        return Request::post_form(action, &pairs);
    }
    let mut url = action;
    url.query_pairs_mut().clear().extend_pairs(pairs);
    Request::read(url)
}

impl Form {
    /// Whether it asks for something that only a person knows.
    fn asks(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.kind == "password" || (field.required && field.is_open()))
    }
}

impl Field {
    /// Whether a person would fill it in.
    fn is_open(&self) -> bool {
        let is_text = matches!(
            self.kind.as_str(),
            "text" | "email" | "password" | "tel" | "number" | "search" | "url" | "textarea"
        );
        is_text && self.value.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(html: &str, login: &[(&str, &str)]) -> Result<Request, String> {
        let base = Url::parse("https://as.example/authorize").expect("literal");
        let login: Vec<_> =
            login.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        match choose(&Page::parse(html, &base).expect("a small page"), &login, &base) {
            Choice::Send(request) | Choice::SignIn(request) => Ok(request),
            Choice::Person(reason) => Err(reason),
        }
    }

    #[test]
    fn the_approving_button_is_pressed_and_no_other() {
        let html = "<form method=post><button name=d value=deny>Deny</button><button name=d value=yes>Allow</button></form>";
        assert_eq!(chosen(html, &[]).map(|request| request.body), Ok("d=yes".into()));
    }

    #[test]
    fn the_approving_link_is_followed_among_others() {
        let html = "<a href=/terms>Terms you accept</a><a href=/ok>Approve</a><a href=/no>Cancel</a>";
        assert_eq!(chosen(html, &[]).map(|request| request.url.path().to_owned()), Ok("/ok".into()));
    }

    #[test]
    fn a_sign_in_form_is_filled_or_its_fields_are_named() {
        let html = "<form method=post action=/in><input name=user><input name=pw type=password><button>Sign in</button></form>";
        assert_eq!(
            chosen(html, &[("user", "a"), ("pw", "b")]).map(|request| request.body),
            Ok("user=a&pw=b".into())
        );
        assert_eq!(
            chosen(html, &[("user", "a")]).map(|_| ()),
            Err("the sign-in form wants `--login pw=…`".into())
        );
    }

    #[test]
    fn no_password_goes_to_another_origin() {
        let html = "<form method=post action='https://evil.example/in'><input name=pw type=password><button>Log in</button></form>";
        let told = chosen(html, &[("pw", "b")]).map(|_| ()).expect_err("it is refused");
        assert!(told.contains("https://evil.example"), "{told}");
    }

    #[test]
    fn a_page_without_anything_to_do_needs_a_person() {
        assert_eq!(
            chosen("<p>Hello", &[]).map(|_| ()),
            Err("the page has no link or form that approves".into())
        );
    }
}
