//! Runs other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// Environment variable with the key to the real API.
pub(crate) const API_KEY_VARIABLE: &str = "LEADTERRA_API_KEY";

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(cargo)
}

/// A program that runs in the root of the repository, without the key to the real API: only the
/// proxy in this process needs the key.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env_remove(API_KEY_VARIABLE);
    command
}

/// Prints what the next step does.
pub(crate) fn print_step(step: &str) {
    println!("\n\u{2192} {step}");
}

/// Runs a program, shows its output, and fails if the program fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status =
        command.status().with_context(|| format!("could not start {}", command_line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", command_line(command));
    }
    Ok(())
}

/// The output of a program; `None` if the program is missing or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn command_line(command: &Command) -> String {
    let arguments = command.get_args().map(OsStr::to_string_lossy);
    let program = command.get_program().to_string_lossy();
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_run_without_the_api_key() {
        let is_removed = |command: &Command| {
            command.get_envs().any(|(name, value)| name == API_KEY_VARIABLE && value.is_none())
        };
        assert!(is_removed(&command("trunk")) && is_removed(&cargo()));
    }
}
