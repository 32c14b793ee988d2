//! As much of HTML as finds the attributes of tags.

use url::Url;

use crate::exchange::Exchange;

/// The values of `attribute` in the tags called `name` that are `wanted`; a tag is seen in lower case.
pub(crate) fn attributes(html: &str, name: &str, attribute: &str, wanted: fn(&str) -> bool) -> Vec<String> {
    let tags = html.split('<').map(|rest| rest.split('>').next().unwrap_or_default());
    let value = |tag: &str| {
        let lower = tag.to_ascii_lowercase();
        let after = lower.strip_prefix(name)?;
        if !after.starts_with(|char: char| char.is_ascii_whitespace()) || !wanted(&lower) {
            return None;
        }
        let at = lower.find(&format!(" {attribute}="))? + attribute.len() + 2;
        let value = tag.get(at..)?;
        match value.chars().next().filter(|char| "\"'".contains(*char)) {
            Some(quote) => value[1..].split(quote).next().map(str::to_owned),
            None => value.split_ascii_whitespace().next().map(str::to_owned),
        }
    };
    tags.filter_map(value).collect()
}

/// What a browser loads with a page.
pub(crate) fn loaded(page: &Exchange) -> Vec<Url> {
    let body = &page.response.body;
    let sources = ["script", "img", "iframe"].map(|name| attributes(body, name, "src", |_| true));
    let is_loaded = |tag: &str| ["stylesheet", "icon", "preload"].iter().any(|kind| tag.contains(kind));
    let links = attributes(body, "link", "href", is_loaded);
    let all = sources.into_iter().flatten().chain(links);
    all.filter_map(|address| page.request.url.join(&address).ok())
        .filter(Url::has_host)
        .collect()
}

/// The last two names of a host: what is below the same mostly has the same owner.
pub(crate) fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let names: Vec<_> = host.rsplit('.').take(2).collect();
    if matches!(url.host(), Some(url::Host::Domain(_))) { names.join(".") } else { host.into() }
}

#[cfg(test)]
mod tests {
    use super::attributes;

    #[test]
    fn attributes_are_found_with_and_without_quotation_marks() {
        let html =
            "<IMG alt='' SRC=\"/a.png\"><image src=/no><img data-src=/no src=/b.png ><img src='c.png'/>";
        assert_eq!(attributes(html, "img", "src", |_| true), ["/a.png", "/b.png", "c.png"]);
        assert_eq!(attributes(html, "img", "src", |tag| tag.contains("alt")), ["/a.png"]);
    }
}
