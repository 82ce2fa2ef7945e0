//! An API that writes bytes as they are, whether or not they are HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What is written to whoever asks.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// These; then the connection is closed.
    Then(Vec<u8>),
    /// These, and then others over and over until nobody listens.
    Endless(Vec<u8>, Vec<u8>),
}

/// Answers `/v1/campaigns/<n>/stats` with the n-th of its answers. It ends with this value.
pub struct RawApi {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl RawApi {
    /// Starts it.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(answers: Vec<Bytes>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let answers = Arc::new(answers);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let answers = Arc::clone(&answers);
                // Who hangs up in the middle did not want the rest.
                tokio::spawn(async move { answer(stream, &answers).await });
            }
        });
        Ok(Self { address, task })
    }

    /// Its address.
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

async fn answer(stream: TcpStream, answers: &[Bytes]) -> anyhow::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut first = String::new();
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 2 {
        if first.is_empty() {
            first.clone_from(&line);
        }
        line.clear();
    }
    let number = first.split('/').nth(3).and_then(|number| number.parse::<usize>().ok());
    let chosen = number.and_then(|number| answers.get(number)).context("no such answer")?;
    match chosen {
        Bytes::Then(bytes) => stream.write_all(bytes).await?,
        Bytes::Endless(head, rest) => {
            stream.write_all(head).await?;
            loop {
                stream.write_all(rest).await?;
            }
        }
    }
    Ok(stream.shutdown().await?)
}
