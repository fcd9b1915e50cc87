//! Measures, in a real browser, what only a browser knows; `cargo xtask bench` reads the lines that it prints.
//!
//! Owns when the first tree counts as drawn and a run as answered. It must not know any limit. The page is watched
//! from outside: it holds nothing for this program's sake.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use espalier_browser_tests::Browser;
use espalier_browser_tests::figure::{ASYNCIO, CURIO, Figure, TASK_GROUP, TRIO};
use serde_json::{Value, json};

/// How many times each figure is measured; the median is printed.
const OPENINGS: usize = 5;
const RUNS: usize = 20;
const SLOWED: f64 = 4.0;
const FRAMES: usize = 180;
const TURNS: usize = 9;

/// Names the folder with the runs that the page opens; `cargo xtask bench` makes them.
const TRACES: &str = "ESPALIER_TRACES";

/// Notes when the first tree is drawn, and when each worker was asked and last answered. In milliseconds since the start
/// of navigation. A tree is drawn in the frame after the one in which it is in the document.
const WATCH: &str = "
    window.watched = { firstTree: null, files: null, asked: 0, answered: 0 };
    new MutationObserver((_, observer) => {
        if (!document.querySelector('[role=tree] text')) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => {
            watched.firstTree = performance.now();
            watched.files = performance.getEntriesByType('resource').map(entry => entry.name);
        }));
    }).observe(document, { childList: true, subtree: true });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...words) {
        if (!this.watched) this.addEventListener('message', () => { watched.answered = performance.now(); });
        this.watched = true;
        watched.asked = performance.now();
        return post.apply(this, words);
    };";

/// Turns the first knob of the page, there and back at every second time, and notes how long it took until the figure had
/// changed for the last time and that was drawn: the next task after the frame's own callbacks finds it painted. Notes too
/// how many runs were asked for and have ended, so that nobody takes a part for the whole.
const TURN: &str = "
    const knob = document.querySelector('.knob :is(input, button, select)');
    const turn = window.turn = { asked: 0, ended: 0, took: 0, over: false };
    const painted = new MessageChannel();
    painted.port1.onmessage = () => { turn.took = performance.now() - began; };
    const watch = new MutationObserver(() => requestAnimationFrame(() => painted.port2.postMessage(null)));
    watch.observe(document.getElementById('figure'), { childList: true, subtree: true, attributes: true, characterData: true });
    setTimeout(() => { watch.disconnect(); turn.over = true; }, 500);
    const began = performance.now();
    if (knob.matches('button')) {
        knob.click();
    } else if (knob.matches('select')) {
        knob.selectedIndex = knob.selectedIndex ? 0 : 1;
        knob.dispatchEvent(new Event('change', { bubbles: true }));
    } else {
        const [home, away] = knob.places ??= [knob.value, knob.value === knob.max ? knob.value - 1 : +knob.value + 1];
        knob.value = knob.value === home ? away : home;
        knob.dispatchEvent(new Event('input', { bubbles: true }));
    }";

/// Counts the runs that workers are asked for and have ended.
const COUNT: &str = "
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...words) {
        if (!this.watched) {
            this.addEventListener('message', event => { if (window.turn && event.data.startsWith('{\"done\"')) turn.ended += 1; });
            this.watched = true;
        }
        if (window.turn) turn.asked += 1;
        return post.apply(this, words);
    };";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut first_trees = Vec::new();
    let mut files = Value::Null;
    for _ in 0..OPENINGS {
        let browser = Browser::start(1280, 900).await?;
        browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }))
            .await?;
        browser.slow_cpu(SLOWED).await?;
        browser.open("").await?;
        let watched = browser.wait_for("the first tree", "return watched.files && watched").await?;
        first_trees.push(watched["firstTree"].as_f64().context("a time")?);
        files = watched["files"].clone();
        browser.quit().await?;
    }
    let browser = Browser::start(1280, 900).await?;
    println!("first-view-file index.html");
    for file in files.as_array().context("a list of files")? {
        let address = file.as_str().context("an address")?;
        let name = address
            .strip_prefix(&browser.url(""))
            .with_context(|| format!("{address} is not of this site"))?;
        println!("first-view-file {name}");
    }
    println!("first-tree-ms {:.1}", median(first_trees));
    println!("warm-run-ms {:.1}", median(warm_runs(&browser).await?));
    browser.quit().await?;
    drags().await?;
    let traces =
        PathBuf::from(env::var_os(TRACES).with_context(|| format!("{TRACES} is not set"))?);
    large_trace(&traces.join("large.trace")).await?;
    four_columns(&traces.join("sixty.trace")).await
}

