//! As much of HTML as finds the attributes of tags.

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
