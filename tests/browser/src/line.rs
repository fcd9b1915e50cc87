//! A way to the site's server that can be cut, as a network can. Knows no more of the site than where it is.

use anyhow::{Context, Result};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::variable;

/// An address of its own at which the site is; dropping it leaves nothing there.
pub struct Line {
    /// Where the site is as long as the line stands.
    pub url: String,
    passing: JoinHandle<()>,
}

impl Line {
    /// Lays a line to the site under test.
    ///
    /// # Errors
    /// When the environment is not set up, or no port is free.
    pub async fn lay() -> Result<Self> {
        let site = variable("ESPALIER_URL")?;
        let address = site.strip_prefix("http://").and_then(|rest| rest.split_once('/'));
        let (host, path) = address.with_context(|| format!("{site} is no address of HTTP"))?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/{path}", listener.local_addr()?);
        let host = host.to_owned();
        let passing = tokio::spawn(async move {
            // What is under way ends with it.
            let mut connections = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                let host = host.clone();
                connections.spawn(async move {
                    let mut far = TcpStream::connect(&host).await?;
                    copy_bidirectional(&mut near, &mut far).await
                });
                // Those that have ended need not be kept.
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { url, passing })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.passing.abort();
    }
}
