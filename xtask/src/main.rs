//! The project's commands.

mod audit;
mod bench;
mod browsers;
mod dist;
mod glue;
mod live;
mod minify;
mod names;
mod process;
mod screenshot;
mod serve;
mod setup;
mod shrink;
mod small_std;
mod test;
mod wasm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's commands
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show the widget live, with simulated campaigns or (--live) with those of the real API
    Serve(serve::Args),
    /// Run every check and test
    Test {
        /// Refresh a page 10,000 times and mount the widget 500 times, in place of 1,000 and 100
        #[arg(long)]
        soak: bool,
        /// Which browsers the plain example is shown in, besides Chromium
        #[arg(long, value_enum, default_value = "installed")]
        browsers: browsers::Browsers,
    },
    /// Build the release into dist/, compressed, and hold it to the size budget
    Dist,
    /// Measure what the widget costs, beside the same widget written by hand
    Bench {
        /// How often; the median counts
        #[arg(long, default_value_t = 7)]
        rounds: u32,
    },
    /// Take the pictures of the README anew
    Screenshot,
    /// Check dependencies: licences, bans, sources, advisories
    Audit,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Test { soak, browsers } => test::run(soak, browsers),
        Command::Dist => dist::run().map(drop),
        Command::Bench { rounds } => bench::run(rounds),
        Command::Screenshot => screenshot::run(),
        Command::Audit => audit::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
