//! What a reader does, done in a real browser.
//!
//! Owns the flows. It must not know how the page is made: `figure` finds things as a reader or a screen reader does.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use espalier_browser_tests::figure::{ANYIO_ON_TRIO, ASYNCIO, CURIO, Figure, TASK_GROUP, TRIO};
use espalier_browser_tests::line::Line;
use espalier_browser_tests::{Browser, axe, flow, flow_in};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

#[tokio::test]
async fn the_page_loads_from_a_sub_path_and_asks_nobody_else() -> Result<()> {
    flow("loads", async |browser| {
        Figure::open(browser).await?;
        let title = browser.title().await?;
        ensure!(title.contains("Espalier"), "the title is `{title}`");
        let requests = browser
            .script(
                "return performance.getEntriesByType('resource').map(entry => [entry.name, entry.responseStatus])",
                vec![],
            )
            .await?;
        let requests = requests.as_array().cloned().unwrap_or_default();
        ensure!(!requests.is_empty(), "the page has loaded nothing");
        for request in requests {
            let address = request[0].as_str().unwrap_or_default();
            ensure!(address.starts_with(&browser.url("")), "the page asked for {address}");
            ensure!(request[1] == 200, "{address} was answered with {}", request[1]);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_three_columns_tell_how_the_story_ends() -> Result<()> {
    flow("ends", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the end").await?;
        figure.wait_for_words(ASYNCIO, "Work escaped").await?;
        for column in [TASK_GROUP, TRIO] {
            let words = figure.words(column).await?;
            ensure!(!words.contains("Work escaped"), "`{column}` says: {words}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn it_plays_by_itself_and_stops_when_told() -> Result<()> {
    flow("plays", async |browser| {
        let figure = Figure::open(browser).await?;
        browser.wait_for("the playhead to move", "return document.querySelector('.scrubber input').value > 0").await?;
        figure.press("Pause").await?;
        figure.complete().await?;
        let paused = figure.picture().await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        ensure!(figure.picture().await? == paused, "the picture moved after Pause");
        // Faster: how long the story takes is the reader's choice, and no matter of this flow.
        figure.press("Speed: 1×").await?;
        figure.press("Speed: 2×").await?;
        figure.press("Play").await?;
        browser
            .wait_for("the end", "const slider = document.querySelector('.scrubber input'); return slider.value === slider.max")
            .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_first_picture_does_without_the_rest_and_what_was_asked_meanwhile_is_done() -> Result<()>
{
    /// Keeps the second half of the page back until it is let go.
    const HOLD: &str = "
        const bring = window.fetch;
        const leave = new Promise(resolve => { window.letRestCome = resolve; });
        window.fetch = async (what, ...how) => {
            if (/rest[^/]*\\.wasm/.test(what)) {
                window.restAskedFor = true;
                await leave;
            }
            return bring(what, ...how);
        };";
    flow("rest", async |browser| {
        browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": HOLD }))
            .await?;
        browser.prefer(&[("prefers-reduced-motion", "reduce")]).await?;
        let figure = Figure::open(browser).await?;
        figure.press("To the end").await?;
        figure.wait_for_words(ASYNCIO, "Work escaped").await?;
        figure.press("Share").await?;
        browser.wait_for("the rest to be asked for", "return window.restAskedFor").await?;
        let later = "return document.querySelectorAll('.verdicts, .offer textarea').length";
        ensure!(browser.script(later, vec![]).await? == 0, "the page has what has not come");
        browser.script("window.letRestCome()", vec![]).await?;
        browser.wait_for("what the rest draws", &later.replace(".length", ".length == 2")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_wants_no_motion_sees_how_it_ends() -> Result<()> {
    flow("rests", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        ensure!(
            (figure.position().await? - figure.length().await?).abs() < 1.0,
            "it does not stand at its end"
        );
        let picture = figure.picture().await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        ensure!(figure.picture().await? == picture, "the picture moves");
        Ok(())
    })
    .await
}

/// Of each column: how far its playhead has come between the first and the last place of its timeline, given these two, and whether it moves
/// by itself; and how far the slider has. All at one time, that of a frame after the page has had its turn in it: between frames a
/// browser may tell where an animation would be by then.
const PLAYHEADS: &str = "
    const [from, to] = arguments;
    const share = now => new DOMMatrix(getComputedStyle(now).transform).m41 / now.getBoundingClientRect().width;
    const look = () => {
        const slider = document.querySelector('.scrubber input');
        const playheads = [...document.querySelectorAll('.now')];
        return {
            shares: playheads.map(now => (share(now) - from) / (to - from)),
            moving: playheads.map(now => now.getAnimations().length),
            slider: slider.value / slider.max,
        };
    };
    return new Promise(done => requestAnimationFrame(() => done(look())));";

#[tokio::test]
async fn playheads_move_by_themselves_and_keep_to_the_clock() -> Result<()> {
    flow("playheads", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let look = async |from: f64, to: f64| {
            browser.script(PLAYHEADS, vec![json!(from), json!(to)]).await
        };
        let first = |seen: &Value| seen["shares"][0].as_f64().context("a playhead");
        figure.press("To the start").await?;
        let from = first(&look(0.0, 1.0).await?)?;
        figure.press("To the end").await?;
        let to = first(&look(0.0, 1.0).await?)?;
        ensure!(to > from + 0.5, "the way goes from {from} to {to}");
        let keeps = async |moving: u64| -> Result<f64> {
            let seen = look(from, to).await?;
            let slider = seen["slider"].as_f64().context("a slider")?;
            let shares = seen["shares"].as_array().context("playheads")?;
            ensure!(shares.len() == 3, "{} playheads", shares.len());
            for share in shares {
                let share = share.as_f64().context("a playhead")?;
                ensure!(
                    (share - slider).abs() < 0.03,
                    "the playhead is at {share}, the clock at {slider}"
                );
            }
            ensure!(seen["moving"] == json!([moving, moving, moving]), "moving: {seen}");
            Ok(slider)
        };
        keeps(0).await?;
        figure.press("To the start").await?;
        figure.press("Play").await?;
        let mut last = 0.0;
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(600)).await;
            let now = keeps(1).await?;
            ensure!(now > last, "the clock stands at {now}");
            last = now;
        }
        // Who takes hold of it meanwhile, or makes it faster, finds it there too.
        figure.keys(Key::End + Key::Home).await?;
        figure.press("Play").await?;
        figure.keys(Key::Up).await?;
        tokio::time::sleep(Duration::from_millis(600)).await;
        keeps(1).await?;
        figure.press("Pause").await?;
        keeps(0).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn stepping_back_shows_exactly_the_earlier_pictures() -> Result<()> {
    flow("steps", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the start").await?;
        let mut pictures = vec![figure.picture().await?];
        loop {
            figure.press("Next scheduling decision").await?;
            let picture = figure.picture().await?;
            if pictures.last() == Some(&picture) {
                break;
            }
            pictures.push(picture);
            ensure!(pictures.len() < 1000, "there is no last step");
        }
        ensure!(pictures.len() > 10, "the story has {} steps only", pictures.len());
        while let Some(expected) = pictures.pop() {
            let picture = figure.picture().await?;
            ensure!(
                picture == expected,
                "step {} looks different on the way back: {}",
                pictures.len(),
                difference(&expected, &picture)
            );
            figure.press("Back one scheduling decision").await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_keyboard_does_what_the_buttons_do() -> Result<()> {
    flow("keys", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.keys(Key::Home).await?;
        ensure!(figure.position().await? == 0.0, "Home is not the start");
        let start = figure.picture().await?;
        figure.keys(Key::Right).await?;
        ensure!(figure.picture().await? != start, "the right arrow does nothing");
        figure.keys(Key::Left).await?;
        ensure!(figure.picture().await? == start, "the left arrow does not lead back");
        figure.keys(".").await?;
        let event = figure.picture().await?;
        ensure!(event != start, "the full stop does nothing");
        figure.keys(",").await?;
        ensure!(figure.picture().await? == start, "the comma does not lead back");
        figure.keys("5").await?;
        let half = figure.position().await? / figure.length().await?;
        ensure!((half - 0.5).abs() < 0.02, "5 leads to {half}");
        figure.keys(Key::End).await?;
        ensure!(
            (figure.position().await? - figure.length().await?).abs() < 1.0,
            "End is not the end"
        );
        let programs = "return [...document.querySelectorAll('.code-panel')]
            .filter(panel => panel.checkVisibility()).length";
        for expected in [0, 3] {
            figure.keys("p").await?;
            let seen = browser.script(programs, vec![]).await?;
            ensure!(seen == expected, "{seen} programs are seen, not {expected}");
        }
        figure.keys("?").await?;
        ensure!(
            browser
                .script("return document.body.textContent.includes('Keys, while')", vec![])
                .await?
                == true,
            "? shows no help"
        );
        let focused = "return document.activeElement.id";
        for key in [Key::Tab, Key::Escape] {
            let expected = if matches!(key, Key::Tab) { "help-close" } else { "figure" };
            browser.action_chain().send_keys(key.clone()).perform().await?;
            let found = browser.script(focused, vec![]).await?;
            ensure!(
                found == expected,
                "after {key:?} the focus is on `{found}`, not on `{expected}`"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn keys_are_heard_where_nothing_has_the_focus_and_a_presenters_remote_steps() -> Result<()> {
    flow("remote", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        // It hears them once the rest of it is here.
        browser.wait_for("the page to hear keys", "return window.onkeydown !== null").await?;
        let press = async |key: Key| {
            browser.script("document.activeElement.blur()", vec![]).await?;
            browser.find(By::Tag("body")).await?.send_keys(key).await?;
            browser.next_frame().await
        };
        let end = figure.position().await?;
        press(Key::PageUp).await?;
        press(Key::Home).await?;
        ensure!(figure.position().await? == end, "what scrolls has moved the playhead");
        press(Key::Left).await?;
        let before = figure.position().await?;
        ensure!(before < end, "the arrow does nothing");
        browser.script("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'p', bubbles: true}))", vec![]).await?;
        browser.wait_for("the figure alone", "return document.querySelector('.presenting')").await?;
        press(Key::PageUp).await?;
        let earlier = figure.position().await?;
        ensure!(earlier < before, "the remote does not step back");
        press(Key::PageDown).await?;
        ensure!(figure.position().await? > earlier, "the remote does not step on");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_edited_program_runs_in_its_column() -> Result<()> {
    flow("edits", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        // Where it first differs from the others changes with them.
        let story = "return document.querySelector('article:nth-child(3) .log').textContent";
        let other = browser.script(story, vec![]).await?;
        let program = "import asyncio\n\n\nasync def greet(name):\n    await asyncio.sleep(1)\n    print(f'hello {name}')\n\n\n\
                       async def main():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(greet('reader'))\n\n\n\
                       asyncio.run(main())\n";
        figure.write(TASK_GROUP, program).await?;
        figure.run(TASK_GROUP).await?;
        figure.wait_for_words(TASK_GROUP, "hello reader").await?;
        ensure!(figure.status(TASK_GROUP).await?.is_empty(), "it complains: {}", figure.status(TASK_GROUP).await?);
        ensure!(browser.script(story, vec![]).await? == other, "another column changed");

        browser.refresh().await?;
        let figure = Figure::appear(browser).await?;
        figure.edit(TASK_GROUP).await?;
        ensure!(figure.program(TASK_GROUP).await?.trim_end() == program.trim_end(), "what was typed is lost after a reload");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_error_appears_at_its_line() -> Result<()> {
    flow("errors", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.write(TRIO, "import trio\n\nprint(1\n").await?;
        figure.run(TRIO).await?;
        figure.wait_for_words(TRIO, "SyntaxError").await?;
        let status = figure.status(TRIO).await?;
        ensure!(status.contains("line 3"), "it says: {status}");
        figure.write(TRIO, "import trio\n\nasync def main():\n    raise ValueError('of mine')\n\ntrio.run(main)\n").await?;
        figure.run(TRIO).await?;
        figure.wait_for_words(TRIO, "ValueError: of mine").await?;
        let status = figure.status(TRIO).await?;
        ensure!(status.contains("line 4"), "it says: {status}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_endless_loop_ends_and_the_next_run_works() -> Result<()> {
    flow("endless", async |browser| never_ends(browser, "while True:\n    pass\n").await).await
}

#[tokio::test]
async fn endless_spawning_ends_and_the_next_run_works() -> Result<()> {
    let program = "import asyncio\n\nasync def child():\n    await asyncio.sleep(1)\n\nasync def main():\n    \
                   while True:\n        asyncio.create_task(child())\n\nasyncio.run(main())\n";
    flow("spawning", async |browser| never_ends(browser, program).await).await
}

/// Each of these leaves as many events as a page takes, in one task and one instant.
#[tokio::test]
async fn a_loop_of_awaits_ends_and_its_picture_does_not_grow_with_it() -> Result<()> {
    flow("awaits", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        for (column, awaited) in [(ASYNCIO, "sleep(0)"), (TASK_GROUP, "to_thread(print)")] {
            let program = format!(
                "import asyncio\n\nasync def main():\n    while True:\n        await asyncio.{awaited}\n\nasyncio.run(main())\n"
            );
            figure.write(column, &program).await?;
            figure.run(column).await?;
            figure.wait_for_words(column, "Stopped: more than 250000 events.").await?;
            let elements = "return document.querySelectorAll('*').length";
            let elements = browser.script(elements, vec![]).await?;
            ensure!(elements.as_u64() < Some(20_000), "{awaited}: {elements} elements");
            figure.press("To the start").await?;
            ensure!(figure.position().await? == 0.0, "the page does not answer");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_missing_module_is_named_before_what_there_is_instead() -> Result<()> {
    flow("module", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.write(ASYNCIO, "import numpy\n").await?;
        figure.run(ASYNCIO).await?;
        figure.wait_for_words(ASYNCIO, "No module named").await?;
        let said = figure.status(ASYNCIO).await?;
        ensure!(said == "line 1 ModuleNotFoundError: No module named 'numpy'", "it says: {said}");
        Ok(())
    })
    .await
}

/// Runs a program that never ends by itself.
async fn never_ends(browser: &Browser, program: &str) -> Result<()> {
    let figure = Figure::open_at_rest(browser).await?;
    figure.write(ASYNCIO, program).await?;
    figure.run(ASYNCIO).await?;
    // Meanwhile the page does what it is told.
    figure.press("To the start").await?;
    ensure!(figure.position().await? == 0.0, "the page does not answer while the program runs");
    // By a limit of the engine's; on a machine that is too slow for that, by the page's clock.
    figure.wait_for_words(ASYNCIO, "topped").await?;
    figure.press("To the start").await?;
    ensure!(figure.position().await? == 0.0, "the page does not answer with what is left of it");
    figure.write(ASYNCIO, "print('still alive')\n").await?;
    figure.run(ASYNCIO).await?;
    figure.wait_for_words(ASYNCIO, "still alive").await
}

#[tokio::test]
async fn a_run_that_never_ends_keeps_no_other_column_waiting() -> Result<()> {
    flow("beside", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        // One native call: no limit of the engine's ends it.
        figure.write(ASYNCIO, "sum(iter(int, 1))\n").await?;
        figure.run(ASYNCIO).await?;
        figure.write(TRIO, "print('beside it')\n").await?;
        figure.run(TRIO).await?;
        figure.wait_for_words(TRIO, "beside it").await?;
        figure.press_in(ASYNCIO, "Stop").await?;
        figure.wait_for_words(ASYNCIO, "topped").await?;
        figure.write(ASYNCIO, "print('still alive')\n").await?;
        figure.run(ASYNCIO).await?;
        figure.wait_for_words(ASYNCIO, "still alive").await
    })
    .await
}

#[tokio::test]
async fn nothing_is_cut_off_on_a_narrow_screen() -> Result<()> {
    flow_in((360, 740), "narrow", async |browser| {
        Figure::open_at_rest(browser).await?;
        let widths = browser
            .script("return [document.documentElement.scrollWidth, innerWidth]", vec![])
            .await?;
        ensure!(
            widths[0].as_f64() <= widths[1].as_f64(),
            "the page is {} wide in a window of {}",
            widths[0],
            widths[1]
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_page_speaks_russian_too_and_remembers() -> Result<()> {
    flow("russian", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let heading = "return document.querySelector('h1').textContent";
        let english = browser.script(heading, vec![]).await?;
        figure.press("RU").await?;
        browser.wait_for("the language", "return document.documentElement.lang === 'ru'").await?;
        ensure!(browser.script(heading, vec![]).await? != english, "the heading stays {english}");
        browser.refresh().await?;
        Figure::appear(browser).await?;
        ensure!(
            browser.script("return document.documentElement.lang", vec![]).await? == "ru",
            "the language is forgotten"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_could_not_be_loaded_is_said_until_it_has_come() -> Result<()> {
    /// Has the file of a language missing, once.
    const MISSING: &str = "
        const bring = window.fetch;
        window.fetch = async (what, ...how) => {
            if (!/ru[^/]*\\.ftl/.test(what) || window.wasMissing) return bring(what, ...how);
            window.wasMissing = true;
            throw new TypeError('no connection');
        };";
    flow("missing", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        browser.script(MISSING, vec![]).await?;
        figure.press("RU").await?;
        let notice = "return document.querySelector('.notice').textContent";
        browser.wait_for("a word of it", notice).await?;
        figure.press("RU").await?;
        browser.wait_for("the language", "return document.documentElement.lang === 'ru'").await?;
        browser.next_frame().await?;
        let notice = browser.script(notice, vec![]).await?;
        ensure!(notice == "", "it still says {notice}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_has_been_here_opens_runs_and_reads_all_without_a_network() -> Result<()> {
    flow("offline", async |browser| {
        browser.prefer(&[("prefers-reduced-motion", "reduce")]).await?;
        let line = Line::lay().await?;
        let address = line.url.clone();
        browser.goto(&address).await?;
        // Nobody waits for it, so it takes over when it has all.
        browser.wait_for("copies", "return navigator.serviceWorker.controller").await?;
        drop(line);
        browser.goto(&address).await?;
        let figure = Figure::appear(browser).await?;
        figure.complete().await?;
        figure.choose(None, "Story", "Happy eyeballs").await?;
        browser
            .wait_for(
                "the story",
                "return /connect/.test(document.querySelector('.code-panel').textContent)",
            )
            .await?;
        figure.press_in(TRIO, "Run").await?;
        figure.wait_for_words(TRIO, "finished at").await?;
        figure.press("RU").await?;
        browser.wait_for("the language", "return document.documentElement.lang === 'ru'").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn columns_are_chosen_added_and_removed_and_remembered() -> Result<()> {
    flow("columns", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let fetched = "return performance.getEntriesByType('resource')
            .filter(entry => entry.name.endsWith('.trace')).length";
        ensure!(
            browser.script(fetched, vec![]).await? == 0,
            "the first view asks for recorded runs"
        );
        figure.choose(Some(TASK_GROUP), "Library of this column", ANYIO_ON_TRIO).await?;
        figure.wait_for_columns(&[ASYNCIO, ANYIO_ON_TRIO, TRIO]).await?;
        figure.wait_for_words(ANYIO_ON_TRIO, "The frame held").await?;
        figure.press("+ Add a column").await?;
        figure.wait_for_columns(&[ASYNCIO, ANYIO_ON_TRIO, TRIO, TASK_GROUP]).await?;
        figure.press("+ Add a column").await?;
        ensure!(figure.columns().await?.len() == 4, "there is a fifth column");
        // A library that another column shows changes places with it.
        figure.choose(Some(TRIO), "Library of this column", ASYNCIO).await?;
        figure.wait_for_columns(&[TRIO, ANYIO_ON_TRIO, ASYNCIO, TASK_GROUP]).await?;
        figure.press_in(ASYNCIO, &format!("Remove this column: {ASYNCIO}")).await?;
        figure.wait_for_columns(&[TRIO, ANYIO_ON_TRIO, TASK_GROUP]).await?;
        let focused = browser.script("return document.activeElement.id", vec![]).await?;
        ensure!(focused == "figure", "the focus is on `{focused}` once the column is gone");
        figure.press_in(TRIO, &format!("Remove this column: {TRIO}")).await?;
        figure.wait_for_columns(&[ANYIO_ON_TRIO, TASK_GROUP]).await?;
        let buttons = "return document.querySelectorAll('.remove').length";
        ensure!(browser.script(buttons, vec![]).await? == 0, "the last two can be removed");
        browser.refresh().await?;
        let figure = Figure::appear(browser).await?;
        figure.wait_for_columns(&[ANYIO_ON_TRIO, TASK_GROUP]).await?;
        // Those of another story than the first, too.
        let other = "localStorage.setItem('espalier.stage', 'two-errors asyncio curio')";
        browser.script(other, vec![]).await?;
        browser.refresh().await?;
        Figure::appear(browser).await?.wait_for_columns(&[ASYNCIO, CURIO]).await
    })
    .await
}

#[tokio::test]
async fn every_story_is_told_in_every_column_that_it_has() -> Result<()> {
    flow("stories", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let count = browser
            .script("return document.querySelector('.story select').options.length", vec![])
            .await?
            .as_u64()
            .unwrap_or_default();
        ensure!(count >= 10, "there are {count} stories");
        for place in 1..=count {
            let place = format!("{place} of {count}");
            browser
                .wait_for(
                    &place,
                    &format!(
                        "return document.querySelector('.stage').textContent.includes('{place}')"
                    ),
                )
                .await?;
            let columns = figure.columns().await?;
            ensure!((2..=4).contains(&columns.len()), "{place} has {columns:?}");
            for column in &columns {
                figure.wait_for_words(column, "finished at").await?;
            }
            figure.press("Next story").await?;
        }
        figure.choose(None, "Story", "A blocking call and its cure").await?;
        browser
            .wait_for("a thread's lane", "return document.querySelectorAll('.ladder').length > 0")
            .await?;
        figure.choose(Some(&figure.columns().await?[0]), "Library of this column", CURIO).await?;
        figure.wait_for_words(CURIO, "finished at").await
    })
    .await
}

#[tokio::test]
async fn the_first_difference_is_named_marked_and_one_click_away() -> Result<()> {
    flow("difference", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let text = "return [...document.querySelectorAll('article')].map(column =>
            column.ariaLabel + ': ' + column.querySelector('.difference').textContent).join(' ')";
        let text = browser.script(text, vec![]).await?;
        let text = text.as_str().unwrap_or_default();
        for part in ["2.0 s", ASYNCIO, "B's ValueError is lost", TRIO, "a child failed"] {
            ensure!(text.contains(part), "`{part}` is not in: {text}");
        }
        let marks = "return document.querySelectorAll('article .parts').length";
        ensure!(browser.script(marks, vec![]).await? == 3, "not every timeline is marked");
        figure.press("≠ First difference, at 2.0 s:").await?;
        figure.wait_for_words(ASYNCIO, "now at 2.0 s").await
    })
    .await
}

#[tokio::test]
async fn programs_and_recorded_runs_are_opened_from_files() -> Result<()> {
    flow("files", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../scenarios/tied-deadlines/nursery.trace")
            .canonicalize()?;
        figure.choose_file(ASYNCIO, &recorded).await?;
        figure.wait_for_words(ASYNCIO, "trio.move_on_after(LIMIT)").await?;

        let folder = std::env::temp_dir().join(format!("espalier-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let file = |name: &str, text: &str| -> Result<PathBuf> {
            let path = folder.join(name);
            std::fs::write(&path, text)?;
            Ok(path)
        };
        let program = file("mine.py", "import trio\ntrio.run(trio.sleep, 7)\n")?;
        figure.choose_file(TRIO, &program).await?;
        figure.wait_for_words(TRIO, "finished at 7.0 s").await?;

        let before = figure.words(TASK_GROUP).await?;
        let lines = std::fs::read_to_string(&recorded)?;
        let cut = lines.lines().take(9).collect::<Vec<_>>().join("\n");
        let cut = file("cut.trace", &cut[..cut.len() - 20])?;
        figure.choose_file(TASK_GROUP, &cut).await?;
        figure.wait_for_words(TASK_GROUP, "cut.trace: a trace that cannot be read").await?;
        let after = figure.words(TASK_GROUP).await?;
        ensure!(after.contains("line 9"), "the line is not named: {after}");
        ensure!(after.len() > before.len(), "the column lost what it showed");

        let half: String = lines.lines().take(40).map(|line| format!("{line}\n")).collect();
        figure.choose_file(TASK_GROUP, &file("half.trace", &half)?).await?;
        figure.wait_for_words(TASK_GROUP, "The record ends before the program does.").await?;
        figure.choose_file(TASK_GROUP, &file("empty.py", "")?).await?;
        figure.wait_for_words(TASK_GROUP, "No task was started.").await?;
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_storage_holds_cannot_break_the_page() -> Result<()> {
    flow("hostile", async |browser| {
        for stage in
            ["", "one-child-fails", "nonsense trio curio", "one-child-fails trio trio", "\u{0}"]
        {
            Figure::open_at_rest(browser).await?;
            browser
                .script(
                    "localStorage.setItem('espalier.stage', arguments[0]);
                     localStorage.setItem('espalier.branch.one-child-fails.trio', arguments[1])",
                    vec![json!(stage), json!("hand 3 nonsense")],
                )
                .await?;
            browser.refresh().await?;
            let figure = Figure::appear(browser).await?;
            figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO]).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_light() -> Result<()> {
    flow("axe-light", async |browser| nothing_for_axe(browser, "light", "no-preference").await)
        .await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() -> Result<()> {
    flow("axe-dark", async |browser| nothing_for_axe(browser, "dark", "no-preference").await).await
}

#[tokio::test]
async fn axe_finds_nothing_in_high_contrast() -> Result<()> {
    flow("axe-contrast-light", async |browser| nothing_for_axe(browser, "light", "more").await)
        .await?;
    flow("axe-contrast-dark", async |browser| nothing_for_axe(browser, "dark", "more").await).await
}

/// Holds the page against axe's rules at its start, in the middle of the story with a question asked, at its end, with an
/// editor open, and with the list of keys over it.
async fn nothing_for_axe(browser: &Browser, scheme: &str, contrast: &str) -> Result<()> {
    browser
        .prefer(&[
            ("prefers-reduced-motion", "reduce"),
            ("prefers-color-scheme", scheme),
            ("prefers-contrast", contrast),
        ])
        .await?;
    let figure = Figure::open(browser).await?;
    let check = async |when: &str| {
        let found = axe::violations(browser).await?;
        ensure!(found.is_empty(), "{when}, in the {scheme}:\n{}", found.join("\n"));
        Ok(())
    };
    figure.keys(Key::End).await?;
    check("at the end").await?;
    figure.keys(Key::Home).await?;
    check("at the start").await?;
    figure.keys("6").await?;
    figure.press_in(TASK_GROUP, "why?").await?;
    check("with a question asked").await?;
    // While it still waits.
    figure.keys("2").await?;
    take_hold(browser, TASK_GROUP, "C").await?;
    check("with a task in the hand").await?;
    figure.press("Hold").await?;
    figure.wait_for_words(TASK_GROUP, "You hold C.").await?;
    figure.press_in(TRIO, "All orders").await?;
    figure.wait_for_words(TRIO, "outcomes in 24 orders").await?;
    check("with a flag and the outcomes of all orders").await?;
    figure.edit(TRIO).await?;
    check("with an editor open").await?;
    figure.write(TRIO, KNOBS).await?;
    figure.keys("c").await?;
    browser.wait_for("a text", "return document.querySelector('.offer textarea')").await?;
    check("with knobs of all kinds, a mistake, and a text to copy").await?;
    figure.keys("?").await?;
    check("with the list of keys open").await?;
    figure.keys(Key::Escape).await?;
    figure.press("+ Add a column").await?;
    figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO, CURIO]).await?;
    check("with four columns").await?;
    figure.choose(None, "Story", "FastAPI's forty tokens").await?;
    // Each begins with a move; what looks alike is one path.
    let many = "return [...document.querySelectorAll('.ladder')].map(path => path.getAttribute('d')).join('').split('M').length > 40";
    browser.wait_for("threads", many).await?;
    check("with threads and requests").await
}

/// A program with a knob of each kind, and one that is none.
const KNOBS: &str = "import trio\n\nFAIL_AT = 2.0  # knob: 0..5 step 0.5\nCAREFUL = True  # knob\n\
    WHO = 'world'  # knob: 'world' | 'reader'\nBAD = 9  # knob: 0..5\n\n\nasync def main():\n    \
    await trio.sleep(FAIL_AT)\n    print('hello', WHO, CAREFUL)\n\n\ntrio.run(main)\n";

#[tokio::test]
async fn a_knob_turns_in_every_column_and_the_runs_follow() -> Result<()> {
    flow("knobs", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the start").await?;
        for _ in 0..4 {
            figure.press("Next scheduling decision").await?;
        }
        let time = "return document.querySelector('.clock b').textContent";
        let before = browser.script(time, vec![]).await?;
        ensure!(figure.knob(TRIO, "FAIL_AT").await? == "2.0", "the knob is not at 2.0");
        figure.turn(ASYNCIO, "FAIL_AT", Key::Right + Key::Right).await?;
        for column in [ASYNCIO, TASK_GROUP, TRIO] {
            figure.wait_for_words(column, "FAIL_AT = 3.0").await?;
            ensure!(figure.knob(column, "FAIL_AT").await? == "3.0", "`{column}` has another knob");
            let status = figure.status(column).await?;
            ensure!(status.is_empty(), "`{column}` says: {status}");
        }
        ensure!(browser.script(time, vec![]).await? == before, "the playhead has moved");
        figure.press("To the end").await?;
        figure.wait_for_words(TRIO, "finished at 3.0 s").await?;
        // The reader's own program has knobs too, and says which are none.
        figure.write(TRIO, KNOBS).await?;
        figure.run(TRIO).await?;
        figure.wait_for_words(TRIO, "hello world True").await?;
        figure.wait_for_words(TRIO, "The value is not one that the knob allows.").await?;
        figure.press_in(TRIO, "CAREFUL").await?;
        figure.wait_for_words(TRIO, "hello world False").await?;
        figure.choose(Some(TRIO), "WHO", "'reader'").await?;
        figure.wait_for_words(TRIO, "hello reader False").await?;
        // What is turned while the editor is open stands in the editor.
        figure.edit(TRIO).await?;
        figure.turn(TRIO, "FAIL_AT", Key::Home).await?;
        figure.wait_for_words(TRIO, "finished at 0.0 s").await?;
        let program = figure.program(TRIO).await?;
        ensure!(program.contains("FAIL_AT = 0.0"), "the editor holds {program}");
        figure.wait_for_words(ASYNCIO, "FAIL_AT = 0.0").await
    })
    .await
}

#[tokio::test]
async fn what_is_not_in_the_window_follows_when_it_is_seen_or_the_playhead_stands() -> Result<()> {
    flow("unseen", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let told = "return document.querySelectorAll('.log li').length";
        let plays = "document.querySelector('.transport .primary').title === 'Pause'";
        figure.press("To the start").await?;
        browser.view(1280, 600).await?;
        browser.script("scrollTo(0, 0)", vec![]).await?;
        let before = browser.script(told, vec![]).await?;
        figure.press("Play").await?;
        let late = "parseFloat(document.querySelector('.clock b').textContent) > 0.9";
        browser.wait_for("a late moment", &format!("return {late}")).await?;
        let meanwhile = browser.script(&format!("{told} + ' ' + ({plays})"), vec![]).await?;
        ensure!(
            meanwhile == format!("{before} true"),
            "it tells unseen: {meanwhile}, not {before}"
        );
        figure.press("Pause").await?;
        browser.wait_for("all that was not seen", &format!("{told} > {before} + 10")).await?;
        figure.press("To the start").await?;
        browser.script("document.querySelector('.log').scrollIntoView()", vec![]).await?;
        figure.press("Play").await?;
        browser.wait_for("the story", &format!("{told} > {before} + 10 && {plays}")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_hand_at_a_knob_has_its_other_values_run_ahead() -> Result<()> {
    flow("ahead", async |browser| {
        let count = "window.asked = 0;
            const post = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (...words) { window.asked += 1; return post.apply(this, words); };";
        browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": count }))
            .await?;
        let asked = async || browser.script("return window.asked", vec![]).await;
        let rest = async || tokio::time::sleep(Duration::from_millis(700)).await;
        let figure = Figure::open_at_rest(browser).await?;
        // The engine comes with the first run.
        figure.press_in(TRIO, "Run").await?;
        figure.wait_for_words(TRIO, "finished at").await?;
        browser.wait_for("the engine", "return window.asked").await?;
        rest().await;
        let ends = figure.picture().await?;
        let place = "const knob = document.querySelector('.knob input');
            knob.scrollIntoView({ block: 'center' });
            const { left, top, width, height } = knob.getBoundingClientRect();
            return [left + width / 2, top + height / 2]";
        let place = browser.script(place, vec![]).await?;
        let point = async |x: &serde_json::Value, y: &serde_json::Value| {
            let event = json!({ "type": "mouseMoved", "x": x, "y": y });
            browser.devtools("Input.dispatchMouseEvent", event).await
        };
        // Nothing runs once the hand is away, and meanwhile nothing is to be seen.
        let before = asked().await?;
        point(&place[0], &place[1]).await?;
        browser.wait_for("a run ahead", &format!("return window.asked > {before}")).await?;
        point(&json!(1), &json!(1)).await?;
        browser.next_frame().await?;
        let left = asked().await?;
        rest().await;
        ensure!(asked().await? == left, "runs go on without a hand");
        ensure!(figure.picture().await? == ends, "a run that was made ahead is seen");
        // While it rests there, all is run that it may turn to: three columns of eleven values each.
        point(&place[0], &place[1]).await?;
        browser.wait_for("all runs", "return window.asked >= 33").await?;
        rest().await;
        let known = asked().await?;
        figure.turn(ASYNCIO, "FAIL_AT", Key::Right + Key::Right).await?;
        for column in [ASYNCIO, TASK_GROUP, TRIO] {
            figure.wait_for_words(column, "FAIL_AT = 3.0").await?;
        }
        ensure!(asked().await? == known, "what was run ahead is run again");
        // The grid follows a little later.
        rest().await;
        let shown = figure.picture().await?;
        ensure!(shown != ends, "the knob does nothing");
        for column in [ASYNCIO, TASK_GROUP, TRIO] {
            figure.press_in(column, "Run").await?;
        }
        rest().await;
        ensure!(asked().await? != known, "who presses Run has nothing run");
        ensure!(figure.picture().await? == shown, "a fresh run looks different");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_changed_is_undone_and_done_again() -> Result<()> {
    flow("undo", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.turn(TRIO, "FAIL_AT", Key::Right).await?;
        figure.wait_for_words(TRIO, "finished at 2.5 s").await?;
        figure.write(TASK_GROUP, "print('of mine')\n").await?;
        figure.run(TASK_GROUP).await?;
        figure.wait_for_words(TASK_GROUP, "of mine").await?;
        figure.choose(Some(TRIO), "Library of this column", CURIO).await?;
        figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, CURIO]).await?;
        figure.choose(None, "Story", "Two errors at once").await?;
        browser
            .wait_for(
                "the story",
                "return document.querySelector('h1').textContent.startsWith('Two')",
            )
            .await?;
        figure.press("Undo").await?;
        figure.wait_for_words(TASK_GROUP, "of mine").await?;
        figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, CURIO]).await?;
        figure.press("Undo").await?;
        figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO]).await?;
        figure.wait_for_words(TRIO, "finished at 2.5 s").await?;
        figure.keys(Key::Control + "z").await?;
        figure.wait_for_words(TASK_GROUP, "heard of").await?;
        figure.keys(Key::Control + "z").await?;
        figure.wait_for_words(TRIO, "finished at 2.0 s").await?;
        let undo = "return document.querySelector('button[aria-label=Undo]').ariaDisabled";
        ensure!(browser.script(undo, vec![]).await? == "true", "there is more to undo");
        figure.keys(Key::Control + Key::Shift + "z").await?;
        figure.wait_for_words(TRIO, "finished at 2.5 s").await?;
        figure.press("Redo").await?;
        figure.wait_for_words(TASK_GROUP, "of mine").await
    })
    .await
}

#[tokio::test]
async fn a_link_opens_what_was_shared_and_a_broken_one_says_what_is_wrong() -> Result<()> {
    flow("share", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("+ Add a column").await?;
        figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO, CURIO]).await?;
        figure.turn(TRIO, "FAIL_AT", Key::Right).await?;
        // The number of steps is that of all columns: each must have its new run.
        let every_run = async |figure: &Figure| -> Result<()> {
            for column in [ASYNCIO, TASK_GROUP, TRIO, CURIO] {
                figure.wait_for_words(column, "FAIL_AT = 2.5").await?;
                figure.wait_for_words(column, "0.0 to 2.5 s").await?;
            }
            Ok(())
        };
        every_run(&figure).await?;
        figure.press("To the start").await?;
        figure.press("Next scheduling decision").await?;
        figure.press("Share").await?;
        let link = browser
            .wait_for("a link", "return document.querySelector('.offer textarea')?.value")
            .await?;
        let link = link.as_str().unwrap_or_default().to_owned();
        let step = "return document.querySelector('.clock').textContent";
        let shared = browser.script(step, vec![]).await?;
        browser.script("localStorage.clear()", vec![]).await?;
        browser.goto("about:blank").await?;
        browser.goto(&link).await?;
        let figure = Figure::appear(browser).await?;
        figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO, CURIO]).await?;
        every_run(&figure).await?;
        let opened = browser.script(step, vec![]).await?;
        ensure!(opened == shared, "it opens at {opened}, not at {shared}");
        let kept = browser.script("return Object.keys(localStorage).join()", vec![]).await?;
        ensure!(kept == "", "a link that was only looked at is kept: {kept}");
        // From the first change on, it is the reader's own.
        figure.press_in(CURIO, &format!("Remove this column: {CURIO}")).await?;
        figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO]).await?;
        let fragment = browser.script("return location.hash", vec![]).await?;
        ensure!(fragment == "", "the address still says {fragment}");
        browser.refresh().await?;
        let figure = Figure::appear(browser).await?;
        figure.wait_for_words(TRIO, "FAIL_AT = 2.5").await?;

        for (letters, words) in [
            ("", "cut off or changed"),
            ("AQ", "cut off or changed"),
            ("!", "cut off or changed"),
            ("CQAA", "its version (9)"),
            (&link[link.len() - 9..], "cut off or changed"),
            // `story nonsense`, as one stored block of deflate.
            ("AQEPAPD_c3Rvcnkgbm9uc2Vuc2UK", "the story (nonsense)"),
            // `challenge nonsense`, likewise.
            ("AQETAOz_Y2hhbGxlbmdlIG5vbnNlbnNlCg", "the challenge (nonsense)"),
        ] {
            browser.goto("about:blank").await?;
            browser.open(&format!("#s={letters}")).await?;
            let figure = Figure::appear(browser).await?;
            let said = format!(
                "return document.querySelector('main > .notice').textContent.includes('{words}')"
            );
            browser.wait_for(&format!("`{words}` for `{letters}`"), &said).await?;
            figure.press("To the start").await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn back_and_forward_go_from_story_to_story() -> Result<()> {
    flow("back", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let (first, count) = (figure.wait_for_story(1, 20).await?, "return history.length");
        let before = browser.script(count, vec![]).await?.as_u64().unwrap_or_default();
        figure.press("Next story").await?;
        let second = figure.wait_for_story(2, 20).await?;
        // A knob, a column and the playhead are of the story, and no entry of their own.
        figure.press("+ Add a column").await?;
        let columns = "return document.querySelectorAll('article').length === 4";
        browser.wait_for("another column", columns).await?;
        figure.press("Next scheduling decision").await?;
        figure.press("Next story").await?;
        let third = figure.wait_for_story(3, 20).await?;
        let after = browser.script(count, vec![]).await?.as_u64().unwrap_or_default();
        ensure!(after == before + 2, "{before} entries became {after}");
        for (way, place, title) in [
            ("back", 2, &second),
            ("back", 1, &first),
            ("forward", 2, &second),
            ("forward", 3, &third),
            ("back", 2, &second),
        ] {
            browser.script(&format!("history.{way}()"), vec![]).await?;
            let shown = figure.wait_for_story(place, 20).await?;
            ensure!(shown == *title, "{way}: {shown}");
        }
        browser.wait_for("the columns of then", columns).await?;
        // A link is an entry as the reader opens it, and stays one, even if it says nothing.
        let broken = "return document.querySelector('main > .notice')
            .textContent.includes('cut off or changed')";
        browser.script("location.hash = 's=AQ'", vec![]).await?;
        browser.wait_for("what is wrong with the link", broken).await?;
        figure.press("Next story").await?;
        figure.wait_for_story(3, 20).await?;
        browser.wait_for("no more of it", &broken.replace("return ", "return !")).await?;
        browser.script("history.back()", vec![]).await?;
        figure.wait_for_story(2, 20).await?;
        browser.wait_for("what is wrong with the link", broken).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_moment_is_copied_as_text() -> Result<()> {
    flow("moment", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the start").await?;
        for _ in 0..7 {
            figure.press("Next scheduling decision").await?;
        }
        let text = "return document.querySelector('.offer textarea')?.value";
        figure.keys("c").await?;
        let by_key = browser.wait_for("a text", text).await?;
        let moment = by_key.as_str().unwrap_or_default();
        for part in [
            "└── (T) main\n    └──  main nursery.py:",
            "        └── (S) nursery [waits for",
            "            ├── (T) B\n            │   └──  worker nursery.py:",
        ] {
            ensure!(moment.contains(part), "`{part}` is not in\n{moment}");
        }
        figure.press("Close").await?;
        ensure!(browser.script(text, vec![]).await?.is_null(), "it does not close");
        figure.press("Copy this moment as text").await?;
        ensure!(
            browser.wait_for("a text", text).await? == by_key,
            "the button copies another text"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_verdicts_stand_side_by_side_at_the_end() -> Result<()> {
    flow("verdicts", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        browser.wait_for("the verdicts", "return document.querySelector('.verdicts')").await?;
        let cells = "return [...document.querySelectorAll('.verdicts tbody tr')]
            .map(row => [...row.cells].map(cell => cell.textContent).join(' | '))";
        let rows: Vec<String> = serde_json::from_value(browser.script(cells, vec![]).await?)?;
        let expected = [
            "nomain is over, but D still runs: it leaked. | yes | yes",
            "noB's ValueError is lost: nobody receives it. | yes | yes",
            "yes | yes | yes",
            "2.0 s | 0.0 s | 0.0 s",
            "1 | 0 | 0",
            "1 | 0 | 0",
        ];
        ensure!(rows.len() == expected.len(), "the rows are {rows:?}");
        for (row, expected) in rows.iter().zip(expected) {
            ensure!(row.ends_with(expected), "`{row}` does not end with `{expected}`");
        }
        browser.script("document.querySelector('.verdicts button').click()", vec![]).await?;
        figure.wait_for_words(ASYNCIO, "now at 4.0 s").await?;
        let table = "return document.querySelectorAll('.verdicts').length";
        ensure!(browser.script(table, vec![]).await? == 0, "a verdict before the end");
        figure.choose(None, "Story", "A timeout and its cleanup").await?;
        figure.wait_for_words(TRIO, "finished at").await?;
        let cut = "return document.querySelector('.verdicts')?.textContent
            .includes('download was cancelled again in its cleanup.')";
        browser.wait_for("the cleanup that is cut short", cut).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn no_story_takes_longer_than_half_a_minute() -> Result<()> {
    flow("length", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let stories = "return document.querySelector('.story select').options.length";
        for place in 1..=browser.script(stories, vec![]).await?.as_u64().unwrap_or_default() {
            let shown = format!(
                "return document.querySelector('.stage').textContent.includes('{place} of')"
            );
            browser.wait_for(&format!("story {place}"), &shown).await?;
            let length = figure.length().await?;
            ensure!(length < 26_000.0, "story {place} takes {length} ms");
            figure.press("Next story").await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_tree_is_walked_by_arrow_keys() -> Result<()> {
    flow("walks", async |browser| {
        Figure::open_at_rest(browser).await?;
        browser
            .script(
                "document.querySelector('[role=tree] [role=treeitem][tabindex=\"0\"]').focus()",
                vec![],
            )
            .await?;
        let position = "return document.querySelector('.scrubber input').value";
        let before = browser.script(position, vec![]).await?;
        let focused = "return document.activeElement.getAttribute('aria-label').split(':')[0]";
        ensure!(
            browser.script(focused, vec![]).await? == "main",
            "the tree does not begin with main"
        );
        for (key, expected) in [
            (Key::Right, "A"),
            (Key::Down, "B"),
            (Key::Down, "C"),
            (Key::Up, "B"),
            (Key::End, "D"),
            (Key::Down, "D"),
            (Key::Left, "main"),
            (Key::Up, "main"),
        ] {
            // A picture is not an element that WebDriver types into; the keys go where the focus is.
            browser.action_chain().send_keys(key.clone()).perform().await?;
            let name = browser.script(focused, vec![]).await?;
            ensure!(name == expected, "{key:?} leads to {name}, not to {expected}");
        }
        ensure!(browser.script(position, vec![]).await? == before, "the figure took the keys too");
        // Where there is a frame, it comes between, and is taken hold of as a task is.
        let second = "document.querySelectorAll('[role=tree]')[1].querySelector('[role=treeitem]')";
        browser.script(&format!("{second}.focus()"), vec![]).await?;
        for (key, expected) in
            [(Key::Right, "TaskGroup"), (Key::Right, "A"), (Key::Left, "TaskGroup")]
        {
            browser.action_chain().send_keys(key.clone()).perform().await?;
            let name = browser.script(focused, vec![]).await?;
            ensure!(name == expected, "{key:?} leads to {name}, not to {expected}");
        }
        browser.action_chain().send_keys(Key::Enter).perform().await?;
        let open = "return document.activeElement.role === 'menuitem'
            && document.activeElement.parentElement.ariaLabel";
        let menu = browser.wait_for("the menu of the frame", open).await?;
        ensure!(menu == "TaskGroup", "the menu is that of {menu}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn fingers_move_the_playhead_zoom_scroll_and_step_in() -> Result<()> {
    flow_in((390, 844), "touch", async |browser| {
        let touch = json!({ "enabled": true, "maxTouchPoints": 2 });
        browser.devtools("Emulation.setTouchEmulationEnabled", touch).await?;
        let figure = Figure::open_at_rest(browser).await?;
        let fingers = async |kind: &str, places: &[(f64, f64)]| {
            let points: Vec<_> = places
                .iter()
                .enumerate()
                .map(|(id, (x, y))| json!({ "x": x, "y": y, "id": id }))
                .collect();
            let touch = json!({ "type": kind, "touchPoints": points });
            browser.devtools("Input.dispatchTouchEvent", touch).await.map(drop)
        };
        let middle = async |element: &str| {
            let place = format!(
                "const element = {element};
                 element.scrollIntoView({{ block: 'center' }});
                 const {{ left, top, width, height }} = element.getBoundingClientRect();
                 return [left + width / 2, top + height / 2]"
            );
            let place = browser.script(&place, vec![]).await?;
            anyhow::Ok(serde_json::from_value::<(f64, f64)>(place)?)
        };
        let timeline = "document.querySelector('.timeline')";
        let end = figure.position().await?;

        // One finger along the lanes takes the playhead with it.
        let (x, y) = middle(timeline).await?;
        fingers("touchStart", &[(x + 60.0, y)]).await?;
        for step in 1..=12 {
            fingers("touchMove", &[(x + 60.0 - 10.0 * f64::from(step), y)]).await?;
        }
        fingers("touchEnd", &[]).await?;
        let dragged = figure.position().await?;
        ensure!(dragged > 0.0 && dragged < end, "the finger leads from {end} to {dragged}");

        // One that goes up scrolls the page and leaves the playhead where it is.
        let scrolled = "return window.scrollY";
        let before = browser.script(scrolled, vec![]).await?;
        fingers("touchStart", &[(x - 20.0, y)]).await?;
        for step in 1..=12 {
            fingers("touchMove", &[(x - 20.0, y - 12.0 * f64::from(step))]).await?;
        }
        fingers("touchEnd", &[]).await?;
        browser.wait_for("the page further down", &format!("{scrolled} > {before}")).await?;
        let position = figure.position().await?;
        ensure!((position - dragged).abs() < 1e-3, "scrolling leads from {dragged} to {position}");
        let open = "return document.querySelector('.hand-menu') !== null";
        ensure!(browser.script(open, vec![]).await? == false, "scrolling opens a menu");

        // Two stretch the timelines.
        let (x, y) = middle(timeline).await?;
        fingers("touchStart", &[(x - 20.0, y)]).await?;
        fingers("touchStart", &[(x - 20.0, y), (x + 20.0, y)]).await?;
        for step in 1..=8 {
            let by = 20.0 + 8.0 * f64::from(step);
            fingers("touchMove", &[(x - by, y), (x + by, y)]).await?;
        }
        fingers("touchEnd", &[]).await?;
        browser.wait_for("a zoom", "return document.querySelector('.zoomed') !== null").await?;
        let position = figure.position().await?;
        ensure!((position - dragged).abs() < 1e-3, "pinching leads from {dragged} to {position}");

        // A tap on a task opens its menu, whose items are large enough for a finger.
        let (x, y) = middle("document.querySelector('.node')").await?;
        fingers("touchStart", &[(x, y)]).await?;
        fingers("touchEnd", &[]).await?;
        browser.wait_for("the menu", open).await?;
        let small = "return [...document.querySelectorAll(
                'button, select, summary, input:not(.unseen), .hand-menu [role=menuitem]')]
            .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
            .map(one => [one.ariaLabel || one.textContent, one.getBoundingClientRect()])
            .filter(([, { width, height }]) => width < 24 || height < 24)
            .map(([name]) => name)";
        let small = browser.script(small, vec![]).await?;
        ensure!(small == json!([]), "too small for a finger: {small}");
        Ok(())
    })
    .await
}

/// Takes hold of a task in a column's tree, as a click does.
async fn take_hold(browser: &Browser, column: &str, task: &str) -> Result<()> {
    let hold = format!(
        "const article = [...document.querySelectorAll('article')].find(one => one.ariaLabel === '{column}');
         const task = [...article.querySelectorAll('[role=treeitem]')].find(one => one.ariaLabel.startsWith('{task}:'));
         task.focus();
         task.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"
    );
    browser.script(&hold, vec![]).await?;
    let open = "return document.activeElement.role === 'menuitem'";
    browser.wait_for("the menu with the focus", open).await.map(drop)
}

#[tokio::test]
async fn a_hand_on_a_task_changes_the_run_and_can_be_taken_back() -> Result<()> {
    flow("hand", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the start").await?;
        for _ in 0..3 {
            figure.press("Next scheduling decision").await?;
        }
        for column in [TASK_GROUP, TRIO] {
            take_hold(browser, column, "B").await?;
            figure.press("Cancel").await?;
        }
        figure.wait_for_words(TASK_GROUP, "You cancel B.").await?;
        figure.wait_for_words(TRIO, "trio cannot cancel a single task").await?;
        let back = "return document.activeElement.ariaLabel.startsWith('B:')";
        ensure!(browser.script(back, vec![]).await? == true, "the focus is lost with the menu");
        let failed = "return document.querySelectorAll('article:nth-child(2) .node.failed').length";
        ensure!(browser.script(failed, vec![]).await? == 0, "B fails nevertheless");
        let flags = "return document.querySelectorAll('.timeline .flag').length";
        ensure!(browser.script(flags, vec![]).await? == 2, "no flag on the timeline");
        figure.press("Undo").await?;
        browser
            .wait_for(
                "one flag",
                "return document.querySelectorAll('.timeline .flag').length === 1",
            )
            .await?;
        figure.press_in(TASK_GROUP, "Take back").await?;
        figure.wait_for_words(TASK_GROUP, "ValueError").await
    })
    .await
}

#[tokio::test]
async fn a_flag_is_moved_by_keys_and_survives_in_a_link() -> Result<()> {
    flow("flag", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the start").await?;
        for _ in 0..3 {
            figure.press("Next scheduling decision").await?;
        }
        figure.press_in(ASYNCIO, "Ctrl-C").await?;
        figure.wait_for_words(ASYNCIO, "⚑ 0.0 s You press Ctrl-C.").await?;
        let press = "const flag = document.querySelector('.hand .flags .sentence');
            flag.focus();
            flag.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))";
        // What the flag on the timeline says changes with its place; the list may be drawn later.
        let flag = async || {
            let flag = "const flag = document.querySelector('.timeline .flag');
                return [flag.getAttribute('transform'), flag.textContent]";
            anyhow::Ok(serde_json::from_value::<(String, String)>(browser.script(flag, vec![]).await?)?)
        };
        // Before the flag stand what is left of the tasks' first steps, and then A's at one second.
        loop {
            let (place, words) = flag().await?;
            if words.starts_with("1.0 s") {
                break;
            }
            ensure!(words.starts_with("0.0 s"), "the flag says {words}");
            browser.script(press, vec![]).await?;
            let moved = format!(
                "return document.querySelector('.timeline .flag').getAttribute('transform') !== '{place}'"
            );
            browser.wait_for("the flag one decision later", &moved).await?;
        }
        figure.wait_for_words(ASYNCIO, "⚑ 1.0 s You press Ctrl-C.").await?;
        figure.press("Share").await?;
        let link = "return document.querySelector('.offer textarea')?.value";
        let link = browser.wait_for("a link", link).await?;
        let link = link.as_str().context("a link is a text")?.to_owned();
        browser.open("?again").await?;
        let hash = link.split_once('#').context("a link has a fragment")?.1;
        browser.script("location.hash = arguments[0]", vec![hash.into()]).await?;
        figure.wait_for_words(ASYNCIO, "⚑ 1.0 s You press Ctrl-C.").await?;
        // It is the reader's own again with the next change, and is there at the next visit.
        figure.press_in(TRIO, "Ctrl-C").await?;
        figure.wait_for_words(TRIO, "You press Ctrl-C.").await?;
        browser.refresh().await?;
        let figure = Figure::appear(browser).await?;
        figure.wait_for_words(ASYNCIO, "⚑ 1.0 s You press Ctrl-C.").await?;
        figure.press_in(ASYNCIO, "Take back").await?;
        let gone = "return !document.querySelector('article').textContent.includes('You press')";
        browser.wait_for("the run without the flag", gone).await?;
        figure.wait_for_words(TRIO, "You press Ctrl-C.").await
    })
    .await
}

#[tokio::test]
async fn other_orders_lead_to_outcomes_that_can_be_gone_to() -> Result<()> {
    flow("orders", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let row = "return document.querySelectorAll('.hand .row').length === 3";
        browser.wait_for("the rows of the hand", row).await?;
        let here = "return [...document.querySelectorAll('article')].map(column =>
            [...column.querySelectorAll('button')].some(one => one.textContent === 'All orders'))";
        let here = browser.script(here, vec![]).await?;
        ensure!(here == json!([false, false, true]), "orders are open in: {here}");
        figure.press_in(TRIO, "All orders").await?;
        figure.wait_for_words(TRIO, "outcomes in 24 orders").await?;
        let counts = "return [...document.querySelectorAll('.outcomes b')].map(one => parseInt(one.textContent))";
        let counts: Vec<u64> = serde_json::from_value(browser.script(counts, vec![]).await?)?;
        ensure!(counts.len() > 1 && counts.iter().sum::<u64>() == 24, "the outcomes: {counts:?}");
        browser.script("document.querySelector('.outcomes button.sentence').click()", vec![]).await?;
        figure.wait_for_words(TRIO, "seed ").await
    })
    .await
}

#[tokio::test]
async fn a_challenge_is_reached_by_what_happens() -> Result<()> {
    flow("challenge", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("Challenges").await?;
        figure.choose(None, "Choose a challenge", "Lose an error").await?;
        let said = async |words: &str| {
            let said = format!(
                "return document.querySelector('.challenges ul')?.textContent.includes({})",
                json!(words)
            );
            browser.wait_for(words, &said).await.map(drop)
        };
        said("asyncio, loose tasks: not yet").await?;
        said("trio nursery: cannot be: an error in a frame goes").await?;
        let story = "return document.querySelector('h1').textContent";
        ensure!(browser.script(story, vec![]).await? == "The forgotten task", "another story");
        for _ in 0..3 {
            figure.press("Next scheduling decision").await?;
        }
        take_hold(browser, ASYNCIO, "save").await?;
        figure.press("Make it raise").await?;
        said("asyncio, loose tasks: reached").await?;
        figure.press_in(ASYNCIO, "Take back").await?;
        said("asyncio, loose tasks: not yet").await?;
        browser.refresh().await?;
        let figure = Figure::appear(browser).await?;
        said("asyncio, loose tasks: not yet").await?;
        figure.press("Share").await?;
        let link = "return document.querySelector('.offer textarea')?.value";
        let link = browser.wait_for("a link", link).await?;
        browser.goto("about:blank").await?;
        browser.goto(link.as_str().context("a link is a text")?).await?;
        Figure::appear(browser).await?;
        said("asyncio, loose tasks: not yet").await
    })
    .await
}

#[tokio::test]
async fn any_two_programs_are_compared() -> Result<()> {
    flow("compare", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("Compare").await?;
        let changed = "return [...document.querySelectorAll('.comparison tbody tr:not(.same)')].map(row => row.textContent).join('|')";
        let first = browser.wait_for("what changes", changed).await?;
        let first = first.as_str().unwrap_or_default().to_owned();
        ensure!(first.contains("TaskGroup()") && !first.contains("trio"), "it says: {first}");
        let seen = "const place = document.querySelector('.comparison').getBoundingClientRect();
            return place.top >= 0 && place.top < innerHeight / 2";
        ensure!(browser.script(seen, vec![]).await? == true, "it opens where nobody looks");
        figure.choose(None, "To", "trio nursery").await?;
        browser.wait_for("trio's program", "return document.querySelector('.comparison').textContent.includes('open_nursery')").await?;
        let found = axe::violations(browser).await?;
        ensure!(found.is_empty(), "axe finds:\n{}", found.join("\n"));
        figure.choose(None, "From", "trio nursery").await?;
        browser.wait_for("nothing", "return document.querySelector('.comparison').textContent.includes('The programs are the same.')").await.map(drop)
    })
    .await
}

/// Where two texts part, with some of what stands there in each.
fn difference(first: &str, second: &str) -> String {
    let common = first.chars().zip(second.chars()).take_while(|(one, other)| one == other).count();
    let excerpt =
        |text: &str| text.chars().skip(common.saturating_sub(80)).take(200).collect::<String>();
    format!("{:?} became {:?}", excerpt(first), excerpt(second))
}
