//! What one task costs to spawn, switch, cancel, put to sleep and pass an item on, at 1,000, 10,000 and 100,000 tasks.
//! The cost must not grow with their number. `cargo xtask bench` runs it and shows the cost per task.
//!
//! Owns the programs in `programs/`. A fresh virtual machine is made ready outside what is measured; events are recorded.

use std::{hint::black_box, thread};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
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
    Request { program, seed: None, limits, record: true }
}

fn prepared() -> Engine {
    let mut engine = Engine::new();
    engine.prepare();
    engine
}

fn measure(criterion: &mut Criterion) {
    for (name, source) in PROGRAMS {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for count in COUNTS {
            let request = request(name, source, count);
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
                bencher.iter_batched_ref(
                    prepared,
                    |engine| {
                        let report = engine.run(&request, Box::new(Listener));
                        assert_eq!(report.exit_code, 0, "{name} fails");
                    },
                    BatchSize::PerIteration,
                );
            });
        }
        group.finish();
    }
}

fn main() {
    let benchmark = || {
        let mut criterion = Criterion::default().configure_from_args();
        measure(&mut criterion);
        criterion.final_summary();
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(benchmark);
    thread.expect("a thread can be started").join().expect("every program runs");
}
