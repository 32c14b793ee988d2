//! IP addresses, as far as it matters who reaches them.

use std::net::Ipv4Addr;

/// Whether an address can be reached from anywhere (RFC 6890): it is of no private, shared (RFC 6598), link-local, loopback,
/// unspecified, multicast or reserved range. Those for documentation stand for public ones.
pub fn is_public(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && second & 0b1100_0000 == 64;
    let is_no_host = first == 0 || first >= 224;
    !(address.is_private() || address.is_link_local() || address.is_loopback() || is_shared || is_no_host)
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn private_and_shared_addresses_are_not_public() {
        for (address, expected) in [
            ("203.0.113.9", true),
            ("100.128.0.1", true),
            ("172.32.0.1", true),
            ("10.0.0.9", false),
            ("172.16.0.9", false),
            ("192.168.1.9", false),
            ("100.64.0.9", false),
            ("169.254.0.9", false),
            ("127.0.0.2", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
        ] {
            assert_eq!(is_public(address.parse().expect("literal")), expected, "{address}");
        }
    }
}
