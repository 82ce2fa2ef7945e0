//! An API that writes raw bytes, valid HTTP or not.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A response as raw bytes.
#[derive(Clone, Debug)]
pub enum RawResponse {
    /// Writes these bytes and closes the connection.
    Once(Vec<u8>),
    /// Writes the first bytes, then the second repeatedly until the client disconnects.
    Endless(Vec<u8>, Vec<u8>),
}

/// Answers `/v1/campaigns/<n>/stats` with response number n. It is stopped on drop.
pub struct RawApi {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl RawApi {
    /// Starts the API.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start(responses: Vec<RawResponse>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let responses = Arc::new(responses);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let responses = Arc::clone(&responses);
                // An error means that the client disconnected.
                tokio::spawn(async move { respond(stream, &responses).await });
            }
        });
        Ok(Self { address, task })
    }

    /// Base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for RawApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn respond(stream: TcpStream, responses: &[RawResponse]) -> anyhow::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut request_line = String::new();
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 2 {
        if request_line.is_empty() {
            request_line.clone_from(&line);
        }
        line.clear();
    }
    let number = request_line.split('/').nth(3).and_then(|number| number.parse::<usize>().ok());
    let chosen = number.and_then(|number| responses.get(number)).context("no such response")?;
    match chosen {
        RawResponse::Once(bytes) => stream.write_all(bytes).await?,
        RawResponse::Endless(head, rest) => {
            stream.write_all(head).await?;
            loop {
                stream.write_all(rest).await?;
            }
        }
    }
    Ok(stream.shutdown().await?)
}
