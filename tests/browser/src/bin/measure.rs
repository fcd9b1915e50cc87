//! Measures, in a real browser, what only a browser knows; `cargo xtask bench` reads the lines that it prints.
//!
//! Owns when the first tree counts as drawn and a run as answered. It must not know any limit. The page is watched
//! from outside: it holds nothing for this program's sake.

use anyhow::{Context, Result, ensure};
use espalier_browser_tests::Browser;
use espalier_browser_tests::figure::{ASYNCIO, Figure, TASK_GROUP, TRIO};
use serde_json::{Value, json};

/// How many times each figure is measured; the median is printed.
const OPENINGS: usize = 5;
const RUNS: usize = 20;
const SLOWED: f64 = 4.0;

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
    browser.quit().await
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
