//! Takes pictures of every story at its telling moments: at the first difference between its columns, and at its end;
//! light and dark, wide and narrow. `cargo xtask shots` runs it and says where the pictures go.
//!
//! Owns which moments and which windows. It must not know any story: it turns the page's leaves.

use anyhow::{Context, Result};
use espalier_browser_tests::Browser;
use espalier_browser_tests::figure::Figure;

const THEMES: [&str; 2] = ["light", "dark"];
/// Width and height in CSS pixels; a picture is as high as the page.
const WINDOWS: [(u32, u32); 2] = [(1600, 1000), (390, 844)];
/// How often the page's foot is looked for.
const LOOKS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    for theme in THEMES {
        for window in WINDOWS {
            let browser = Browser::start(window.0, window.1).await?;
            let taken = take(&browser, theme, window).await;
            browser.quit().await?;
            println!("{theme}, {} wide: {} pictures", window.0, taken?);
        }
    }
    Ok(())
}

/// Pictures of all stories; returns how many.
async fn take(browser: &Browser, theme: &str, window: (u32, u32)) -> Result<usize> {
    // Without motion nothing plays by itself, and a story stands at its end when it opens.
    browser
        .prefer(&[("prefers-reduced-motion", "reduce"), ("prefers-color-scheme", theme)])
        .await?;
    let figure = Figure::open(browser).await?;
    let count = "return document.querySelector('.story select').options.length";
    let count = browser.script(count, vec![]).await?.as_u64().context("a number of stories")?;
    let mut taken = 0;
    for place in 1..=count {
        let title = figure.wait_for_story(place, count).await?;
        let name = format!("{place:02}-{}", file_name(&title));
        let moment = |moment: &str| format!("{name}-{moment}-{theme}-{}", window.0);
        whole_page(browser, &moment("end"), window).await?;
        taken += 1;
        let go = "const button = document.querySelector('.difference button');
            button?.click(); return button !== null";
        if browser.script(go, vec![]).await? == true {
            whole_page(browser, &moment("difference"), window).await?;
            taken += 1;
        }
        figure.press("Next story").await?;
    }
    Ok(taken)
}

/// A picture of the page down to its foot, which moves down as what comes into sight is drawn.
async fn whole_page(browser: &Browser, name: &str, (width, height): (u32, u32)) -> Result<()> {
    let foot = "return document.documentElement.scrollHeight";
    let mut seen = height;
    for _ in 0..LOOKS {
        let foot = browser.script(foot, vec![]).await?.as_u64().context("the page's height")?;
        seen = seen.max(u32::try_from(foot)?);
        browser.view(width, seen).await?;
        browser.next_frame().await?;
    }
    browser.picture(name).await?;
    browser.view(width, height).await?;
    browser.next_frame().await
}

/// `A task's end` as `a-task-s-end`.
fn file_name(title: &str) -> String {
    let words = title.split(|character: char| !character.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}
