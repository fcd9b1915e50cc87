//! `cargo xtask`: one command for each wish of a developer.
//!
//! Owns the command line and which steps a command takes. It must not know how a step is done
//! (each has its file), and nothing of Python, tasks or traces.

mod bench;
mod build;
mod cache;
mod dist;
mod notices;
mod process;
mod scenarios;
mod serve;
mod server;
mod setup;
mod shots;
mod step;
mod test;
mod tidy;
mod upstream;

use std::process::ExitCode;

use step::Failure;

const USAGE: &str = "\
cargo xtask COMMAND

  serve [--release] [--port N]   set up what is missing, build, serve on localhost and print the URL
  dist                           leave the optimised static site in dist/
  test [STEP…]                   set up what is missing and run every test, or only the steps named
  upstream [LIBRARY…] [--only PATTERN]
                                 run the libraries' own tests on the models; one table for each library
  bench [--write]                measure size and speed; --write renews docs/performance.md
  record                         run the scenarios' programs again and store their traces
  shots [FOLDER]                 take pictures of every story, light and dark, wide and narrow, into target/shots
  notices                        write NOTICE.md: whose code the site ships
  setup                          only set up what serve, dist and test need
  tidy                           check the house rules that no compiler checks
  help                           this text

Tools, target folders and Python environments are kept in $ESPALIER_CACHE,
else $XDG_CACHE_HOME/espalier, else ~/.cache/espalier.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Failure> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    match command {
        "serve" => serve::run(serve::Options::parse(rest)?),
        "dist" => no_more(rest).and_then(|()| dist::run()),
        "test" => test::run(rest),
        "upstream" => upstream::run(rest),
        "bench" => bench::run(rest),
        "record" => no_more(rest).and_then(|()| scenarios::record()),
        "shots" => shots::run(rest),
        "notices" => no_more(rest).and_then(|()| notices::write()),
        "setup" => no_more(rest).and_then(|()| setup::run()),
        "tidy" => no_more(rest).and_then(|()| tidy::run()),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(usage(format!("there is no command `{other}`"))),
    }
}

/// What a mistake on the command line ends in: what was wrong, then the usage.
pub fn usage(what: impl Into<String>) -> Failure {
    Failure::new(what).advise(USAGE)
}

fn no_more(rest: &[String]) -> Result<(), Failure> {
    match rest.first() {
        None => Ok(()),
        Some(extra) => Err(usage(format!("unexpected argument `{extra}`"))),
    }
}
