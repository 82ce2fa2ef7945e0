//! A port that stays reserved while no server listens on it.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A reserved port on the loopback address. Connections are refused while no server listens.
pub(crate) struct Port {
    pub(crate) address: SocketAddr,
    /// Bound, but not listening. On Linux, another socket can listen on the port if both set
    /// `SO_REUSEADDR`; on other systems the port is not reserved.
    _reservation: Option<TcpSocket>,
}

impl Port {
    /// Reserves a free port.
    pub(crate) fn reserve() -> anyhow::Result<Self> {
        let socket = bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = socket.local_addr()?;
        Ok(Self { address, _reservation: cfg!(target_os = "linux").then_some(socket) })
    }

    /// A socket that can listen on the port.
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
