use std::net::IpAddr;

/// Does this host of a URL, in lower case and an IPv6 address in its brackets, stand for the machine itself?
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
