//! What a reader does, done in a real browser.
//!
//! Owns the flows. It must not know how the page is made: elements are found as a reader or a screen reader finds them.

use anyhow::{Result, ensure};
use espalier_browser_tests::flow;

/// Every request stays below the site's own address, and none fails.
#[tokio::test]
async fn the_page_loads_from_a_sub_path_and_asks_nobody_else() -> Result<()> {
    flow("loads", async |browser| {
        browser.open("").await?;
        browser.wait_for("the page's heading", "return document.querySelector('h1')?.textContent").await?;
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
