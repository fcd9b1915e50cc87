//! The command line itself: options, files, seeds, and where a trace goes. What a program prints is `programs.rs`'s.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use espalier_conformance::engine::{Engine, Output};
use espalier_conformance::program::corpus;

fn engine() -> Engine {
    Engine::find().unwrap_or_else(|error| panic!("{error:#}"))
}

/// A folder of this test's own, emptied first.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Output {
    let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    engine().command(folder, &arguments).unwrap_or_else(|error| panic!("{error:#}"))
}

#[test]
fn a_missing_file_is_named() {
    let output = command(&scratch("missing"), &["run", "nowhere.py"]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(66), ""));
    assert!(output.stderr.contains("nowhere.py"), "{}", output.stderr);
}

#[test]
fn a_file_that_is_not_text_is_named() {
    let folder = scratch("not_text");
    fs::write(folder.join("binary.py"), [0xff, 0xfe, 0x00, 0x80]).unwrap();
    let output = command(&folder, &["run", "binary.py"]);
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("binary.py") && output.stderr.contains("UTF-8"),
        "{}",
        output.stderr
    );
}

#[test]
fn unknown_options_and_commands_are_named() {
    let folder = scratch("options");
    fs::write(folder.join("ok.py"), "print('ran')\n").unwrap();
    for (arguments, named) in [
        (&["run", "ok.py", "--sede", "1"][..], "--sede"),
        (&["run", "ok.py", "--seed", "many"], "many"),
        (&["run", "ok.py", "--seed"], "--seed"),
        (&["walk", "ok.py"], "walk"),
    ] {
        let output = command(&folder, arguments);
        assert_eq!((output.code, output.stdout.as_str()), (Some(64), ""), "{arguments:?}");
        assert!(output.stderr.contains(named), "{arguments:?}: {}", output.stderr);
    }
    assert_eq!(command(&folder, &["run"]).code, Some(64));
    let help = command(&folder, &["--help"]);
    assert!(help.code == Some(0) && help.stdout.contains("espalier run FILE.py"), "{help:?}");
    let help_with_run = command(&folder, &["run", "--help"]);
    assert_eq!((help_with_run.code, &help_with_run.stdout), (Some(0), &help.stdout));
    let version = command(&folder, &["--version"]);
    assert!(version.code == Some(0) && version.stdout.starts_with("espalier "), "{version:?}");
}

#[test]
fn a_trace_goes_to_the_named_file_or_to_standard_output() {
    let folder = scratch("trace");
    let program = "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n    print('printed')\n\nasyncio.run(main())\n";
    fs::write(folder.join("ok.py"), program).unwrap();
    let piped = command(&folder, &["trace", "ok.py"]);
    assert_eq!(piped.code, Some(0), "{}", piped.stderr);
    let filed = command(&folder, &["trace", "ok.py", "-o", "out.json"]);
    assert_eq!(filed.code, Some(0), "{}", filed.stderr);
    assert_eq!(fs::read_to_string(folder.join("out.json")).unwrap(), piped.stdout);
    assert!(piped.stdout.contains("printed"), "what is printed is in the trace");
    let refused = command(&folder, &["trace", "ok.py", "-o", "no/such/folder/out.json"]);
    assert_ne!(refused.code, Some(0));
    assert!(refused.stderr.contains("no/such/folder/out.json"), "{}", refused.stderr);
}

/// A seed fixes the run to the byte, and over several seeds trio's batches come in both orders, as trio draws them.
#[test]
fn a_seed_chooses_the_order_of_trios_batches() {
    let folder = scratch("seeds");
    let program = "import trio\n\nasync def say(name):\n    print(name, end='')\n\nasync def main():\n    async with trio.open_nursery() as nursery:\n        \
                   for name in 'abc':\n            nursery.start_soon(say, name)\n    print()\n\ntrio.run(main)\n";
    fs::write(folder.join("batch.py"), program).unwrap();
    assert_eq!(
        command(&folder, &["run", "batch.py"]).stdout,
        "abc\n",
        "first in, first out without a seed"
    );
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..16 {
        let seed = seed.to_string();
        let output = command(&folder, &["run", "batch.py", "--seed", &seed]);
        assert_eq!(
            output,
            Output { took: output.took, ..command(&folder, &["run", "batch.py", "--seed", &seed]) }
        );
        seen.insert(output.stdout);
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["abc\n", "cba\n"]);
}

#[test]
fn the_corpus_is_as_large_as_promised() {
    let count = |folder: &str| {
        fs::read_dir(corpus().join(folder))
            .unwrap()
            .filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|x| x == "py"))
    };
    assert!(count("asyncio").count() + count("trio").count() >= 150);
}
