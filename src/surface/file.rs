//! Snapshots on disk, in the `.snap` format of insta: a front matter between two lines `---`, then the contents. So
//! `cargo insta review` shows and accepts them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;
use thiserror::Error;
use url::Url;

use super::{Part, Surface, Taken, Unseen};

/// Why a folder of snapshots cannot be used.
#[derive(Debug, Error)]
pub enum Broken {
    /// The system refuses.
    #[error("`{}` cannot be {verb}: {reason}", .path.display())]
    Refused {
        /// What.
        path: PathBuf,
        /// `read` or `written`.
        verb: &'static str,
        /// Why.
        reason: io::Error,
    },
    /// A file that is something else.
    #[error("`{}` is no snapshot of this tool: {reason}; `--accept` replaces it", .path.display())]
    Strange {
        /// Which.
        path: PathBuf,
        /// Why not.
        reason: &'static str,
    },
}

/// A folder with the snapshots of one server.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// The folder in which the snapshots of `target` lie where nobody says otherwise.
    pub fn of(target: &Url) -> Self {
        let port = target.port().map_or(String::new(), |port| format!("-{port}"));
        let name = format!("{}{port}{}", target.host_str().unwrap_or_default(), target.path());
        let kept = |char: char| if char.is_ascii_alphanumeric() || char == '.' { char } else { '-' };
        let name: String = name.chars().map(kept).collect();
        // A name that begins with a dot would be hidden.
        Self { path: Path::new("snapshots").join(name.trim_matches(['-', '.'])) }
    }

    /// The file of a part.
    pub fn file(&self, part: Part) -> PathBuf {
        self.path.join(format!("{}.snap", part.name()))
    }

    /// The file that waits for review beside it.
    fn pending(&self, part: Part) -> PathBuf {
        self.path.join(format!("{}.snap.new", part.name()))
    }

    /// What is kept of `part`; `None` where nothing is.
    pub fn kept(&self, part: Part) -> Result<Option<Value>, Broken> {
        let path = self.file(part);
        let Some(text) = text_of(&path)? else { return Ok(None) };
        let strange = |reason| Broken::Strange { path, reason };
        let (_, contents) = parts_of(&text).ok_or("it has no front matter").map_err(strange)?;
        let path = self.file(part);
        let content = serde_json::from_str(contents).ok();
        content.map(Some).ok_or(Broken::Strange { path, reason: "its contents are no JSON" })
    }

    /// Keeps `content` as that of `part` of the server at `target`.
    pub fn keep(&self, part: Part, target: &Url, content: &Value) -> Result<(), Broken> {
        write(&self.file(part), &snapshot(target, content))?;
        self.settle(part)
    }

    /// Leaves `content` for review.
    pub fn propose(&self, part: Part, target: &Url, content: &Value) -> Result<(), Broken> {
        write(&self.pending(part), &snapshot(target, content))
    }

    /// Nothing of `part` waits for review.
    pub fn settle(&self, part: Part) -> Result<(), Broken> {
        remove(&self.pending(part))
    }

    /// Keeps nothing of `part`.
    pub fn forget(&self, part: Part) -> Result<(), Broken> {
        remove(&self.file(part))?;
        self.settle(part)
    }

    /// The surface that is kept here.
    pub fn surface(&self) -> Result<Surface, Broken> {
        let mut target = None;
        let mut parts = Vec::new();
        for part in Part::ALL {
            let content = self.kept(part)?;
            if let (None, Some(text)) = (&target, text_of(&self.file(part))?) {
                target = parts_of(&text).and_then(|(front, _)| target_in(front));
            }
            let content = content.ok_or_else(|| Unseen {
                is_refused: false,
                reason: "the folder has no snapshot of it".into(),
            });
            parts.push(Taken { part, content });
        }
        let path = self.path.clone();
        let target = target.ok_or(Broken::Strange { path, reason: "no file in it names the server" })?;
        Ok(Surface { target, parts })
    }
}

/// The contents as they stand in a file.
pub fn contents(content: &Value) -> String {
    let mut text = serde_json::to_string_pretty(content).expect("JSON is text");
    text.push('\n');
    text
}

fn snapshot(target: &Url, content: &Value) -> String {
    // A JSON string is a YAML string (YAML 1.2.2 §1.3).
    let expression = Value::from(target.as_str());
    format!("---\nsource: claude-conformance\nexpression: {expression}\n---\n{}", contents(content))
}

/// The front matter and the contents.
fn parts_of(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("---\n")?.split_once("\n---\n")
}

/// The server that the front matter names, in quotes or as insta writes it.
fn target_in(front: &str) -> Option<Url> {
    let line = front.lines().find_map(|line| line.strip_prefix("expression:"))?;
    Url::parse(line.trim().trim_matches(['"', '\''])).ok()
}

fn text_of(path: &Path) -> Result<Option<String>, Broken> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.replace("\r\n", "\n"))),
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(Broken::Refused { path: path.to_owned(), verb: "read", reason }),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Broken> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(path, text)).map_err(|reason| {
        let path = path.to_owned();
        Broken::Refused { path, verb: "written", reason }
    })
}

fn remove(path: &Path) -> Result<(), Broken> {
    match fs::remove_file(path) {
        Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
            Err(Broken::Refused { path: path.to_owned(), verb: "removed", reason })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_the_server() {
        for (target, expected) in [
            ("https://www.example.com/mcp", "snapshots/www.example.com-mcp"),
            ("http://127.0.0.1:8080/a/mcp/?x=1", "snapshots/127.0.0.1-8080-a-mcp"),
        ] {
            let folder = Folder::of(&Url::parse(target).expect("literal"));
            assert_eq!(folder.path, Path::new(expected), "{target}");
        }
    }

    #[test]
    fn what_is_no_snapshot_is_told_and_not_touched() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder { path: folder.path().to_owned() };
        for text in ["", "{}", "---\nsource: x\n---\nno json"] {
            write(&folder.file(Part::Tools), text).expect("the folder is writable");
            let told = folder.kept(Part::Tools).expect_err("it is none").to_string();
            assert!(told.contains("is no snapshot of this tool"), "{told}");
        }
        let target = Url::parse("https://h.example/mcp").expect("literal");
        folder
            .keep(Part::Tools, &target, &serde_json::json!({"tools": {}}))
            .expect("it is writable");
        assert_eq!(folder.kept(Part::Tools).expect("a snapshot"), Some(serde_json::json!({"tools": {}})));
        assert_eq!(folder.surface().expect("a surface").target, target);
        fs::remove_dir_all(&folder.path).expect("it is ours");
        assert!(folder.kept(Part::Tools).expect("nothing is no error").is_none());
    }
}
