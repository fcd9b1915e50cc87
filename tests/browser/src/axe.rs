//! What axe finds in the page: markup and colours that keep people out who hear it, or see it badly, or have no mouse.
//!
//! Owns how axe is run. It is npm's `axe-core`, which stands with the page's other JavaScript parts and is not shipped.

use anyhow::{Context, Result};
use serde_json::json;

use crate::Browser;

const AXE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/node_modules/axe-core/axe.min.js");

/// All that axe finds wrong with what the page shows now, a line for each element.
///
/// # Errors
/// When axe is not installed, or cannot run in the page.
pub async fn violations(browser: &Browser) -> Result<Vec<String>> {
    let axe = std::fs::read_to_string(AXE)
        .with_context(|| format!("{AXE}: `cargo xtask test` installs what the tests need"))?;
    // WebDriver waits for the promise that a script returns.
    let body = format!(
        "{axe}; return axe.run(document, {{ resultTypes: ['violations'] }}).then(result =>
            result.violations.flatMap(rule => rule.nodes.map(node =>
                rule.id + ': ' + node.target.join(' ') + ': ' + node.failureSummary)))"
    );
    let found = browser.script(&body, vec![]).await?;
    let line = |line: &serde_json::Value| line.as_str().unwrap_or_default().to_owned();
    let found = found.as_array().with_context(|| format!("not a list: {}", json!(found)))?;
    Ok(found.iter().map(line).collect())
}
