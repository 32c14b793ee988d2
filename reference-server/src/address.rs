use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::extract::{ConnectInfo, Request};
use http::{HeaderMap, HeaderName, header::FORWARDED};

/// The header field in which a trusted proxy in front tells from which address it took a request.
///
/// One is named and the other is ignored: a proxy that writes one of them passes the other on as the client sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, which most proxies write.
    XForwardedFor,
    /// `Forwarded` (RFC 7239 section 5.2).
    Forwarded,
}

/// The header field is none of those known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `x-forwarded-for` or `forwarded`")]
pub struct UnknownProxyHeader;

impl FromStr for ProxyHeader {
    type Err = UnknownProxyHeader;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = [Self::XForwardedFor, Self::Forwarded].into_iter();
        let mut matching = known.filter(|known| known.name().as_str().eq_ignore_ascii_case(name));
        matching.next().ok_or(UnknownProxyHeader)
    }
}

impl ProxyHeader {
    /// The name of the field.
    pub fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => FORWARDED,
        }
    }

    /// The address in the last entry, which the proxy in front appended; all before it are what the client claims.
    fn address(self, headers: &HeaderMap) -> Option<IpAddr> {
        let field = headers.get_all(self.name()).iter().next_back()?.to_str().ok()?;
        let entry = field.rsplit(',').next()?.trim();
        match self {
            Self::XForwardedFor => node(entry),
            Self::Forwarded => node(forwarded_for(entry)?),
        }
    }
}

/// The parameter `for` of one element (RFC 7239 section 4). Names have no case.
fn forwarded_for(element: &str) -> Option<&str> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    Some(value.trim_matches('"'))
}

/// An address with or without a port, version 6 in brackets or not (RFC 7239 section 6). Nothing for `unknown` and the
/// obfuscated.
fn node(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some(address.ip());
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse().ok()
}

/// From which address a request comes, as an extension of it; unknown where no connection brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

impl ClientAddress {
    /// The address that the trusted proxy tells, or else that of the other end of the connection. An address of version 4
    /// that came over a socket of version 6 is one of version 4.
    pub(crate) fn of(request: &Request, trusted: Option<ProxyHeader>) -> Self {
        let told = trusted.and_then(|header| header.address(request.headers()));
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Self(told.or(peer).map(|address| address.to_canonical()))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn address(trusted: Option<ProxyHeader>, fields: &[(&str, &str)]) -> String {
        let mut request = Request::new(Body::empty());
        let peer = "[::ffff:192.0.2.1]:1000".parse::<SocketAddr>().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        for (name, value) in fields {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        ClientAddress::of(&request, trusted).0.unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_entry() {
        let fields = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-for", "198.51.100.2, 203.0.113.7"),
            ("forwarded", "for=198.51.100.3;proto=https, for=\"198.51.100.4,FOR=203.0.113.8;by=x"),
        ];
        assert_eq!(address(None, &fields), "192.0.2.1");
        assert_eq!(address(Some(ProxyHeader::XForwardedFor), &fields), "203.0.113.7");
        assert_eq!(address(Some(ProxyHeader::Forwarded), &fields), "203.0.113.8");
    }

    #[test]
    fn an_address_is_read_as_proxies_write_it() {
        for (entry, expected) in [
            ("203.0.113.7:4711", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("unknown", "192.0.2.1"),
            ("", "192.0.2.1"),
        ] {
            let observed = address(Some(ProxyHeader::XForwardedFor), &[("x-forwarded-for", entry)]);
            assert_eq!(observed, expected, "{entry}");
            let element = format!("proto=http; For=\"{entry}\"");
            assert_eq!(
                address(Some(ProxyHeader::Forwarded), &[("forwarded", &element)]),
                expected,
                "{entry}"
            );
        }
        assert_eq!(address(Some(ProxyHeader::Forwarded), &[("forwarded", "by=x")]), "192.0.2.1");
    }

    #[test]
    fn a_header_is_named_in_any_case() {
        assert_eq!("X-Forwarded-For".parse(), Ok(ProxyHeader::XForwardedFor));
        assert_eq!("forwarded".parse(), Ok(ProxyHeader::Forwarded));
        assert_eq!("x-real-ip".parse::<ProxyHeader>(), Err(UnknownProxyHeader));
    }
}
