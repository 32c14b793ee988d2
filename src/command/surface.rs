//! A server's surface, from the options.

use std::sync::Arc;

use url::Url;

use super::{interruption, runtime, setup};
use crate::{
    cli::Shared,
    report::Format,
    surface::{self, Surface},
    usage::Usage,
    wire::Redaction,
};

/// The formats of what is told of surfaces.
pub(super) const FORMATS: &[(&str, Format)] =
    &[("human", Format::Human), ("json", Format::Json), ("markdown", Format::Markdown)];

/// Takes the surface of the server at `target`, in the form in which it is kept. No client walks: what every client
/// meets is asked for once.
pub(super) fn take(shared: &Shared, target: Url, may_register: bool) -> Result<Surface, Usage> {
    let prepared = setup::prepare(shared, target, Vec::new(), may_register)?;
    let (subject, secrets) = (Arc::new(prepared.subject), prepared.secrets);
    let runtime = runtime();
    interruption::listen(&runtime, &subject.wire);
    let view = subject.seen_by(None, "the surface");
    let surface = runtime.block_on(surface::take(&view));
    // Standard input may still be waited for.
    runtime.shutdown_background();
    let exchanges = subject.wire.recording().exchanges();
    Ok(surface.kept(&Redaction::new(exchanges.iter().map(AsRef::as_ref), secrets)))
}
