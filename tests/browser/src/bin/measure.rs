//! Measures, in a real browser, what only a browser knows; `cargo xtask bench` reads the lines that it prints.
//!
//! Owns when the first tree counts as drawn and a run as answered. It must not know any limit. The page is watched
//! from outside: it holds nothing for this program's sake.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

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

/// How a hand turns a knob: it rests there before it takes hold, then goes on by so much at a time, and crosses a slider in so many steps at most.
const REST: Duration = Duration::from_millis(300);
const STEP: Duration = Duration::from_millis(90);
const STEPS: f64 = 20.0;

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
    const listen = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage').set;
    Object.defineProperty(Worker.prototype, 'onmessage', {
        set(listener) {
            // Before the page's own listener: what the page makes of an answer is not the worker's time.
            this.addEventListener('message', event => {
                if (event.data.startsWith('{\"done\"')) watched.answered = performance.now();
            });
            listen.call(this, listener);
        },
    });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...words) {
        watched.asked = performance.now();
        return post.apply(this, words);
    };";

/// Watches the first knob of the page. A turn begins with its event, and is over when a frame is painted in which the runs of all columns that
/// have the knob are those of its value, or of a later one: the next task after the frame's own callbacks finds it painted. Notes how long each
/// turn took.
const KNOB: &str = "
    const place = document.querySelector('.knob');
    const name = place.querySelector('.name').textContent;
    const value = () => document.querySelector('.knob b').textContent;
    const lines = [...document.querySelectorAll('article')].map(column => {
        const lines = [...column.querySelectorAll('.code li')];
        const index = lines.findIndex(line => line.textContent.startsWith(name));
        return [column, `.code li:nth-child(${index + 1}) .text`];
    }).filter(([column]) => column.querySelector(`.knob [aria-label='${name}']`));
    const shows = ([column, line]) => /=\\s*(\\S+)/.exec(column.querySelector(line).textContent)[1] === value();
    window.knob?.observer.disconnect();
    const knob = window.knob = { turns: [] };
    const painted = new MessageChannel();
    painted.port1.onmessage = event => {
        for (const index of event.data) knob.turns[index].took = performance.now() - knob.turns[index].began;
    };
    knob.observer = new MutationObserver(() => {
        const followed = [...knob.turns.keys()].filter(index => {
            const turn = knob.turns[index];
            return !turn.shown && (turn.shown = turn.from !== value() && lines.every(shows));
        });
        if (followed.length) requestAnimationFrame(() => painted.port2.postMessage(followed));
    });
    knob.observer.observe(document.getElementById('figure'), { childList: true, subtree: true, attributes: true, characterData: true });
    const control = place.querySelector('input, button');
    // Before the page hears of it.
    window.addEventListener(control.matches('button') ? 'click' : 'input', event => {
        if (!control.contains(event.target) || window.knob !== knob) return;
        knob.turns.push({ began: performance.now(), from: value(), shown: false, took: null });
    }, true);
    control.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = control.getBoundingClientRect();
    return { left, top, width, height, now: +control.value, last: +control.max };";

/// Gives the programs of all columns another last line, so that none of their runs has ever been asked for.
const RENEW: &str = "
    window.line = `# ${(window.count = (window.count ?? 0) + 1)}`;
    for (const column of document.querySelectorAll('article')) {
        const lines = [...column.querySelectorAll('.code .text')].map(line => line.textContent);
        if (lines.at(-1).startsWith('# ')) lines.pop();
        const files = new DataTransfer();
        files.items.add(new File([[...lines, line].join('\\n')], 'program.py'));
        const choice = column.querySelector('input[type=file]');
        choice.files = files.files;
        choice.dispatchEvent(new Event('change', { bubbles: true }));
    }";

/// Whether all columns show the run of what they were given, and the knobs of it.
const RENEWED: &str = "
    return [...document.querySelectorAll('article')].every(column =>
        [...column.querySelectorAll('.code .text')].at(-1)?.textContent === line)";

/// Turns the knob without a hand, to and fro.
const TURN: &str = "
    const control = document.querySelector('.knob').querySelector('input, button');
    if (control.matches('button')) return control.click();
    const [home, away] = control.places ??= [control.value, control.value === control.max ? control.value - 1 : +control.value + 1];
    control.value = control.value === home ? away : home;
    control.dispatchEvent(new Event('input', { bubbles: true }));";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // Asked for by name, the knobs, or the frames, are measured alone.
    match env::args().nth(1).as_deref() {
        Some("knobs") => return drags().await,
        Some("frames") => return all_frames().await,
        _ => {}
    }
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
    all_frames().await
}

async fn all_frames() -> Result<()> {
    let traces =
        PathBuf::from(env::var_os(TRACES).with_context(|| format!("{TRACES} is not set"))?);
    large_trace(&traces.join("large.trace")).await?;
    four_columns(&traces.join("sixty.trace")).await
}

