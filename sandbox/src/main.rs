//! Serves the sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context;
use clap::Parser;
use sandbox::clock::Clock;
use sandbox::server::{Cors, KEY, Sandbox, app};

/// A simulated API server for campaign-stats
#[derive(Parser)]
struct Args {
    /// The port to listen on
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The address to listen on
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Speed of the simulation, as a multiple of real time; 0 stops it
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Seed of the simulation
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Send CORS headers for all origins
    #[arg(long)]
    cors: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1e6).contains(&speed) {
        Ok(speed)
    } else {
        Err("must be from 0 to 1000000".to_owned())
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let sandbox = Sandbox::new(args.seed, Clock::running(args.speed));
    let cors = if args.cors { Cors::Open } else { Cors::Closed };
    let address = SocketAddr::from((args.listen, args.port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; another --port may be free"))?;
    println!("sandbox: http://{} (key {KEY})", listener.local_addr()?);
    // No graceful shutdown: requests for `camp_hanging` never end.
    tokio::select! {
        served = axum::serve(listener, app(sandbox, cors)) => served?,
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    Ok(())
}
