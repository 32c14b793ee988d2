//! What a GitHub Actions job is told without being asked: annotations, and the summary of its page.

use std::{env, fs::OpenOptions, io::Write as _};

use super::output::{Output, print};
use crate::{report::Format, usage::Usage};

/// Appends the report to the summary of the job, and annotates the job where no output does so already.
///
/// `render` writes the report in a format, without secrets.
///
/// # Errors
/// A summary that cannot be written.
pub(super) fn tell(outputs: &[Output], render: impl Fn(Format) -> String) -> Result<(), Usage> {
    if env::var("GITHUB_ACTIONS").as_deref() != Ok("true") {
        return Ok(());
    }
    let prints_for_people =
        outputs.iter().any(|output| output.format == Format::Human && output.file.is_none());
    if prints_for_people && !outputs.iter().any(|output| output.format == Format::Github) {
        print(&render(Format::Github));
    }
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = OpenOptions::new().append(true).create(true).open(&path);
    file.and_then(|mut file| file.write_all(render(Format::Markdown).as_bytes()))
        .map_err(|error| Usage::File {
            path: path.display().to_string(),
            verb: "written",
            reason: error.to_string(),
        })
}
