use std::time::SystemTime;

use crate::{settings::Settings, store::Store};

/// What every endpoint needs.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) settings: Settings,
    pub(crate) store: Box<dyn Store>,
}

impl Application {
    pub(crate) fn now(&self) -> SystemTime {
        self.settings.clock.now()
    }
}
