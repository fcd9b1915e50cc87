//! A real browser on the built site: starting it, looking at it, ending it.
//!
//! Owns the browser's process and what every flow needs (console errors, waiting, screenshots). It must not know
//! what the page shows: that is the flows' matter, in `tests/`. `cargo xtask test browser` sets the environment:
//! `ESPALIER_URL` (where the site is served), `ESPALIER_CHROME` and, where one is installed, `ESPALIER_CHROMEDRIVER`.

pub mod axe;
pub mod figure;
pub mod line;

use std::env;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{
    BrowserLogEntry, ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel,
};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a flow waits for what it expects before it fails. A slow machine that does other things besides is no reason
/// to fail.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How many browsers run at a time, however many threads the tests have: each has processes of its own, and one that
/// gets no processor draws no frames.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// A fresh browser with a profile of its own. Dereferences to the WebDriver session.
pub struct Browser {
    session: WebDriver,
    /// The driver's process, where it is ours; it ends with this value.
    _driver: Option<Child>,
    site: String,
    _place: SemaphorePermit<'static>,
}

impl std::ops::Deref for Browser {
    type Target = WebDriver;
    fn deref(&self) -> &WebDriver {
        &self.session
    }
}

impl Browser {
    /// Starts driver and browser, with a view of that size in CSS pixels, once there is room for another.
    ///
    /// # Errors
    /// When the environment is not set up, or driver or browser do not start.
    pub async fn start(width: u32, height: u32) -> Result<Self> {
        let place = BROWSERS.acquire().await?;
        let site = variable("ESPALIER_URL")?;
        let mut capabilities = ChromeCapabilities::new();
        capabilities.set_binary(&variable("ESPALIER_CHROME")?)?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        for argument in [
            "--headless",
            // Chromium refuses its sandbox to root, and the site under test is our own.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
        ] {
            capabilities.add_arg(argument)?;
        }
        let (session, driver) = connect(capabilities).await?;
        let browser = Self { session, _driver: driver, site, _place: place };
        browser.view(width, height).await?;
        Ok(browser)
    }

    /// Gives the page a view of that size in CSS pixels. A window has a least width; the page's view has none.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn view(&self, width: u32, height: u32) -> Result<()> {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await.map(drop)
    }

    /// Waits until the page has drawn what it is asked to show now.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn next_frame(&self) -> Result<()> {
        let drawn = "return new Promise(done =>
            requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        self.script(drawn, vec![]).await.map(drop)
    }

    /// The site's address with `path` after it; `path` may be a fragment or a query.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// Opens a page of the site.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn open(&self, path: &str) -> Result<()> {
        self.session
            .goto(self.url(path))
            .await
            .with_context(|| format!("{} does not open", self.url(path)))
    }

    /// Runs a script in the page and returns its value as JSON. The script is a function body; `arguments` are its.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let answer = self
            .session
            .execute(body, arguments)
            .await
            .with_context(|| format!("in the page: {body}"))?;
        Ok(answer.json().clone())
    }

    /// Waits until a script's value is one that JavaScript counts as true, and returns it. What the script looks for may not be there yet,
    /// on a page that is on its way: a script that fails is tried again too.
    ///
    /// # Errors
    /// When it is not so within [`PATIENCE`]; `what` says what was waited for.
    pub async fn wait_for(&self, what: &str, body: &str) -> Result<Value> {
        let start = Instant::now();
        loop {
            let last = self.script(body, vec![]).await;
            let is_so = last.as_ref().is_ok_and(|value| {
                let is_nothing = matches!(value, Value::Null | Value::Bool(false));
                !is_nothing && *value != json!(0) && *value != json!("")
            });
            if is_so {
                return last;
            }
            if start.elapsed() > PATIENCE {
                let seconds = PATIENCE.as_secs();
                let failure = last.err().unwrap_or_else(|| anyhow!("it is not so"));
                return Err(failure.context(format!("waited {seconds} s in vain for {what}")));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the console has said since it was last asked.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn console(&self) -> Result<Vec<BrowserLogEntry>> {
        Ok(self.session.browser_log().await?)
    }

    /// Sends a command of the DevTools protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        self.session
            .cdp()
            .send_raw(method, parameters)
            .await
            .with_context(|| format!("DevTools command {method}"))
    }

    /// Makes the page's threads that many times slower.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn slow_cpu(&self, times: f64) -> Result<()> {
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await.map(drop)
    }

    /// Answers the page's questions about the reader's wishes, as `prefers-reduced-motion` or `prefers-color-scheme`.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn prefer(&self, features: &[(&str, &str)]) -> Result<()> {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Saves what the window shows as a PNG; returns where.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn picture(&self, name: &str) -> Result<PathBuf> {
        let folder = env::var_os("ESPALIER_PICTURES")
            .map_or_else(|| env::temp_dir().join("espalier-pictures"), PathBuf::from);
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        self.session.screenshot(&path).await?;
        Ok(path)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn quit(self) -> Result<()> {
        Ok(self.session.quit().await?)
    }
}

