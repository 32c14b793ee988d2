use std::io::{self, IsTerminal as _};

use reference_server::hash_password;

use super::announcement;

/// Reads a password and prints its hash. At a terminal it asks, and does not show what is typed; else it takes the first line
/// of standard input.
pub(super) fn hash() -> io::Result<()> {
    let password = if io::stdin().is_terminal() {
        rpassword::prompt_password("Password: ")?
    } else {
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "expected a password, observed none"));
    }
    announcement::say(&format!("{}\n", hash_password(&password)));
    Ok(())
}