/// How long it takes until what a knob does is seen in all columns of a story, with an engine that is warm: for each story, and
/// for the slowest.
async fn drags() -> Result<()> {
    let browser = Browser::start(1280, 900).await?;
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": COUNT })).await?;
    let figure = Figure::open_at_rest(&browser).await?;
    // Until the engine is here, what a turn asks for waits.
    figure.press_in(ASYNCIO, "Run").await?;
    let rests = "return ![...document.querySelectorAll('article button')].some(button => button.textContent === 'Stop')";
    browser.wait_for("the engine", rests).await?;
    let stories = browser
        .script("return document.querySelector('.story select').options.length", vec![])
        .await?
        .as_u64()
        .context("a number of stories")?;
    let mut slowest: f64 = 0.0;
    for place in 1..=stories {
        let title = figure.wait_for_story(place, stories).await?;
        let knobs = browser.script("return document.querySelectorAll('.knob').length", vec![]);
        if knobs.await? == json!(0) {
            figure.press("Next story").await?;
            continue;
        }
        let mut turns = Vec::new();
        // The first turns warm the engine.
        for round in 0..2 * TURNS {
            browser.script(TURN, vec![]).await?;
            let turn = browser.wait_for("the turn", "return turn.over && turn").await?;
            ensure!(turn["asked"].as_u64() > Some(0), "the knob of `{title}` does nothing");
            let took = turn["took"].as_f64().context("a time")?;
            if round >= TURNS {
                ensure!(turn["asked"] == turn["ended"], "`{title}` did not follow: {turn}");
                turns.push(took);
            }
        }
        let median = median(turns);
        slowest = slowest.max(median);
        println!("drag-ms-of {median:.1} {title}");
        figure.press("Next story").await?;
    }
    println!("drag-ms {slowest:.1}");
    browser.quit().await
}

/// A run of ten thousand tasks: how long it takes to be drawn, and how long a frame takes while one scrubs through it.
async fn large_trace(file: &Path) -> Result<()> {
    let browser = Browser::start(1280, 900).await?;
    let figure = Figure::open_at_rest(&browser).await?;
    browser
        .script(
            "window.watched = { chosen: 0, drawn: 0 };
             document.addEventListener('change', () => { watched.chosen = performance.now(); }, true);
             new MutationObserver((_, observer) => {
                 if (!document.querySelector('.tree .crowd')) return;
                 observer.disconnect();
                 requestAnimationFrame(() => requestAnimationFrame(() => { watched.drawn = performance.now(); }));
             }).observe(document, { childList: true, subtree: true });",
            vec![],
        )
        .await?;
    figure.choose_file(TASK_GROUP, file).await?;
    let took = browser
        .wait_for("the large tree", "return watched.drawn && watched.drawn - watched.chosen")
        .await?;
    println!("large-trace-ms {:.0}", took.as_f64().context("a time")?);
    let frames = frames(
        &browser,
        "const range = document.querySelector('.transport input[type=range]');
         const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
         set.call(range, String(range.max * (0.5 + number / 400)));
         range.dispatchEvent(new Event('input', { bubbles: true }));",
    )
    .await?;
    println!("large-trace-frame-ms {:.1}", median(frames));
    browser.quit().await
}

/// Four columns of sixty tasks each, playing: how long a frame takes on a slow machine.
async fn four_columns(file: &Path) -> Result<()> {
    let browser = Browser::start(1600, 900).await?;
    let figure = Figure::open_at_rest(&browser).await?;
    figure.press("+ Add a column").await?;
    figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO, CURIO]).await?;
    for column in [ASYNCIO, TASK_GROUP, TRIO, CURIO] {
        figure.choose_file(column, file).await?;
        figure.wait_for_words(column, SIXTY_TASKS_WORDS).await?;
    }
    browser.slow_cpu(SLOWED).await?;
    figure.press("To the start").await?;
    figure.press("Play").await?;
    let frames = frames(&browser, "").await?;
    println!("four-columns-frame-ms {:.1}", median(frames));
    browser.quit().await
}

/// What the program of sixty tasks prints last.
const SIXTY_TASKS_WORDS: &str = "sixty tasks are done";

/// The milliseconds from frame to frame, with `act` done in each, the frame's `number` at hand.
async fn frames(browser: &Browser, act: &str) -> Result<Vec<f64>> {
    let script = format!(
        "const lengths = []; let last = performance.now(), number = 0;
         watched = {{ frames: null }};
         const frame = () => {{
             const now = performance.now();
             lengths.push(now - last);
             last = now;
             number += 1;
             {act}
             if (number < {FRAMES}) requestAnimationFrame(frame); else watched.frames = lengths.slice(1);
         }};
         requestAnimationFrame(frame);"
    );
    browser.script(&script, vec![]).await?;
    let frames = browser.wait_for("the frames", "return watched.frames").await?;
    let frames = frames.as_array().context("a list of times")?;
    frames.iter().map(|frame| frame.as_f64().context("a time")).collect()
}

/// Milliseconds to run the programs of all columns again, one after the other.
async fn warm_runs(browser: &Browser) -> Result<Vec<f64>> {
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    let figure = Figure::open_at_rest(browser).await?;
    let mut runs = Vec::new();
    // The first round loads the engine and warms it.
    for round in 0..=RUNS {
        let mut sum = 0.0;
        for column in [ASYNCIO, TASK_GROUP, TRIO] {
            sum += run(browser, &figure, column).await?;
        }
        if round > 0 {
            runs.push(sum);
        }
    }
    Ok(runs)
}

async fn run(browser: &Browser, figure: &Figure<'_>, column: &str) -> Result<f64> {
    browser.script("watched.asked = 0", vec![]).await?;
    figure.press_in(column, "Run").await?;
    browser.wait_for("the run", "return watched.asked > 0").await?;
    // The button says Stop until the last answer has come.
    let busy = format!(
        "return ![...document.querySelectorAll('article[aria-label=\"{column}\"] button')].some(button => button.textContent === 'Stop')"
    );
    browser.wait_for("the end of the run", &busy).await?;
    let status = figure.status(column).await?;
    ensure!(status.is_empty(), "`{column}` says: {status}");
    let took = browser.script("return watched.answered - watched.asked", vec![]).await?;
    let took = took.as_f64().context("a time")?;
    ensure!(took > 0.0, "the run was not answered");
    Ok(took)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
