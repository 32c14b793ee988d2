//! The file of a store.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    path::Path,
};

use redb::{Builder, Database, DatabaseError, ReadableTable, TableDefinition, backends::FileBackend};

use super::{Failure, steps};

/// The form of what is in the file. A change that an older program would misread gets the next number.
const VERSION: u64 = 1;
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");

/// How much of the file is kept at hand.
const CACHE: usize = 64 * 1024 * 1024;

/// Opens the file, or makes it and the folders above it, for this process alone and for no other user to read.
pub(super) fn open(path: &Path) -> Result<Database, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder(folder)?;
    let file = private().read(true).write(true).create(true).truncate(false).open(path)?;
    let opened = Builder::new().set_cache_size(CACHE).create_with_backend(FileBackend::new(file)?);
    let database = opened.map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => "another process has it open".into(),
        other => Failure::from(other),
    })?;
    check_version(&database)?;
    // A new file is lost with the power if its folder does not yet know of it.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(database)
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

fn create_folder(folder: &Path) -> Result<(), Failure> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(folder)?)
}

fn check_version(database: &Database) -> Result<(), Failure> {
    let transaction = database.begin_write()?;
    let known = transaction.open_table(ABOUT)?.get("version")?.map(|version| version.value());
    match known {
        Some(VERSION) => {}
        Some(other) => {
            return Err(format!("expected a file of version `{VERSION}`, observed version `{other}`").into());
        }
        None => {
            transaction.open_table(ABOUT)?.insert("version", VERSION)?;
        }
    }
    steps::create_tables(&transaction)?;
    Ok(transaction.commit()?)
}
