use reference_server::{Accounts, Settings};

use super::{
    layers::Layers,
    plan::{Plan, SWITCH},
    setting::WrongSetting,
};

/// The name of the one user of a demonstration.
const DEMO: &str = "demo";

/// Sets who may sign in: the accounts of a file, or one user for everybody. The latter goes without saying only where
/// nobody but this machine gets in.
pub(super) fn apply(layers: &Layers, plan: &Plan, settings: &mut Settings) -> Result<(), WrongSetting> {
    let demo = layers.required("demo")?;
    let is_demo: bool = demo.parse(SWITCH)?;
    settings.accounts = match layers.setting("accounts")? {
        Some(_) if is_demo => return Err(demo.wrong("expected `accounts` or this, observed both")),
        Some(file) => {
            let text = String::from_utf8(file.read()?).map_err(|_| file.wrong("expected a file of text"))?;
            Accounts::parse(&text).map_err(|error| file.wrong(error))?
        }
        None if is_demo || plan.is_private() => Accounts::demo(DEMO),
        None => {
            return Err(layers.required(plan.opened_by())?.wrong(
                "expected `accounts` beside it, or `demo` to sign everybody in as one user, since others than this \
                 machine get in, observed neither",
            ));
        }
    };
    Ok(())
}
