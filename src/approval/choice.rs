//! What a person who wants to approve does next on a page.

use suites::exchange::Request;
use url::Url;

use super::{
    login::Login,
    page::{Button, Field, Form, Page},
};

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

/// Words on what declines.
const DECLINING: &[&str] = &[
    "deny",
    "cancel",
    "reject",
    "decline",
    "refuse",
    "disallow",
    "don't allow",
    "do not allow",
    "don't authorize",
    "do not authorize",
    "not now",
];

/// What the two controls of a consent page send; not every page has one that declines.
pub(super) struct Decision {
    pub(super) approve: Request,
    pub(super) decline: Option<Request>,
}

/// What to do next, or why a person is needed.
pub(super) enum Choice {
    /// Send this request.
    Send(Request),
    /// Send this request; it carries what the user gave for the sign-in form.
    SignIn(Request),
    /// A person has to do it, for this reason.
    Person(String),
}

/// Chooses on `page`, which belongs to `server`: a sign-in form first, then what approves.
pub(super) fn choose(page: &Page, login: &Login, server: &Url) -> Choice {
    if let Some(form) = page.forms.iter().find(|form| form.fields.iter().any(Field::asks)) {
        return sign_in(form, login, server);
    }
    if let Some(request) = control(page, login, approves) {
        return Choice::Send(request);
    }
    match (&page.forms[..], &page.refresh) {
        ([form], _) if form.leads_on(page.has_script) => Choice::Send(submit(form, form.buttons.first(), login)),
        (_, Some(target)) => Choice::Send(Request::read(target.clone())),
        _ if page.has_script => Choice::Person(
            "the page has nothing to click without JavaScript; use `--approve browser`, `manual` or `command=…`"
                .into(),
        ),
        _ => Choice::Person("the page has no link or form that approves".into()),
    }
}

/// What can be decided on `page`, which is at `url`; nothing where it asks for a sign-in, or has nothing that approves.
pub(super) fn decision(page: &Page, login: &Login, url: &Url) -> Option<Decision> {
    if page.forms.iter().any(|form| form.fields.iter().any(Field::asks)) {
        return None;
    }
    let approve = control(page, login, approves)?;
    let is_script = |target: &Url| {
        target.cannot_be_a_base() || (target.fragment().is_some() && target.path() == url.path())
    };
    let decline = control(page, login, declines).filter(|request| !is_script(&request.url));
    Some(Decision { approve, decline })
}

/// What the first button sends whose words are `wanted`, else the first such link.
fn control(page: &Page, login: &Login, wanted: fn(&str) -> bool) -> Option<Request> {
    let buttons = page.forms.iter().flat_map(|form| form.buttons.iter().map(move |button| (form, button)));
    let button = buttons.into_iter().find(|(_, button)| wanted(&button.words));
    let link = || page.links.iter().find(|link| wanted(&link.words));
    button
        .map(|(form, button)| submit(form, Some(button), login))
        .or_else(|| link().map(|link| Request::read(link.target.clone())))
}

/// Whether `words` sound like refusal.
fn declines(words: &str) -> bool {
    DECLINING.iter().any(|word| words.contains(word))
}

/// Whether `words` sound like approval.
pub(super) fn approves(words: &str) -> bool {
    let holds = |list: &[&str]| list.iter().any(|word| words.contains(word));
    holds(APPROVING) && !holds(REFUSING)
}

fn sign_in(form: &Form, login: &Login, server: &Url) -> Choice {
    if let Some(missing) = login.missing(&form.fields) {
        return Choice::Person(missing);
    }
    let button = form.buttons.iter().find(|button| approves(&button.words));
    let request = submit(form, button.or(form.buttons.first()), login);
    if login.may_go_to(&request.url, server) {
        return Choice::SignIn(request);
    }
    let place = request.url.origin().ascii_serialization();
    Choice::Person(format!(
        "the sign-in form is sent to `{place}`, and no password goes to another origin (`--login-origin {place}` allows it)"
    ))
}

fn submit(form: &Form, button: Option<&Button>, login: &Login) -> Request {
    let value = |field: &Field| {
        let given = login.value(field).filter(|_| field.is_open());
        given.unwrap_or(&field.value).to_owned()
    };
    let fields = form.fields.iter().map(|field| (field.name.clone(), value(field)));
    let mut fields: Vec<(String, String)> = fields.collect();
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
    /// Whether it leads on without a choice; an empty one on a page with a script is that script's.
    const fn leads_on(&self, has_script: bool) -> bool {
        let is_scripts = has_script && self.buttons.is_empty() && self.fields.is_empty();
        self.buttons.len() <= 1 && !is_scripts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(html: &str, login: &[(&str, &str)]) -> Result<Request, String> {
        let base = Url::parse("https://as.example/authorize").expect("literal");
        let login =
            Login::new(login.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
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
    fn a_page_that_asks_for_a_decision_has_two_controls_or_one() {
        let base = Url::parse("https://as.example/authorize").expect("literal");
        let decided = |html: &str| {
            let page = Page::parse(html, &base).expect("a small page");
            let decision = decision(&page, &Login::default(), &base)?;
            Some((decision.approve.body, decision.decline.map(|request| request.url.to_string())))
        };
        let form = "<form method=post><input type=hidden name=t value=1><button>Allow</button></form>";
        assert_eq!(decided(form), Some(("t=1".into(), None)));
        let links = format!("{form}<a href='#'>Cancel</a>");
        assert_eq!(decided(&links), Some(("t=1".into(), None)));
        let links = format!("{form}<a href='/no'>Do not allow</a>");
        assert_eq!(decided(&links), Some(("t=1".into(), Some("https://as.example/no".into()))));
        assert_eq!(decided("<form><input type=password name=p><button>Allow</button></form>"), None);
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
        let button = "<form method=post action=/in><input name=pw type=password>\
             <button formaction='https://evil.example/in'>Log in</button></form>";
        for html in [html, button] {
            let told = chosen(html, &[("pw", "b")]).map(|_| ()).expect_err("it is refused");
            assert!(told.contains("https://evil.example"), "{told}");
        }
        let here = button.replace("evil.example", "as.example");
        assert!(chosen(&here, &[("pw", "b")]).is_ok());
    }

    #[test]
    fn a_field_goes_by_its_name_its_id_its_purpose_or_its_type() {
        let html = "<form method=post><input name=f1 id=who><input name=f2 autocomplete=organization>\
             <input name=f3 type=password><button>Go on</button></form>";
        let login = [("who", "a"), ("Organization", "b"), ("password", "c")];
        assert_eq!(chosen(html, &login).map(|request| request.body), Ok("f1=a&f2=b&f3=c".into()));
    }

    #[test]
    fn a_page_without_anything_to_do_needs_a_person() {
        assert_eq!(
            chosen("<p>Hello", &[]).map(|_| ()),
            Err("the page has no link or form that approves".into())
        );
    }
}
