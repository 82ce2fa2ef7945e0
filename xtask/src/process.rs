//! Runs other programs.

use std::ffi::OsStr;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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

/// The steps so far, each with the time when it began.
static STEPS: Mutex<Vec<(String, Instant)>> = Mutex::new(Vec::new());

/// Prints what the next step does.
pub(crate) fn print_step(step: &str) {
    println!("\n\u{2192} {step}");
    steps().push((step.to_owned(), Instant::now()));
}

/// Prints how long each step took.
pub(crate) fn print_step_times() {
    print!("\n{}", step_times(&steps(), Instant::now()));
}

fn steps() -> MutexGuard<'static, Vec<(String, Instant)>> {
    STEPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A table of steps with their seconds, and the total.
fn step_times(steps: &[(String, Instant)], now: Instant) -> String {
    let mut table = String::new();
    let ends = steps.iter().skip(1).map(|(_, began)| *began).chain([now]);
    let durations = steps.iter().zip(ends).map(|((step, began), end)| (&**step, end - *began));
    let total = steps.first().map_or(Duration::ZERO, |(_, began)| now - *began);
    for (step, duration) in durations.chain([("total", total)]) {
        // Writing to a String cannot fail.
        let _ = writeln!(table, "{:>5} s  {step}", duration.as_secs());
    }
    table
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
    fn each_step_ends_where_the_next_one_begins() {
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let steps = [("lints".to_owned(), at(0)), ("tests".to_owned(), at(70))];
        let table = step_times(&steps, at(75));
        assert_eq!(table, "   70 s  lints\n    5 s  tests\n   75 s  total\n");
    }

    #[test]
    fn commands_run_without_the_api_key() {
        let is_removed = |command: &Command| {
            command.get_envs().any(|(name, value)| name == API_KEY_VARIABLE && value.is_none())
        };
        assert!(is_removed(&command("trunk")) && is_removed(&cargo()));
    }
}
