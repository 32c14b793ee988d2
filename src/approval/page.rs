//! What a person can do on a page: its forms, its links, where it leads by itself.

use scraper::{ElementRef, Html, Selector};
use url::Url;

/// The most tags of a page that is read.
const MOST_TAGS: usize = 5000;

/// A page, read.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The forms, in order.
    pub(super) forms: Vec<Form>,
    /// The links, in order.
    pub(super) links: Vec<Link>,
    /// Where a `<meta http-equiv="refresh">` leads.
    pub(super) refresh: Option<Url>,
    /// Whether the page holds a script.
    pub(super) has_script: bool,
}

/// A form.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Where it is sent.
    pub(super) action: Url,
    /// `GET` or `POST`.
    pub(super) method: String,
    /// The fields that are sent without a click.
    pub(super) fields: Vec<Field>,
    /// The buttons that send it.
    pub(super) buttons: Vec<Button>,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
    /// The `type`, in lower case; `select` and `textarea` for those elements.
    pub(super) kind: String,
    pub(super) required: bool,
}

/// A button of a form.
#[derive(Clone, Debug)]
pub(super) struct Button {
    pub(super) name: Option<String>,
    pub(super) value: String,
    /// Everything that tells its purpose: label, value, name, id, class.
    pub(super) words: String,
    pub(super) action: Option<Url>,
}

/// A link.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) target: Url,
    /// Everything that tells its purpose.
    pub(super) words: String,
}

