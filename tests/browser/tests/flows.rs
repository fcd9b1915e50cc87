//! What a reader does, done in a real browser.
//!
//! Owns the flows. It must not know how the page is made: `figure` finds things as a reader or a screen reader does.

use std::time::Duration;

use anyhow::{Result, ensure};
use espalier_browser_tests::figure::{ANYIO_ON_TRIO, ASYNCIO, CURIO, Figure, TASK_GROUP, TRIO};
use espalier_browser_tests::{Browser, axe, flow, flow_in};
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
        browser.wait_for("the playhead to move", "return document.querySelector('input[type=range]').value > 0").await?;
        figure.press("Pause").await?;
        let paused = figure.picture().await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        ensure!(figure.picture().await? == paused, "the picture moved after Pause");
        // Faster: how long the story takes is the reader's choice, and no matter of this flow.
        figure.press("Speed: 1×").await?;
        figure.press("Speed: 2×").await?;
        figure.press("Play").await?;
        browser
            .wait_for("the end", "const slider = document.querySelector('input[type=range]'); return slider.value === slider.max")
            .await?;
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
async fn an_edited_program_runs_in_its_column() -> Result<()> {
    flow("edits", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let other = figure.words(TRIO).await?;
        let program = "import asyncio\n\n\nasync def greet(name):\n    await asyncio.sleep(1)\n    print(f'hello {name}')\n\n\n\
                       async def main():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(greet('reader'))\n\n\n\
                       asyncio.run(main())\n";
        figure.write(TASK_GROUP, program).await?;
        figure.run(TASK_GROUP).await?;
        figure.wait_for_words(TASK_GROUP, "hello reader").await?;
        ensure!(figure.status(TASK_GROUP).await?.is_empty(), "it complains: {}", figure.status(TASK_GROUP).await?);
        ensure!(figure.words(TRIO).await? == other, "another column changed");

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
    flow("endless", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.write(ASYNCIO, "while True:\n    pass\n").await?;
        figure.run(ASYNCIO).await?;
        // Meanwhile the page does what it is told.
        figure.press("To the start").await?;
        ensure!(figure.position().await? == 0.0, "the page does not answer during an endless loop");
        figure.wait_for_words(ASYNCIO, "Stopped").await?;
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
        figure.wait_for_columns(&[ANYIO_ON_TRIO, TASK_GROUP]).await
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
            .wait_for("a thread's lane", "return document.querySelectorAll('.job').length > 0")
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
        let text = "return document.querySelector('.difference').textContent";
        let text = browser.script(text, vec![]).await?;
        let text = text.as_str().unwrap_or_default();
        for part in
            ["2.0 s", ASYNCIO, "Nobody will ever see ValueError of B", TRIO, "a child failed"]
        {
            ensure!(text.contains(part), "`{part}` is not in: {text}");
        }
        let marks = "return document.querySelectorAll('article .parts').length";
        ensure!(browser.script(marks, vec![]).await? == 3, "not every timeline is marked");
        figure.press("≠ First difference: 2.0 s").await?;
        figure.wait_for_words(ASYNCIO, "now at 2.0 s").await
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
                    "localStorage.setItem('espalier.stage', arguments[0])",
                    vec![serde_json::json!(stage)],
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
    flow("axe-light", async |browser| nothing_for_axe(browser, "light").await).await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() -> Result<()> {
    flow("axe-dark", async |browser| nothing_for_axe(browser, "dark").await).await
}

/// Holds the page against axe's rules at its start, in the middle of the story with a question asked, at its end, with an
/// editor open, and with the list of keys over it.
async fn nothing_for_axe(browser: &Browser, scheme: &str) -> Result<()> {
    browser
        .prefer(&[("prefers-reduced-motion", "reduce"), ("prefers-color-scheme", scheme)])
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
    figure.edit(TRIO).await?;
    check("with an editor open").await?;
    figure.keys("?").await?;
    check("with the list of keys open").await?;
    figure.keys(Key::Escape).await?;
    figure.press("+ Add a column").await?;
    figure.wait_for_columns(&[ASYNCIO, TASK_GROUP, TRIO, CURIO]).await?;
    check("with four columns").await?;
    figure.choose(None, "Story", "FastAPI's forty tokens").await?;
    browser.wait_for("threads", "return document.querySelectorAll('.job').length > 40").await?;
    check("with threads and requests").await
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
        let position = "return document.querySelector('input[type=range]').value";
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
        Ok(())
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
