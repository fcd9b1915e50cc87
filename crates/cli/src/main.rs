//! The `espalier` command: `run` prints what a program prints, `trace` writes its Trace. Knows no library.

use std::{
    cell::RefCell,
    env, fs,
    io::{self, Write},
    process::ExitCode,
    rc::Rc,
    thread,
};

use espalier_python::{Engine, Host, Intervention, Limits, Request};
use espalier_trace::{Event, Header, Program, Stream, Trace};
use mimalloc::MiMalloc;

/// Python is objects made and thrown away: a fifth of a run is the system's allocator, with this one a tenth.
#[global_allocator]
static HEAP: MiMalloc = MiMalloc;

const USAGE: &str = "\
usage: espalier run FILE.py [--seed N] [--intervene 'AFTER ACTION']...
       espalier trace FILE.py [--seed N] [--intervene 'AFTER ACTION']... [-o OUT.json]
       espalier --help | --version

Runs a Python program on asyncio, trio, anyio, curio or FastAPI under virtual time.

run    prints what the program prints; exits as Python would (1 after an uncaught exception,
       2 if the file does not parse, 3 if a limit ended the run, 130 after Ctrl-C)
trace  runs it silently and writes its trace, to standard output or to OUT.json

-o, --output OUT.json       where the trace goes
--seed N                    where the library leaves an order open, another one for each N
--intervene 'AFTER ACTION'  changes the run at the first moment after event AFTER (its number in the trace, with the
                            changes before it in place) at which the loop decides what runs next. ACTION is one of:
                            cancel TASK, raise TASK, delay TASK SECONDS, hold TASK, release TASK, cancel_scope SCOPE,
                            interrupt (Ctrl-C), run_next TASK. What cannot be done is an event that says why
-h, --help                  prints this
-V, --version               prints the version";

/// The command and its version, also named in a trace as what made it.
const PRODUCER: &str = concat!("espalier ", env!("CARGO_PKG_VERSION"));

/// Python calls nest deeply; the main thread's stack is the system's choice.
const STACK_BYTES: usize = 256 << 20;

fn main() -> ExitCode {
    let run = || match parse(env::args().skip(1)) {
        Ok(Wish::Do(command)) => execute(&command),
        Ok(Wish::Tell(text)) => {
            println!("{text}");
            0
        }
        Err(problem) => {
            eprintln!("espalier: {problem}\n\n{USAGE}");
            64
        }
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
    let status = thread.map(|thread| thread.join().unwrap_or(70)).unwrap_or(70);
    ExitCode::from(status as u8)
}

/// What the command line asks for.
enum Wish {
    Tell(&'static str),
    Do(Command),
}

struct Command {
    verb: Verb,
    file: String,
    seed: Option<u64>,
    interventions: Vec<Intervention>,
}

enum Verb {
    Run,
    Trace { out: Option<String> },
}

/// Reads the command line.
fn parse(mut args: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut verb = match args.next().as_deref() {
        Some("run") => Verb::Run,
        Some("trace") => Verb::Trace { out: None },
        None | Some("-h" | "--help" | "help") => return Ok(Wish::Tell(USAGE)),
        Some("-V" | "--version") => return Ok(Wish::Tell(PRODUCER)),
        Some(other) => return Err(format!("no command {other:?}")),
    };
    let (mut file, mut seed, mut interventions) = (None, None, Vec::new());
    while let Some(arg) = args.next() {
        match (arg.as_str(), &mut verb) {
            ("--seed", _) => {
                let text = args.next().ok_or("--seed needs a number")?;
                let number = text
                    .parse()
                    .map_err(|_| format!("--seed needs a whole number from 0, not {text:?}"))?;
                seed = Some(number);
            }
            ("--intervene", _) => {
                let text = args.next().ok_or("--intervene needs 'AFTER ACTION'")?;
                let read = text.parse().map_err(|why| format!("--intervene {text:?}: {why}"))?;
                interventions.push(read);
            }
            ("-h" | "--help", _) => return Ok(Wish::Tell(USAGE)),
            ("-V" | "--version", _) => return Ok(Wish::Tell(PRODUCER)),
            ("-o" | "--output", Verb::Trace { out }) => {
                *out = Some(args.next().ok_or("-o needs a file name")?);
            }
            (option, _) if option.starts_with('-') => return Err(format!("no option {option:?}")),
            _ if file.is_none() => file = Some(arg),
            _ => return Err(format!("one file at a time, not also {arg:?}")),
        }
    }
    let file = file.ok_or("which file?")?;
    Ok(Wish::Do(Command { verb, file, seed, interventions }))
}

/// Carries a command out; returns the exit status.
fn execute(command: &Command) -> i32 {
    let source = match fs::read(&command.file).map(String::from_utf8) {
        Ok(Ok(source)) => source,
        Ok(Err(_)) => {
            eprintln!("espalier: {}: not UTF-8 text", command.file);
            return 2;
        }
        Err(error) => {
            eprintln!("espalier: {}: {error}", command.file);
            return 66;
        }
    };
    let program = Program { name: command.file.clone(), source };
    let request = Request {
        program,
        seed: command.seed,
        limits: Limits::default(),
        record: true,
        interventions: command.interventions.clone(),
    };
    let mut engine = Engine::new();
    // The process ends after the run.
    engine.forget_machines();
    match &command.verb {
        Verb::Run => engine.run(&request, Box::new(Terminal)).exit_code,
        Verb::Trace { out } => {
            let events = Rc::new(RefCell::new(Vec::new()));
            let report = engine.run(&request, Box::new(Silent(events.clone())));
            let header = Header::new(PRODUCER, request.program, request.seed)
                .intervened(request.interventions);
            let text = Trace::new(header, events.take()).write();
            let written = match out {
                Some(path) => fs::write(path, text).map_err(|error| format!("{path}: {error}")),
                None => io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string()),
            };
            match written {
                // A program that fails has a trace all the same; one that does not parse has none worth the name.
                Ok(()) if report.exit_code == 2 => 2,
                Ok(()) => 0,
                Err(problem) => {
                    eprintln!("espalier: {problem}");
                    74
                }
            }
        }
    }
}

/// Prints what the program prints.
struct Terminal;

impl Host for Terminal {
    fn printed(&mut self, stream: Stream, text: &str) {
        // A reader that has gone away is no concern of the program's.
        let _ = match stream {
            Stream::Stdout => io::stdout().write_all(text.as_bytes()),
            Stream::Stderr => io::stderr().write_all(text.as_bytes()),
        };
    }

    fn events(&mut self, _events: &[Event]) {}
}

/// Keeps the events; the program's errors are shown, its output is in the trace.
struct Silent(Rc<RefCell<Vec<Event>>>);

impl Host for Silent {
    fn printed(&mut self, stream: Stream, text: &str) {
        if stream == Stream::Stderr {
            let _ = io::stderr().write_all(text.as_bytes());
        }
    }

    fn events(&mut self, events: &[Event]) {
        self.0.borrow_mut().extend_from_slice(events);
    }
}