impl Page {
    /// Reads the page at `base`; `None` where it has more elements than a page for people.
    pub(super) fn parse(html: &str, base: &Url) -> Option<Self> {
        // The HTML Standard's rules for unclosed elements cost the square of their number.
        if html.matches('<').count() > MOST_TAGS {
            return None;
        }
        let document = Html::parse_document(html);
        let base = first_attribute(&document, "base[href]", "href")
            .and_then(|href| base.join(&href).ok())
            .unwrap_or(base.clone());
        Some(Self {
            forms: document.select(&selector("form")).filter_map(|form| read_form(form, &base)).collect(),
            links: document.select(&selector("a[href]")).filter_map(|link| read_link(link, &base)).collect(),
            refresh: first_attribute(&document, "meta[http-equiv='refresh' i]", "content")
                .and_then(|content| refresh_target(&content, &base)),
            has_script: document.select(&selector("script")).next().is_some(),
        })
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a literal selector")
}

fn first_attribute(document: &Html, css: &str, name: &str) -> Option<String> {
    document.select(&selector(css)).next()?.attr(name).map(str::to_owned)
}

fn refresh_target(content: &str, base: &Url) -> Option<Url> {
    let (_, target) = content
        .split_once(['='])
        .filter(|(before, _)| before.to_ascii_lowercase().trim_end().ends_with("url"))?;
    base.join(target.trim().trim_matches(['"', '\''])).ok()
}

fn attribute(element: ElementRef<'_>, name: &str) -> String {
    element.attr(name).unwrap_or_default().to_owned()
}

fn read_link(link: ElementRef<'_>, base: &Url) -> Option<Link> {
    let target = base.join(link.attr("href")?).ok()?;
    Some(Link { words: words(link), target })
}

fn read_form(form: ElementRef<'_>, base: &Url) -> Option<Form> {
    let action = base.join(form.attr("action").unwrap_or_default()).ok()?;
    let method = attribute(form, "method").to_ascii_uppercase();
    let method = if method == "POST" { method } else { "GET".into() };
    let fields = form.select(&selector("input, select, textarea")).filter_map(read_field).collect();
    let submits = selector("button, input[type='submit' i], input[type='image' i]");
    let buttons = form.select(&submits);
    let buttons = buttons
        .filter(|button| is_submit(*button))
        .map(|button| read_button(button, base))
        .collect();
    Some(Form { action, method, fields, buttons })
}

fn is_submit(button: ElementRef<'_>) -> bool {
    !matches!(attribute(button, "type").to_ascii_lowercase().as_str(), "button" | "reset")
}

/// A field that is sent; a box or radio that is not checked, and a button, is not.
fn read_field(element: ElementRef<'_>) -> Option<Field> {
    let name = element.attr("name").filter(|name| !name.is_empty())?.to_owned();
    let kind = match element.value().name() {
        "input" => element.attr("type").unwrap_or("text").to_ascii_lowercase(),
        other => other.to_owned(),
    };
    let unchecked = matches!(kind.as_str(), "checkbox" | "radio") && element.attr("checked").is_none();
    if unchecked || matches!(kind.as_str(), "submit" | "image" | "button" | "reset" | "file") {
        return None;
    }
    let value = match kind.as_str() {
        "select" => selected(element),
        "textarea" => element.text().collect(),
        "checkbox" | "radio" => element.attr("value").unwrap_or("on").to_owned(),
        _ => attribute(element, "value"),
    };
    Some(Field { name, value, kind, required: element.attr("required").is_some() })
}

fn selected(select: ElementRef<'_>) -> String {
    let chosen = select.select(&selector("option[selected]")).next();
    let option = chosen.or_else(|| select.select(&selector("option")).next());
    option
        .map(|option| option.attr("value").map_or_else(|| option.text().collect(), str::to_owned))
        .unwrap_or_default()
}

fn read_button(button: ElementRef<'_>, base: &Url) -> Button {
    Button {
        name: button.attr("name").filter(|name| !name.is_empty()).map(str::to_owned),
        value: attribute(button, "value"),
        words: words(button),
        action: button.attr("formaction").and_then(|action| base.join(action).ok()),
    }
}

/// Label, value and names of an element, in lower case.
fn words(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect::<Vec<_>>().join(" ");
    let attributes =
        ["value", "name", "id", "aria-label", "title", "class"].map(|name| attribute(element, name));
    let target = words_of_target(&attribute(element, "href"));
    format!("{text} {target} {}", attributes.join(" ")).to_lowercase()
}

/// The path of a link, and of its query what may be a word. A ticket is none: by chance it holds any short word.
fn words_of_target(target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_word = |text: &&str| text.len() <= 16 && text.chars().all(char::is_alphabetic);
    let words: Vec<_> = query.split(['&', '=', ';']).filter(is_word).collect();
    format!("{path} {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONSENT: &str = r#"<!doctype html><title>Consent</title>
        <form method=post action="/decide"><input type=hidden name=ticket value=t1>
        <input type=checkbox name=remember><input type=checkbox name=scope value=read checked>
        <select name=lang><option value=de>x<option value=en selected>y</select>
        <button type=button>Help</button><button name=decision value=deny>Cancel</button>
        <button name=decision value=allow>Allow access</button></form>
        <a href="approve?ticket=1" class="button">Approve</a>
        <meta http-equiv="Refresh" content="3; url='/next'">"#;

    #[test]
    fn a_ticket_has_no_words() {
        assert_eq!(
            words_of_target("/consent?ticket=x7DENYhelp-9&decision=approve"),
            "/consent ticket decision approve"
        );
        assert_eq!(words_of_target("/approve"), "/approve ");
    }

    #[test]
    fn a_page_is_read_as_a_person_sees_it() {
        let base = Url::parse("https://as.example/authorize?x=1").expect("literal");
        let page = Page::parse(CONSENT, &base).expect("a small page");
        let form = &page.forms[0];
        assert_eq!((form.action.as_str(), form.method.as_str()), ("https://as.example/decide", "POST"));
        let fields: Vec<_> =
            form.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
        assert_eq!(fields, [("ticket", "t1"), ("scope", "read"), ("lang", "en")]);
        let values: Vec<_> = form.buttons.iter().map(|button| button.value.as_str()).collect();
        assert_eq!(values, ["deny", "allow"]);
        assert_eq!(page.links[0].target.as_str(), "https://as.example/approve?ticket=1");
        assert_eq!(page.refresh.map(String::from).as_deref(), Some("https://as.example/next"));
    }

    #[test]
    fn a_page_without_an_end_is_not_read() {
        let base = Url::parse("https://as.example/").expect("literal");
        assert_eq!(Page::parse(&"<a><b>".repeat(MOST_TAGS), &base).map(|page| page.links.len()), None);
    }
}
