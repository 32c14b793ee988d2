//! How hard a secret can be to guess at best: by its length and the characters in it, whatever it was made from.

/// The bits that a text of this length and these kinds of characters can hold.
pub fn room(text: &str) -> f64 {
    let holds = |kind: fn(&char) -> bool| text.chars().any(|char| kind(&char));
    let is_hex = text.chars().all(|char| char.is_ascii_hexdigit() || char == '-');
    let kinds = [
        (holds(char::is_ascii_digit), 10.0),
        (holds(char::is_ascii_lowercase), if is_hex { 6.0 } else { 26.0 }),
        (holds(char::is_ascii_uppercase), if is_hex { 6.0 } else { 26.0 }),
        (holds(|char| !char.is_ascii_alphanumeric()) && !is_hex, 4.0),
    ];
    let alphabet: f64 = kinds.iter().filter(|(held, _)| *held).map(|(_, size)| size).sum();
    let length = text.chars().filter(|char| !is_hex || *char != '-').count();
    f64::from(u32::try_from(length).unwrap_or(u32::MAX)) * alphabet.max(1.0).log2()
}

#[cfg(test)]
mod tests {
    use super::room;

    #[test]
    fn what_machines_draw_has_room_and_what_people_count_has_not() {
        for drawn in ["0f8fad5b-d9cb-469f-a165-70867728950e", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"] {
            assert!(room(drawn) >= 120.0, "{drawn}: {}", room(drawn));
        }
        for counted in ["000123", "code-000123", "7f3a9c01"] {
            assert!(room(counted) < 80.0, "{counted}: {}", room(counted));
        }
    }
}
