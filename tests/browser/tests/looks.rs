//! How the page looks and what a hand can do with its pictures: zoom, the way through a timeline by keys, lines and tasks that
//! show each other, colours, widths, paper.
//!
//! Owns these flows. Page and library are `flows.rs`' matter.

use anyhow::{Result, ensure};
use espalier_browser_tests::figure::{ASYNCIO, Figure, TASK_GROUP, TRIO};
use espalier_browser_tests::{Browser, flow, flow_in};
use serde_json::json;
use thirtyfour::prelude::*;

/// Where the first lane's first stretch begins in each column, in the picture's units.
const LEFT: &str = "return [...document.querySelectorAll('article')].map(column =>
    Number(column.querySelector('[role=gridcell]').getAttribute('x')))";

#[tokio::test]
async fn timelines_zoom_together_and_come_back() -> Result<()> {
    flow("zoom", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let whole = browser.script(LEFT, vec![]).await?;
        figure.keys("5").await?;
        figure.keys("++").await?;
        browser
            .wait_for("the zoom", "return document.querySelector('[aria-label$=\": 4×\"]')")
            .await?;
        let larger = browser.script(LEFT, vec![]).await?;
        let lefts = larger.as_array().cloned().unwrap_or_default();
        ensure!(lefts.len() == 3 && lefts.iter().all(|left| *left == lefts[0]), "{larger}");
        ensure!(larger != whole, "nothing has become larger");
        figure.keys("--").await?;
        ensure!(browser.script(LEFT, vec![]).await? == whole, "what was zoomed does not come back");
        // The wheel with Ctrl, which the browser itself would take for the whole page.
        let place = "const place = document.querySelector('.timeline').getBoundingClientRect();
            return [place.left + place.width / 2, place.top + 40]";
        let place = browser.script(place, vec![]).await?;
        let wheel = json!({ "type": "mouseWheel", "x": place[0], "y": place[1], "deltaX": 0,
            "deltaY": -120, "modifiers": 2 });
        browser.devtools("Input.dispatchMouseEvent", wheel).await?;
        browser.wait_for("a wheel's zoom", "return document.querySelector('.zoomed')").await?;
        ensure!(
            browser.script("return visualViewport.scale", vec![]).await? == 1,
            "the page zoomed"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_fingers_stretch_the_timelines() -> Result<()> {
    flow("pinch", async |browser| {
        Figure::open_at_rest(browser).await?;
        let place = "const place = document.querySelector('.timeline').getBoundingClientRect();
            return [place.left + place.width / 2, place.top + 40]";
        let place = browser.script(place, vec![]).await?;
        let (x, y) = (place[0].as_f64().unwrap_or_default(), place[1].as_f64().unwrap_or_default());
        let touch = async |kind: &str, apart: Option<f64>| {
            let finger = |id: u8, x: f64| json!({ "id": id, "x": x, "y": y });
            let points = apart.map(|apart| vec![finger(1, x - apart), finger(2, x + apart)]);
            let event = json!({ "type": kind, "touchPoints": points.unwrap_or_default() });
            browser.devtools("Input.dispatchTouchEvent", event).await
        };
        touch("touchStart", Some(30.0)).await?;
        for apart in [40.0, 50.0, 60.0] {
            touch("touchMove", Some(apart)).await?;
        }
        touch("touchEnd", None).await?;
        browser.wait_for("a pinch's zoom", "return document.querySelector('.zoomed')").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_timeline_is_a_grid_that_keys_go_through() -> Result<()> {
    flow("grid", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let enter = "document.querySelector('.timeline [tabindex=\"0\"]').focus()";
        browser.script(enter, vec![]).await?;
        let here = async || {
            let here = "const cell = document.activeElement;
                return cell.closest('[role=row]').ariaLabel + ': ' + cell.textContent";
            browser.script(here, vec![]).await
        };
        let press = async |key: Key| {
            browser.action_chain().send_keys(key.value().to_string()).perform().await
        };
        press(Key::Down).await?;
        press(Key::Down).await?;
        press(Key::End).await?;
        ensure!(here().await? == "B: running, 2.0 to 2.0 s", "{}", here().await?);
        press(Key::Enter).await?;
        figure.wait_for_words(ASYNCIO, "now at 2.0 s").await?;
        press(Key::Up).await?;
        let here = here().await?;
        ensure!(here.as_str().is_some_and(|here| here.starts_with("A: ")), "{here}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_line_that_is_pointed_at_lights_its_tasks() -> Result<()> {
    flow("lines", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.keys("4").await?;
        let line = browser.find(By::Css("article .code .busy")).await?;
        line.scroll_into_view().await?;
        browser.action_chain().move_to_element_center(&line).perform().await?;
        let lit = "const names = [...document.querySelectorAll('.node.pointed .name')];
            return names.length > 0 && names.map(name => name.textContent)";
        let lit = browser.wait_for("tasks that are lit", lit).await?;
        ensure!(lit == json!(["C", "D"]), "{lit}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn high_contrast_is_chosen_on_the_page_or_asked_of_the_system() -> Result<()> {
    flow("contrast", async |browser| {
        let paper = "return getComputedStyle(document.documentElement).backgroundColor";
        let black =
            "return getComputedStyle(document.documentElement).backgroundColor === 'rgb(0, 0, 0)'";
        browser.prefer(&[("prefers-color-scheme", "dark"), ("prefers-contrast", "more")]).await?;
        let figure = Figure::open(browser).await?;
        browser.wait_for("what the system asks for", black).await?;
        browser
            .prefer(&[("prefers-color-scheme", "dark"), ("prefers-contrast", "no-preference")])
            .await?;
        ensure!(browser.script(paper, vec![]).await? != "rgb(0, 0, 0)", "nobody asks for black");
        for theme in ["as the system", "light", "dark"] {
            figure.press(&format!("Theme: {theme}")).await?;
        }
        browser.wait_for("what is chosen", black).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_is_wider_than_a_small_telephone() -> Result<()> {
    for (name, language) in [("narrow-en", "en"), ("narrow-ru", "ru")] {
        flow_in((320, 640), name, async |browser| {
            Figure::open_at_rest(browser).await?;
            browser.script("localStorage.setItem('espalier.language', arguments[0])", vec![json!(language)]).await?;
            Figure::open_at_rest(browser).await?;
            let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let wide = browser.script(wide, vec![]).await?;
            ensure!(wide == 0, "{language}: the page is {wide} pixels too wide");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn paper_shows_the_figure_and_nothing_to_click() -> Result<()> {
    flow("paper", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        // The sheet for paper comes with the rest of the page.
        figure.press_in(TASK_GROUP, "why?").await?;
        browser.wait_for("the sheet for paper", "return document.querySelector('link[media=print]')").await?;
        print(browser, true).await?;
        let seen = "return [...document.querySelectorAll('button, input')].filter(it => it.checkVisibility()
            && !it.matches('.sentence, .difference button')).length";
        browser.wait_for("paper without buttons", &format!("{}  === 0", seen)).await?;
        let trees = "return [...document.querySelectorAll('svg.tree')].every(it => it.checkVisibility())";
        ensure!(browser.script(trees, vec![]).await? == true, "the trees are not printed");
        print(browser, false).await
    })
    .await
}

async fn print(browser: &Browser, on: bool) -> Result<()> {
    let media = json!({ "media": if on { "print" } else { "" } });
    browser.devtools("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

#[tokio::test]
async fn a_tree_of_many_tasks_is_zoomed_and_gives_way_to_one_of_few() -> Result<()> {
    flow("overview", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let program = "import trio\nasync def main():\n    async with trio.open_nursery() as nursery:\n        \
                       for n in range(1500):\n            nursery.start_soon(trio.sleep, 1, name=f\"w{n}\")\ntrio.run(main)\n";
        let file = std::env::temp_dir().join(format!("espalier-many-{}.py", std::process::id()));
        std::fs::write(&file, program)?;
        figure.choose_file(TRIO, &file).await?;
        let size = "const panel = document.querySelector('[aria-label=\"trio nursery\"] .tree-panel.large');
            return panel?.querySelector('.tree-zoom') && panel.scrollWidth / panel.clientWidth";
        browser.wait_for("the overview", size).await?;
        figure.press("Tree larger").await?;
        figure.press("Tree larger").await?;
        let four = format!("{size} > 3.9");
        browser.wait_for("a tree four times larger", &four).await?;
        browser.wait_for("names", "return document.querySelectorAll('.tree .crowd .name').length >= 1500").await?;
        // Small trees beside it keep their height.
        let small = "return document.querySelectorAll('.tree-panel.large').length";
        ensure!(browser.script(small, vec![]).await? == 1, "a small tree scrolls too");
        figure.press_in(TRIO, "Original").await?;
        browser.wait_for("the story's tree", "return document.querySelectorAll('.node .name').length === 15").await?;
        std::fs::remove_file(&file)?;
        Ok(())
    })
    .await
}
