use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The blocks that are not globally reachable, or hold no hosts (IANA IPv4 Special-Purpose Address Registry and IPv4 Multicast
/// Address Space): network and length of its prefix.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private use
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared by carriers
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, where clouds serve credentials
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private use
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // relays to 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private use
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// Where IPv6 has public hosts: global unicast (RFC 4291 section 2.4). Loopback, link-local, unique local, multicast and
/// IPv4-mapped addresses lie outside of it.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What is in there and is not globally reachable, or leads to an IPv4 address that nobody has looked at (IANA IPv6
/// Special-Purpose Address Registry).
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments: Teredo, benchmarks, identifiers
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Under this prefix a network without IPv4 reaches all of it (RFC 6052 section 2.1): the address is in the last 32 bits.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Can a public host have this address? What cannot is never connected to: a client identifier would otherwise be a way to
/// send requests into the network behind this server (draft-ietf-oauth-client-id-metadata-document, Server Side Request
/// Forgery; RFC 6890).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) if is_v6_in(address, NAT64) => {
            let [.., a, b, c, d] = address.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(address) => {
            is_v6_in(address, GLOBAL_UNICAST) && !NOT_PUBLIC_V6.iter().any(|block| is_v6_in(address, *block))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4
        .iter()
        .any(|(network, length)| (address.to_bits() ^ network.to_bits()) >> (32 - length) == 0)
}

fn is_v6_in(address: Ipv6Addr, (network, length): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()) >> (128 - length) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many of them are just beside a block of the others.
    const PUBLIC: &str = "\
        1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 128.0.0.1 172.15.255.255 \
        172.32.0.0 192.0.1.1 198.17.255.255 198.20.0.0 223.255.255.255 2606:4700:4700::1111 \
        2001:200::1 2001:4860:4860::8888 3ffe:ffff::1 64:ff9b::8.8.8.8";

    const SPECIAL: &str = "\
        0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 \
        169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 \
        198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 \
        255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::127.0.0.1 \
        64:ff9b::169.254.169.254 64:ff9b:1::8.8.8.8 100::1 2001::1 2001:1ff::1 2001:2::1 \
        2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 3fff:fff::1 5f00::1 fc00::1 fd00::1 \
        fe80::1 fec0::1 ff02::1";

    #[test]
    fn only_public_hosts_have_public_addresses() {
        for (list, expected) in [(PUBLIC, true), (SPECIAL, false)] {
            for address in list.split_whitespace() {
                assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
            }
        }
    }
}
