//! `cargo xtask serve`: the page on a local address, with an API behind it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::live::{self, Live};
use crate::process::{self, cargo, say};
use crate::setup::Tools;

/// Where Trunk.toml sends what the page asks of the API.
const API: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

/// How often the servers are looked after.
const LOOK: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Serve the release build
    #[arg(long)]
    release: bool,
    /// The port of the page
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Show the real API's campaigns, with the key in `LEADTERRA_API_KEY`
    #[arg(long)]
    live: bool,
    /// The real API's address
    #[arg(long, requires = "live", default_value = "https://app.leadterra.co")]
    upstream: String,
    /// How much faster than the wall clock the simulated campaigns live
    #[arg(long, conflicts_with = "live", default_value = "1")]
    speed: String,
}

/// A program that ends with us.
struct Server {
    name: &'static str,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself: Ctrl-C reaches it too.
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
    let mut announced = false;
    loop {
        match interrupted.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Timeout) => {}
            _ => return Ok(()),
        }
        if let Some(server) = servers.iter_mut().find_map(|s| s.has_ended().then_some(s.name)) {
            bail!("{server} ended by itself; what it said is above");
        }
        if !announced && TcpStream::connect_timeout(&page, LOOK).is_ok() {
            announced = true;
            say(&format!("the page is at http://{page}/ (Ctrl-C ends it)"));
        }
    }
}

/// Starts everything and waits for Ctrl-C.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let page = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let live = if args.live { Some(Live::from_environment(&args.upstream)?) } else { None };
    for (address, what) in [(API, "the API"), (page, "the page")] {
        ensure_free(address, what)?;
    }
    let tools = if args.release { Tools::for_release() } else { Tools::for_development() }?;
    let (sender, interrupted) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more when everything is ending already.
        let _ = sender.send(());
    })?;

    let mut servers = Vec::new();
    match live {
        Some(live) => live::start(live, API)?,
        None => servers.push(start_sandbox(&args.speed)?),
    }
    say("building the page (the first time takes a minute or two)");
    let mut trunk = tools.command("trunk");
    trunk.args(["serve", "--dist", "target/serve", "--port", &args.port.to_string()]);
    for (flag, wanted) in [("--open", args.open), ("--release", args.release)] {
        if wanted {
            trunk.arg(flag);
        }
    }
    servers.push(Server::start("trunk", &mut trunk)?);
    run_until_interrupted(&mut servers, page, &interrupted)
}

fn start_sandbox(speed: &str) -> anyhow::Result<Server> {
    say("building the sandbox (the first time takes a minute)");
    process::run(cargo().args(["build", "--package", "sandbox"]))?;
    let mut sandbox = cargo();
    sandbox.args(["run", "--quiet", "--package", "sandbox", "--", "--speed", speed]);
    Server::start("the sandbox", &mut sandbox)
}

fn ensure_free(address: SocketAddr, what: &str) -> anyhow::Result<()> {
    let free = TcpListener::bind(address).map(drop);
    free.with_context(|| format!("{what} needs {address}, which another program uses"))
}
