//! What a person sees on a page, as `page.js` reads it.

use serde::Deserialize;
use url::Url;

use super::session::Element;
use crate::approval::page::Field;

/// The script that reads a page.
pub(super) const SCRIPT: &str = include_str!("page.js");

/// A page at one moment.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) url: Url,
    pub(super) title: String,
    /// When the document began: another number is another document.
    pub(super) born: String,
    pub(super) complete: bool,
    /// Its text, by which a change is seen.
    pub(super) text: String,
    /// Whether it holds the mark of a captcha.
    pub(super) captcha: bool,
    /// Where the guard of the typed values stopped them; empty where it did not.
    pub(super) stopped: String,
    pub(super) fields: Vec<Asked>,
    pub(super) controls: Vec<Control>,
}

/// A field that can be filled in.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) element: Element,
    /// The number of its form on the page; -1 where it has none.
    pub(super) form: i32,
    /// Where its form is sent.
    pub(super) action: String,
    #[serde(flatten)]
    pub(super) field: Field,
}

/// Something to click.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Control {
    pub(super) element: Element,
    /// The number of its form on the page; -1 where it has none.
    pub(super) form: i32,
    /// Where it sends its form instead; empty where it does not.
    pub(super) target: String,
    pub(super) is_link: bool,
    pub(super) label: String,
    /// Everything that tells its purpose, in lower case.
    pub(super) words: String,
}

impl Snapshot {
    /// What makes it another page for a person who acts: document, fields and what can be clicked.
    pub(super) fn likeness(&self) -> String {
        let fields = self.fields.iter().map(|asked| (asked.field.label(), asked.field.is_open()));
        let controls = self.controls.iter().map(|control| control.label.as_str());
        format!(
            "{} {} {} {:?} {:?}",
            self.born,
            self.url,
            self.stopped,
            fields.collect::<Vec<_>>(),
            controls.collect::<Vec<_>>()
        )
    }

    /// Its title and its address without the query, where secrets stand.
    pub(super) fn described(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        let hint = if self.captcha { ", with a captcha" } else { "" };
        match self.title.trim() {
            "" => format!("a page without a title at `{url}`{hint}"),
            title => format!("`{title}` at `{url}`{hint}"),
        }
    }
}
