//! How the page looks and what a hand can do with its pictures: zoom, the way through a timeline by keys, lines and tasks that
//! show each other, colours, widths, paper.
//!
//! Owns these flows. Page and library are `flows.rs`' matter.

use anyhow::{Context, Result, ensure};
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
        // Where a picture has room beside it, the playhead above it stands in another place.
        let fits = "return [...document.querySelectorAll('.timeline > svg')].every(it => {
            const view = it.viewBox.baseVal, place = it.getBoundingClientRect();
            return Math.abs(place.width / place.height - view.width / view.height) < 0.02; })";
        ensure!(browser.script(fits, vec![]).await? == true, "a timeline does not fill its place");
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

#[tokio::test]
async fn what_stands_on_an_errors_sign_is_read() -> Result<()> {
    for theme in ["light", "dark"] {
        flow(&format!("signs-{theme}"), async |browser| {
            browser.prefer(&[("prefers-color-scheme", theme), ("prefers-reduced-motion", "reduce")]).await?;
            let figure = Figure::open_at_rest(browser).await?;
            figure.press_in(TASK_GROUP, "≠ First difference, at 2.0 s:").await?;
            let contrast = "const sign = document.querySelector('.token.flying'); if (!sign) return null;
                const light = (part) => {
                    const [r, g, b] = getComputedStyle(sign.querySelector(part)).fill.match(/\\d+/g)
                        .map(it => it / 255).map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05; };
                const [dark, bright] = [light('.pill'), light('text')].sort((one, other) => one - other);
                return bright / dark";
            let contrast = browser.wait_for("an error's sign", contrast).await?;
            ensure!(contrast.as_f64() >= Some(4.5), "{theme}: {contrast}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn words_of_a_program_stay_where_they_are_when_a_flag_comes() -> Result<()> {
    flow_in((390, 844), "flags", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        // The widths of each line's rows, without its flags.
        let rows = "return JSON.stringify([...document.querySelectorAll('article .code .text')].map(line => {
            const range = document.createRange();
            range.setStart(line, 0);
            range.setEndBefore(line.querySelector('.flags'));
            return [...range.getClientRects()].map(row => Math.round(row.width)); }))";
        let flags = "return document.querySelectorAll('article .code .flag').length";
        figure.keys("0").await?;
        let before = (browser.script(rows, vec![]).await?, browser.script(flags, vec![]).await?);
        figure.keys("4").await?;
        let after = (browser.script(rows, vec![]).await?, browser.script(flags, vec![]).await?);
        ensure!(before.1 != after.1, "no flag has come: {}", after.1);
        ensure!(before.0 == after.0, "{}\n{}", before.0, after.0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_line_of_a_program_moves_when_a_flag_comes() -> Result<()> {
    for size in [(390, 844), (1280, 900)] {
        flow_in(size, "rows", async |browser| {
            let figure = Figure::open_at_rest(browser).await?;
            let tops = "const panels = [...document.querySelectorAll('.code-panel')];
                return JSON.stringify(panels.map(panel => {
                    panel.scrollIntoView();
                    const top = panel.querySelector('.code').getBoundingClientRect().top;
                    return [...panel.querySelectorAll('.code li')]
                        .map(line => Math.round(line.getBoundingClientRect().top - top)); }))";
            figure.keys("0").await?;
            let before = browser.script(tops, vec![]).await?;
            for moment in ["2", "4", "6", "8"] {
                figure.keys(moment).await?;
                let after = browser.script(tops, vec![]).await?;
                ensure!(before == after, "at {moment}0 %: {before}\n{after}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_flag_lies_below_the_words_of_the_scale() -> Result<()> {
    flow("cloth", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("To the start").await?;
        figure.press("Next scheduling decision").await?;
        figure.press_in(ASYNCIO, "Ctrl-C").await?;
        let apart = "const cloth = document.querySelector('.timeline .cloth');
            const tick = document.querySelector('.timeline .tick');
            return cloth && cloth.getBBox().y - Number(tick.getAttribute('y'))";
        let apart = browser.wait_for("a flag", apart).await?;
        ensure!(apart.as_f64().is_some_and(|apart| apart > 1.0), "{apart} between them");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn that_a_program_is_edited_is_said_in_a_narrow_column() -> Result<()> {
    flow("edited", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.turn(ASYNCIO, "FAIL_AT", Key::Right).await?;
        let cut =
            "const bar = document.querySelector('article .bar'), word = bar.querySelector('em');
            const place = word?.getBoundingClientRect();
            return word && [...bar.children].filter(part => part !== word)
                .map(part => part.getBoundingClientRect())
                .every(part => part.right <= place.left || part.left >= place.right)
                && word.scrollWidth <= Math.ceil(place.width)";
        browser.wait_for("the whole word", cut).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_short_string_is_in_one_row() -> Result<()> {
    flow_in((320, 640), "strings", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.choose(None, "Story", "Nested groups, error at the bottom").await?;
        browser.wait_for("the story", "return document.body.textContent.includes('\"page 1\"')").await?;
        let rows = "return [...document.querySelectorAll('.code .str.short')].map(it => it.getClientRects().length)";
        let rows = browser.script(rows, vec![]).await?;
        let rows = rows.as_array().context("rows of strings")?;
        ensure!(rows.len() > 5 && rows.iter().all(|count| *count == 1), "{rows:?}");
        let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let wide = browser.script(wide, vec![]).await?;
        ensure!(wide == 0, "the page is {wide} pixels too wide");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn all_pictures_of_the_first_story_are_seen_at_once_on_a_low_screen() -> Result<()> {
    flow_in((1280, 720), "low", async |browser| {
        Figure::open_at_rest(browser).await?;
        let room = "const foot = (part) => document.querySelector(part).getBoundingClientRect();
            return foot('.transport').top - foot('.timeline').bottom";
        let room = browser.script(room, vec![]).await?;
        ensure!(room.as_f64() >= Some(0.0), "{room} pixels of the timelines are hidden");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn wider_spacing_of_letters_lays_no_word_over_another() -> Result<()> {
    /// What WCAG 2.2 asks for under 1.4.12, of letters and words. The page's policy allows no element of style.
    const SPACING: &str = "
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }');
        document.adoptedStyleSheets = [sheet];
        return getComputedStyle(document.querySelector('.verdict b')).letterSpacing;";
    /// The first two numbers or words of a verdict that lie over each other.
    const OVERLAP: &str = "
        for (const verdict of document.querySelectorAll('.verdict')) {
            const parts = [...verdict.querySelectorAll('b, span')].filter(part => part.offsetParent);
            for (const [index, part] of parts.entries()) for (const other of parts.slice(index + 1)) {
                const [one, two] = [part, other].map(part => part.getBoundingClientRect());
                const apart = one.right <= two.left + 1 || two.right <= one.left + 1
                    || one.bottom <= two.top + 1 || two.bottom <= one.top + 1;
                if (!apart) return part.textContent + ' / ' + other.textContent;
            }
        }
        return null;";
    flow("spacing", async |browser| {
        Figure::open_at_rest(browser).await?;
        let spacing = browser.script(SPACING, vec![]).await?;
        ensure!(spacing.as_str().is_some_and(|spacing| spacing != "normal"), "it is {spacing}");
        let overlap = browser.script(OVERLAP, vec![]).await?;
        ensure!(overlap.is_null(), "{overlap} lie over each other");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_pages_tools_are_one_row_on_a_common_screen() -> Result<()> {
    flow("tools", async |browser| {
        Figure::open_at_rest(browser).await?;
        let height = "return document.querySelector('.stage').offsetHeight";
        let height = browser.script(height, vec![]).await?;
        ensure!(height.as_f64() < Some(40.0), "they are {height} high");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_hint_moves_nothing() -> Result<()> {
    flow_in((1280, 900), "hint", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.keys("4").await?;
        let program = "return [...document.querySelectorAll('article .bar')].map(bar => bar.getBoundingClientRect().top + scrollY)";
        let before = browser.script(program, vec![]).await?;
        let task = browser.find(By::Css("[aria-label=\"trio nursery\"] .tree .node .body")).await?;
        browser.action_chain().move_to_element_center(&task).perform().await?;
        let hint = "return document.querySelector('[aria-label=\"trio nursery\"] .hand small')?.checkVisibility()";
        browser.wait_for("a hint", hint).await?;
        let after = browser.script(program, vec![]).await?;
        ensure!(before == after, "{before} became {after}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_picture_moves_while_a_story_is_told() -> Result<()> {
    for window in [(390, 844), (1280, 720), (1920, 1080)] {
        flow_in(window, &format!("steady-{}", window.0), async |browser| {
            let figure = Figure::open_at_rest(browser).await?;
            let places = "return [...document.querySelectorAll('.tree, .timeline')].map(picture =>
                Math.round(picture.getBoundingClientRect().top + scrollY))";
            let end = browser.script(places, vec![]).await?;
            for tenth in 0..10 {
                figure.keys(tenth.to_string()).await?;
                let here = browser.script(places, vec![]).await?;
                ensure!(here == end, "after {tenth} tenths: {here}, at the end: {end}");
            }
            // One of the longest sentences.
            figure.press_in(TASK_GROUP, "≠ First difference, at 2.0 s:").await?;
            let here = browser.script(places, vec![]).await?;
            ensure!(here == end, "at the first difference: {here}, at the end: {end}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn each_state_of_the_legend_has_a_look_of_its_own() -> Result<()> {
    flow("legend", async |browser| {
        Figure::open_at_rest(browser).await?;
        let looks = "const looks = [...document.querySelectorAll('.legend .node')].map(node =>
                [...node.querySelectorAll('path, rect, circle')].map(part => {
                    const { fill, stroke, strokeWidth, strokeDasharray, visibility } = getComputedStyle(part);
                    return [part.getAttribute('d'), fill, stroke, strokeWidth, strokeDasharray, visibility].join();
                }).join(';'));
            return looks.filter((look, place) => looks.indexOf(look) !== place).concat(looks.length > 9 ? [] : ['none'])";
        let same = browser.script(looks, vec![]).await?;
        ensure!(same == json!([]), "{same}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_small_tree_leaves_no_empty_room_on_a_telephone() -> Result<()> {
    flow_in((390, 844), "spare", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("Next story").await?;
        figure.wait_for_story(2, 20).await?;
        // From the lowest thing in each tree to the words below it.
        let room = "const foot = (part) => part.getBoundingClientRect().bottom;
            return [...document.querySelectorAll('article')].map(column =>
                column.querySelector('.caption').getBoundingClientRect().top -
                Math.max(...[...column.querySelectorAll('.tree .node, .tree .edge')].map(foot)))";
        let room = browser.script(room, vec![]).await?;
        let rooms = room.as_array().map_or(&[][..], |rooms| rooms);
        ensure!(rooms.len() == 3 && rooms.iter().all(|room| room.as_f64() < Some(60.0)), "{room}");
        ensure!(rooms.iter().all(|room| room.as_f64() >= Some(0.0)), "{room}");
        // On a wide page the rows of all columns line up even so.
        browser.view(1280, 900).await?;
        let tops = "return new Set([...document.querySelectorAll('.timeline')].map(it =>
            Math.round(it.getBoundingClientRect().top))).size === 1";
        browser.wait_for("timelines in one row", tops).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn words_of_a_timeline_do_not_grow_with_its_column() -> Result<()> {
    flow_in((1600, 1000), "two", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        let words =
            "return Math.max(...[...document.querySelectorAll('.timeline text')].map(text =>
            text.getBoundingClientRect().height))";
        let three = browser.script(words, vec![]).await?;
        figure.press_in(TRIO, "Remove this column: trio nursery").await?;
        browser
            .wait_for("two columns", "return document.querySelectorAll('article').length === 2")
            .await?;
        let two = browser.script(words, vec![]).await?;
        let (was, is) = (three.as_f64().unwrap_or(0.0), two.as_f64().unwrap_or(f64::MAX));
        ensure!(was > 0.0 && is < was * 1.3, "{was} became {is} pixels");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrapped_line_goes_on_under_its_own_beginning_where_programs_are_compared() -> Result<()>
{
    flow_in((390, 844), "compared", async |browser| {
        let figure = Figure::open_at_rest(browser).await?;
        figure.press("Compare").await?;
        // Of each wrapped line: how far its second row begins behind the first word of the first.
        let rows = "return [...document.querySelectorAll('.comparison code')].flatMap(code => {
            const range = document.createRange();
            range.selectNodeContents(code);
            const [first, ...others] = [...range.getClientRects()];
            const below = others.filter(row => row.top > first.top + 4).map(row => row.left);
            const indent = code.textContent.length - code.textContent.trimStart().length;
            const letter = parseFloat(getComputedStyle(code).fontSize) * 0.6;
            return below.length ? [Math.min(...below) - first.left - indent * letter] : []; })";
        let steps = browser.wait_for("the comparison", rows).await?;
        let steps = steps.as_array().map_or(&[][..], |steps| steps);
        ensure!(!steps.is_empty(), "no line is wrapped");
        ensure!(steps.iter().all(|step| step.as_f64() > Some(2.0)), "{steps:?}");
        Ok(())
    })
    .await
}