/// How long it takes until what a knob does is seen in all columns of a story: for each story, and for the slowest. By a hand, which comes to
/// the knob before it turns it; and at once, to a value whose runs nobody has asked for.
async fn drags() -> Result<()> {
    let browser = Browser::start(1280, 900).await?;
    let figure = Figure::open_at_rest(&browser).await?;
    // Until the engine is here, what a turn asks for waits.
    figure.press_in(ASYNCIO, "Run").await?;
    browser.wait_for("the engine", ENGINE_IS_HERE).await?;
    let stories = browser
        .script("return document.querySelector('.story select').options.length", vec![])
        .await?
        .as_u64()
        .context("a number of stories")?;
    let (mut slowest, mut slowest_cold): (f64, f64) = (0.0, 0.0);
    for place in 1..=stories {
        let title = figure.wait_for_story(place, stories).await?;
        let knobs = browser.script("return document.querySelectorAll('.knob').length", vec![]);
        if knobs.await? == json!(0) {
            figure.press("Next story").await?;
            continue;
        }
        let mut cold = Vec::new();
        // The first turns warm the engine.
        for round in 0..2 + TURNS {
            renew(&browser).await?;
            browser.script(KNOB, vec![]).await?;
            browser.script(TURN, vec![]).await?;
            let turns = turns(&browser).await.with_context(|| format!("in `{title}`"))?;
            cold.extend(turns.into_iter().filter(|_| round >= 2));
        }
        let cold = median(cold);
        renew(&browser).await?;
        let turns = by_hand(&browser).await.with_context(|| format!("in `{title}`"))?;
        let (worst, turns) = (percentile(turns.clone(), 0.9), median(turns));
        println!("drag-ms-of {turns:.1} {worst:.1} {cold:.1} {title}");
        slowest = slowest.max(turns);
        slowest_cold = slowest_cold.max(cold);
        figure.press("Next story").await?;
    }
    println!("drag-ms {slowest:.1}");
    println!("drag-cold-ms {slowest_cold:.1}");
    browser.quit().await
}

/// Gives all columns programs that have never been run, and lets them come to rest.
async fn renew(browser: &Browser) -> Result<()> {
    browser.script(RENEW, vec![]).await?;
    browser.wait_for("the new programs", RENEWED).await?;
    tokio::time::sleep(REST).await;
    Ok(())
}

/// Comes to the knob, rests there, and turns it: a slider to its end, to its other end, and back, a switch to and fro. Returns what the turns took.
async fn by_hand(browser: &Browser) -> Result<Vec<f64>> {
    let knob = browser.script(KNOB, vec![]).await?;
    let number = |name: &str| knob[name].as_f64().with_context(|| format!("no {name}"));
    let (left, top, width, height) =
        (number("left")?, number("top")?, number("width")?, number("height")?);
    let y = top + height / 2.0;
    let mouse = async |kind: &str, x: f64| {
        let held = i32::from(kind != "mouseReleased");
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1 });
        browser.devtools("Input.dispatchMouseEvent", event).await
    };
    let over = json!({ "type": "mouseMoved", "x": left + width / 2.0, "y": y });
    browser.devtools("Input.dispatchMouseEvent", over).await?;
    tokio::time::sleep(REST).await;
    if let (Ok(now), Ok(last)) = (number("now"), number("last")) {
        // The middle of its thumb, which is as high as it is wide.
        let at = |value: f64| left + THUMB / 2.0 + value / last * (width - THUMB);
        let stride = (last / STEPS).ceil();
        let mut value = now;
        mouse("mousePressed", at(value)).await?;
        for end in [last, 0.0, now] {
            while value != end {
                value += (end - value).clamp(-stride, stride);
                mouse("mouseMoved", at(value)).await?;
                tokio::time::sleep(STEP).await;
            }
        }
        mouse("mouseReleased", at(value)).await?;
    } else {
        for _ in 0..TURNS {
            mouse("mousePressed", left + width / 2.0).await?;
            mouse("mouseReleased", left + width / 2.0).await?;
            tokio::time::sleep(REST).await;
        }
    }
    let turns = turns(browser).await?;
    ensure!(turns.len() >= 3, "only {} turns", turns.len());
    Ok(turns)
}

/// A slider's thumb, in CSS pixels.
const THUMB: f64 = 16.0;

/// What the turns of the knob took that is watched, once all are over.
async fn turns(browser: &Browser) -> Result<Vec<f64>> {
    let over = "return knob.turns.length && knob.turns.every(turn => turn.took) && knob.turns.map(turn => turn.took)";
    let turns = browser.wait_for("the columns to follow the knob", over).await?;
    let turns = turns.as_array().context("a list of turns")?;
    turns.iter().map(|took| took.as_f64().context("a time")).collect()
}

/// Whether no column waits for its run.
const ENGINE_IS_HERE: &str = "
    return ![...document.querySelectorAll('article button')].some(button => button.textContent === 'Stop')";

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
    browser.script("watched.asked = watched.answered = 0", vec![]).await?;
    figure.press_in(column, "Run").await?;
    browser.wait_for("the run", "return watched.asked > 0").await?;
    browser.wait_for("the end of the run", "return watched.answered > watched.asked").await?;
    let status = figure.status(column).await?;
    ensure!(status.is_empty(), "`{column}` says: {status}");
    let took = browser.script("return watched.answered - watched.asked", vec![]).await?;
    let took = took.as_f64().context("a time")?;
    ensure!(took > 0.0, "the run was not answered");
    Ok(took)
}

fn median(values: Vec<f64>) -> f64 {
    percentile(values, 0.5)
}

/// The value that this part of them does not exceed.
fn percentile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() as f64 * part) as usize).min(values.len() - 1)]
}