/// Runs one flow in a browser of its own. Whatever happens, the browser ends; a flow that fails leaves a picture
/// and what the console said, and one that passes must leave no error on the console.
///
/// # Errors
/// When the flow fails or the console holds an error.
pub async fn flow(name: &str, steps: impl AsyncFnOnce(&Browser) -> Result<()>) -> Result<()> {
    flow_in((1280, 900), name, steps).await
}

/// As [`flow`], in a window of that width and height in CSS pixels.
///
/// # Errors
/// When the flow fails or the console holds an error.
pub async fn flow_in(
    (width, height): (u32, u32),
    name: &str,
    steps: impl AsyncFnOnce(&Browser) -> Result<()>,
) -> Result<()> {
    let browser = Browser::start(width, height).await?;
    let result = steps(&browser).await;
    let console = browser.console().await;
    let picture = if result.is_err() { browser.picture(name).await.ok() } else { None };
    browser.quit().await?;
    let console = console?;
    if let Err(error) = result {
        for entry in &console {
            eprintln!("console {}: {}", entry.level, entry.message);
        }
        if let Some(path) = picture {
            eprintln!("picture: {}", path.display());
        }
        return Err(error);
    }
    let errors: Vec<&str> = console
        .iter()
        .filter(|entry| entry.level == "SEVERE")
        .map(|entry| entry.message.as_str())
        .collect();
    if !errors.is_empty() {
        bail!("the console holds errors:\n{}", errors.join("\n"));
    }
    Ok(())
}

fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|_| anyhow!("{name} is not set: run `cargo xtask test browser`"))
}

/// Starts driver and browser, and once more where that fails, which is not what the flows are about: chromedriver asks
/// for a free port of IPv4 and then for the same one of IPv6, which may be taken, and ends.
async fn connect(capabilities: ChromeCapabilities) -> Result<(WebDriver, Option<Child>)> {
    const STARTS: usize = 5;
    for _ in 1..STARTS {
        match try_to_connect(capabilities.clone()).await {
            Ok(connected) => return Ok(connected),
            Err(failure) => eprintln!("no browser, once more: {failure:#}"),
        }
    }
    try_to_connect(capabilities).await
}

async fn try_to_connect(capabilities: ChromeCapabilities) -> Result<(WebDriver, Option<Child>)> {
    match env::var("ESPALIER_CHROMEDRIVER") {
        Ok(program) => {
            let (driver, port) = start_driver(&program).await?;
            let session = WebDriver::new(format!("http://localhost:{port}"), capabilities).await?;
            Ok((session, Some(driver)))
        }
        #[cfg(feature = "fetch-driver")]
        Err(_) => Ok((WebDriver::managed(capabilities).await?, None)),
        #[cfg(not(feature = "fetch-driver"))]
        Err(_) => {
            variable("ESPALIER_CHROMEDRIVER").map(|_| unreachable!("the variable is not set"))
        }
    }
}

/// Starts chromedriver on a free port, which it names on standard output.
async fn start_driver(program: &str) -> Result<(Child, u16)> {
    let mut driver = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{program} does not start"))?;
    let mut lines = BufReader::new(driver.stdout.take().expect("standard output is piped")).lines();
    let mut said = Vec::new();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .rsplit_once("started successfully on port ")
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            // Whoever stops reading a pipe stops its writer sooner or later.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((driver, port));
        }
        said.push(line);
    }
    let status = driver.wait().await?;
    bail!("{program} ended ({status}) without naming its port; it said: {}", said.join(" / "))
}
