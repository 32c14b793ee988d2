//! The query of a URL, parameter by parameter.

use url::Url;

/// The value of the first parameter `name`.
pub fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The value of the parameter `name` where it stands once and has one.
pub fn only(url: &Url, name: &str) -> Option<String> {
    let mut values = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    values.next().filter(|value| !value.is_empty() && values.next().is_none())
}

/// Sets a parameter, or removes it with `None`; the others keep their order.
pub fn set(url: &mut Url, name: &str, value: Option<&str>) {
    let kept: Vec<_> = url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    url.query_pairs_mut().clear().extend_pairs(kept);
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
}
