//! A Chromium and the chromedriver that fits it.
//!
//! Owns where they are looked for and, on Debian, where they come from. Elsewhere an installed Chrome or Chromium
//! serves; its driver may be missing, since the browser tests can fetch one.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::process;
use crate::setup::apt;
use crate::step::Failure;

/// The programs that the browser tests drive.
#[derive(Clone, Debug)]
pub struct Browser {
    pub program: PathBuf,
    /// `None` where no driver is installed: the tests then fetch the one that fits.
    pub driver: Option<PathBuf>,
}

impl Browser {
    /// Tells the browser tests' package where the site is and which programs to use.
    pub fn hand_to(&self, cargo: &mut Command, url: &str) {
        cargo.env("ESPALIER_URL", url).env("ESPALIER_CHROME", &self.program);
        match &self.driver {
            Some(driver) => {
                cargo.env("ESPALIER_CHROMEDRIVER", driver);
            }
            None => {
                println!("    no chromedriver on PATH: the one that fits the browser is fetched");
                cargo.args(["--features", "fetch-driver"]);
            }
        }
    }
}

const PROGRAMS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MACOS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// A browser with its driver, installed if need be.
///
/// # Errors
/// When there is no browser and none can be installed, or browser and driver are of different versions.
pub fn find_or_install() -> Result<Browser, Failure> {
    if apt::is_debian() && (find_program().is_none() || process::which("chromedriver").is_none()) {
        apt::install(
            &["chromium", "chromium-driver"],
            "to install Chromium and its driver, which the browser tests use",
        )?;
    }
    let program = find_program().ok_or_else(|| {
        Failure::new("there is no Chrome or Chromium on this machine")
            .advise("install Chrome or Chromium, or set ESPALIER_CHROME to its program")
    })?;
    let driver = process::which("chromedriver");
    let version = process::output(Command::new(&program).arg("--version"))?;
    println!("    {}: {version}", program.display());
    if let Some(driver) = &driver {
        let driver_version = process::output(Command::new(driver).arg("--version"))?;
        println!("    {}: {driver_version}", driver.display());
        let major = |answer: &str| process::version_in(answer).map(|(major, ..)| major);
        if major(&version) != major(&driver_version) {
            return Err(Failure::new(format!(
                "`{version}` and `{driver_version}` do not fit each other"
            ))
            .advise(
                "install the chromedriver of the browser's version, or take the other one off PATH",
            ));
        }
    }
    Ok(Browser { program, driver })
}

fn find_program() -> Option<PathBuf> {
    if let Some(named) = env::var_os("ESPALIER_CHROME").map(PathBuf::from) {
        return Some(named);
    }
    PROGRAMS
        .iter()
        .find_map(|name| process::which(name))
        .or_else(|| MACOS.iter().map(PathBuf::from).find(|path| path.is_file()))
}
