//! Text for a terminal.

/// `text` in lines of at most `width` columns, broken between words.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The beginning of `text`, where it has more than `most` characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Lines behind a label, as the end of a walk is told: the first shows the label.
pub(crate) fn labelled(label: &str, lines: &[String]) -> String {
    let line = |(number, line): (usize, &String)| {
        format!("  {:<16}{}\n", if number == 0 { label } else { "" }, plain(line))
    };
    lines.iter().enumerate().map(line).collect()
}

/// `1 request`, `2 requests`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `text` without the control characters by which a server could write to the reader's terminal.
pub(crate) fn plain(text: &str) -> String {
    let shown =
        |char: char| if char.is_control() && !matches!(char, '\n' | '\t') { '\u{fffd}' } else { char };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_between_words() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable ü", 3), ["unbreakable", "ü"]);
        assert_eq!(wrapped(" ", 7), Vec::<String>::new());
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shortened("äöü", 2), "äö…");
        assert_eq!(shortened("äöü", 3), "äöü");
    }

    #[test]
    fn a_server_cannot_write_to_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\u{9b}c\0\r\nd"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\u{fffd}\nd");
    }
}
