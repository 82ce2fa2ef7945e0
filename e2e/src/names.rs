//! A name server that knows one name, so that a test can have an API by name.

use std::net::SocketAddr;

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// The header of a message (RFC 1035, section 4.1.1), in bytes.
const HEADER: usize = 12;

/// The type of a question for an IPv4 address, and the class of the Internet.
const A_IN: [u8; 4] = [0, 1, 0, 1];

/// Says of every name that it is at 127.0.0.1. It ends with this value.
pub struct Names {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Names {
    /// Starts it.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let task = tokio::spawn(async move {
            let mut buffer = [0; 512];
            while let Ok((length, asker)) = socket.recv_from(&mut buffer).await {
                if let Some(answer) = buffer.get(..length).and_then(answer) {
                    // Who did not get it asks again.
                    let _ = socket.send_to(&answer, asker).await;
                }
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The question, and the address where it asks for one.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let id = question.get(..2)?;
    let asked = question.get(HEADER..)?;
    let name = asked.iter().position(|byte| *byte == 0)? + 1;
    let (asked, kind) = (asked.get(..name + 4)?, asked.get(name..name + 4)?);
    let found = u8::from(kind == A_IN);
    let mut answer = id.to_vec();
    // A reply, recursion available, no error; one question, so many answers.
    answer.extend([0x81, 0x80, 0, 1, 0, found, 0, 0, 0, 0]);
    answer.extend(asked);
    if found == 1 {
        // The name of the question, for 1 s, four bytes.
        answer.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1]);
    }
    Some(answer)
}
