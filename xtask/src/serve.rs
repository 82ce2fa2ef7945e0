//! `cargo xtask serve`: the page on a local address, with an API.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::live::{self, Live};
use crate::process::{self, cargo, print_step};
use crate::setup::Tools;

/// Address to which Trunk.toml forwards the API requests of the page.
const API_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

/// Interval between two checks of the servers.
const CHECK_INTERVAL: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Serve the release build
    #[arg(long)]
    release: bool,
    /// Port of the page
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Show the campaigns of the real API, with the key in `LEADTERRA_API_KEY`
    #[arg(long)]
    live: bool,
    /// Address of the real API
    #[arg(long, requires = "live", default_value = "https://app.leadterra.co")]
    upstream: String,
    /// Speed of the simulated campaigns, as a multiple of real time
    #[arg(long, conflicts_with = "live", default_value = "1")]
    speed: String,
}

/// A child process that is killed on drop.
struct Server {
    name: &'static str,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if the process has ended; Ctrl-C reaches it too.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(name: &'static str, command: &mut Command) -> anyhow::Result<Self> {
        let child = command.spawn();
        Ok(Self { name, child: child.with_context(|| format!("could not start {name}"))? })
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

fn run_until_interrupted(
    servers: &mut [Server],
    page: SocketAddr,
    interrupted: &Receiver<()>,
) -> anyhow::Result<()> {
    let mut is_announced = false;
    loop {
        match interrupted.recv_timeout(CHECK_INTERVAL) {
            Err(RecvTimeoutError::Timeout) => {}
            _ => return Ok(()),
        }
        if let Some(server) = servers.iter_mut().find_map(|s| s.has_ended().then_some(s.name)) {
            bail!("{server} stopped unexpectedly; its output is above");
        }
        if !is_announced && TcpStream::connect_timeout(&page, CHECK_INTERVAL).is_ok() {
            is_announced = true;
            process::print_step_times();
            print_step(&format!("the page is at http://{page}/ (stop with Ctrl-C)"));
        }
    }
}

/// Starts the API and Trunk, and waits for Ctrl-C.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let page = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let live = if args.live { Some(Live::from_environment(&args.upstream)?) } else { None };
    for (address, what) in [(API_ADDRESS, "the API"), (page, "the page")] {
        ensure_free(address, what)?;
    }
    let tools = if args.release { Tools::for_release() } else { Tools::for_development() }?;
    let (sender, interrupted) = mpsc::channel();
    ctrlc::set_handler(move || {
        // The receiver is gone when the servers are being stopped already.
        let _ = sender.send(());
    })?;

    let mut servers = Vec::new();
    match live {
        Some(live) => live::start(live, API_ADDRESS)?,
        None => servers.push(start_sandbox(&args.speed)?),
    }
    print_step("building the page (1 to 2 min the first time)");
    let mut trunk = tools.command("trunk");
    trunk.args(["serve", "--dist", "target/serve", "--port", &args.port.to_string()]);
    for (flag, enabled) in [("--open", args.open), ("--release", args.release)] {
        if enabled {
            trunk.arg(flag);
        }
    }
    servers.push(Server::start("trunk", &mut trunk)?);
    run_until_interrupted(&mut servers, page, &interrupted)
}

fn start_sandbox(speed: &str) -> anyhow::Result<Server> {
    print_step("building the sandbox (about 1 min the first time)");
    process::run(cargo().args(["build", "--package", "sandbox"]))?;
    let mut sandbox = cargo();
    sandbox.args(["run", "--quiet", "--package", "sandbox", "--", "--speed", speed]);
    Server::start("the sandbox", &mut sandbox)
}

fn ensure_free(address: SocketAddr, what: &str) -> anyhow::Result<()> {
    let bound = TcpListener::bind(address).map(drop);
    bound.with_context(|| format!("{what} needs {address}, which another program uses"))
}
