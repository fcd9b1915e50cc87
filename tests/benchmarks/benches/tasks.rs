//! What one task costs to spawn, switch, cancel, put to sleep and pass an item on, at 1,000, 10,000 and 100,000 tasks.
//! The cost must not grow with their number. `cargo xtask bench` runs it and shows the cost per task.
//!
//! Owns the programs in `programs/`. Each run has a process of its own, since a virtual machine does not give all its
//! memory back: criterion asks for some thousands of them. The process makes the machine ready before it looks at the clock,
//! and says how long the run took. Events are recorded.

use std::{
    env,
    hint::black_box,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use criterion::{BenchmarkId, Criterion, Throughput};
use espalier_python::{Engine, Host, Limits, Request};
use espalier_trace::{Event, Program, Stream};

const COUNTS: [usize; 3] = [1_000, 10_000, 100_000];

/// Python calls nest deeply; the main thread's stack is the system's choice.
const STACK_BYTES: usize = 256 << 20;

macro_rules! programs {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../programs/", $name, ".py")))),*]
    };
}

const PROGRAMS: [(&str, &str); 10] = programs![
    "asyncio_spawn",
    "asyncio_switch",
    "asyncio_cancel",
    "asyncio_timers",
    "asyncio_channels",
    "trio_spawn",
    "trio_switch",
    "trio_cancel",
    "trio_timers",
    "trio_channels"
];

/// Takes what it hears and forgets it. Standard error is shown: a program that fails measures nothing.
struct Listener;

impl Host for Listener {
    fn printed(&mut self, stream: Stream, text: &str) {
        if stream == Stream::Stderr {
            eprint!("{text}");
        }
    }

    fn events(&mut self, events: &[Event]) {
        black_box(events);
    }
}

fn request(name: &str, source: &str, count: usize) -> Request {
    let program =
        Program { name: format!("{name}.py"), source: format!("COUNT = {count}\n{source}") };
    let limits =
        Limits { events: usize::MAX, steps: u64::MAX, tasks: usize::MAX, ..Limits::default() };
    Request { program, seed: None, limits, record: true, interventions: Vec::new() }
}

/// The argument by which this program is asked for one run; the program's name and the number of tasks follow.
const ALONE: &str = "--alone";

/// Runs one program in this process and prints the nanoseconds that it took.
fn run_alone(name: &str, count: usize) {
    let (_, source) = PROGRAMS.iter().find(|program| program.0 == name).expect("a known program");
    let request = request(name, source, count);
    let mut engine = Engine::new();
    engine.prepare();
    let start = Instant::now();
    let report = engine.run(&request, Box::new(Listener));
    let took = start.elapsed();
    assert_eq!(report.exit_code, 0, "{name} fails");
    println!("{}", took.as_nanos());
}

/// The time of one run, measured in a process of its own.
fn time_of(name: &str, count: usize) -> Duration {
    let itself = env::current_exe().expect("this program has a path");
    let output = Command::new(itself)
        .args([ALONE, name, &count.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .expect("this program can be started again");
    assert!(output.status.success(), "{name} with {count} tasks fails");
    let nanoseconds = String::from_utf8_lossy(&output.stdout).trim().parse();
    Duration::from_nanos(nanoseconds.expect("a number of nanoseconds"))
}

fn measure(criterion: &mut Criterion) {
    for (name, _) in PROGRAMS {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for count in COUNTS {
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
                bencher.iter_custom(|runs| (0..runs).map(|_| time_of(name, count)).sum());
            });
        }
        group.finish();
    }
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let work = move || {
        if let [_, flag, name, count] = &arguments[..]
            && flag == ALONE
        {
            run_alone(name, count.parse().expect("a number of tasks"));
        } else {
            let mut criterion = Criterion::default().configure_from_args();
            measure(&mut criterion);
            criterion.final_summary();
        }
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(work);
    thread.expect("a thread can be started").join().expect("every program runs");
}
