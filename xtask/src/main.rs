//! The commands of the project.

mod audit;
mod bench;
mod browsers;
mod dist;
mod live;
mod minify;
mod names;
mod npm;
mod process;
mod screenshot;
mod serve;
mod setup;
mod system;
mod test;
mod tool;
mod wasm_opt;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The commands of the project
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the widget with simulated campaigns or, with --live, those of the real API
    Serve(serve::Args),
    /// Run every check and test
    Test {
        /// Refresh a page 10,000 times and mount the widget 500 times, instead of 1,000 and 100
        #[arg(long)]
        soak: bool,
        /// Browsers besides Chromium in which the plain example is tested
        #[arg(long, value_enum, default_value = "installed")]
        browsers: browsers::Browsers,
    },
    /// Build the release into dist/, compress it, and check the size limit
    Dist,
    /// Measure the widget against the same card by hand in plain JavaScript
    Bench {
        /// Number of rounds; the table shows the median
        #[arg(long, default_value_t = 7)]
        rounds: u32,
    },
    /// Take the screenshots of the README
    Screenshot,
    /// Check licences, bans, sources and advisories of the dependencies
    Audit,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Test { soak, browsers } => test::run(soak, browsers),
        Command::Dist => dist::run().map(drop),
        Command::Bench { rounds } => bench::run(rounds),
        Command::Screenshot => screenshot::run(),
        Command::Audit => audit::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
