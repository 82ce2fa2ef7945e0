//! A DNS server that resolves every name to 127.0.0.1.

use std::net::SocketAddr;

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// Length of a message header, in bytes (RFC 1035, section 4.1.1).
const HEADER_LENGTH: usize = 12;

/// Type A and class IN of a question.
const A_IN: [u8; 4] = [0, 1, 0, 1];

/// The server. It is stopped on drop.
pub struct DnsServer {
    /// Listening address.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl DnsServer {
    /// Starts the server.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let task = tokio::spawn(async move {
            let mut buffer = [0; 512];
            while let Ok((length, asker)) = socket.recv_from(&mut buffer).await {
                if let Some(answer) = buffer.get(..length).and_then(answer) {
                    // Clients repeat a question that got no response.
                    let _ = socket.send_to(&answer, asker).await;
                }
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The response to a question: the address 127.0.0.1 for type A, no record for other types.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let id = question.get(..2)?;
    let asked = question.get(HEADER_LENGTH..)?;
    let name = asked.iter().position(|byte| *byte == 0)? + 1;
    let (asked, kind) = (asked.get(..name + 4)?, asked.get(name..name + 4)?);
    let found = u8::from(kind == A_IN);
    let mut answer = id.to_vec();
    // Response, recursion available, no error; one question, `found` answers.
    answer.extend([0x81, 0x80, 0, 1, 0, found, 0, 0, 0, 0]);
    answer.extend(asked);
    if found == 1 {
        // Name of the question, type A, class IN, TTL 1 s, 4 bytes.
        answer.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1]);
    }
    Some(answer)
}
