//! `cargo xtask serve`: set up, build, serve, print the URL.
//!
//! Owns the command's options and steps. How files are served is `server`'s.

use crate::build::{self, Profile};
use crate::server::Server;
use crate::setup;
use crate::step::{Failure, Steps};
use crate::usage;

const DEFAULT_PORT: u16 = 8080;

/// What the developer asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    profile: Profile,
    /// `None`: the usual port, or any free one when that is taken.
    port: Option<u16>,
}

impl Options {
    /// Reads the words after `serve`.
    ///
    /// # Errors
    /// When a word is none of the options, or a port is none.
    pub fn parse(words: &[String]) -> Result<Self, Failure> {
        let mut options = Self { profile: Profile::Dev, port: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--release" => options.profile = Profile::Release,
                "--port" => {
                    let port = words.next().ok_or_else(|| usage("--port wants a number"))?;
                    let number = port
                        .parse()
                        .map_err(|_| usage(format!("`{port}` is not a port: 0 to 65535")))?;
                    options.port = Some(number);
                }
                other => return Err(usage(format!("serve has no option `{other}`"))),
            }
        }
        Ok(options)
    }
}

/// Builds the site and serves it until interrupted.
///
/// # Errors
/// When set-up or build fail, or the port named is taken.
pub fn run(options: Options) -> Result<(), Failure> {
    let mut steps = Steps::default();
    let web = setup::web(&mut steps)?;
    let folder = build::site_folder(options.profile)?;
    steps.step("site", || build::site(&web, options.profile, &folder))?;
    steps.summary()?;
    let server = match options.port {
        Some(port) => Server::bind(folder, "/", port)?,
        None => Server::bind(folder.clone(), "/", DEFAULT_PORT)
            .or_else(|_| Server::bind(folder, "/", 0))?,
    };
    println!("\nserving {}  (Ctrl+C ends it)", server.url());
    server.serve();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Options, Failure> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn options_are_read_in_any_order() {
        let expected = Options { profile: Profile::Release, port: Some(9000) };
        assert_eq!(parse("--port 9000 --release").unwrap(), expected);
        assert_eq!(parse("--release --port 9000").unwrap(), expected);
    }

    #[test]
    fn a_wrong_option_is_named() {
        for (text, named) in
            [("--prot 1", "--prot"), ("--port 70000", "70000"), ("--port", "--port")]
        {
            assert!(parse(text).unwrap_err().to_string().contains(named), "{text}");
        }
    }
}
