//! A port of one's own, also while nobody listens on it.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A port on the loopback address that nobody else is given while this value lives. Whoever
/// connects to it while nobody listens is refused.
pub(crate) struct Port {
    pub(crate) address: SocketAddr,
    /// Bound, but not listening. Linux lets another socket listen beside it, where both allow the
    /// address to be used again; elsewhere the port is free until that one takes it.
    _held: Option<TcpSocket>,
}

impl Port {
    /// Takes one that is free.
    pub(crate) fn reserve() -> anyhow::Result<Self> {
        let socket = bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = socket.local_addr()?;
        Ok(Self { address, _held: cfg!(target_os = "linux").then_some(socket) })
    }

    /// A socket that can listen on it.
    pub(crate) fn socket(&self) -> anyhow::Result<TcpSocket> {
        bind(self.address)
    }
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
