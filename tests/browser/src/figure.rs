//! The page's figure as a reader sees it: its controls by their names, its columns by their titles.
//!
//! Owns how things are found. It must not know what is expected of them.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Browser;

/// Asynchronous tasks without a group: the first column's title.
pub const ASYNCIO: &str = "asyncio, loose tasks";
/// The second column's title.
pub const TASK_GROUP: &str = "asyncio.TaskGroup";
/// The third column's title.
pub const TRIO: &str = "trio nursery";
/// Columns of other libraries, by their titles.
pub const CURIO: &str = "curio TaskGroup";
/// As [`CURIO`].
pub const ANYIO_ON_TRIO: &str = "anyio on trio";

/// A function `column(title)` for scripts: the element with that accessible name.
const COLUMN: &str =
    "const column = title => document.querySelector(`article[aria-label='${title}']`);";

/// The figure of the page that a browser shows.
pub struct Figure<'a> {
    browser: &'a Browser,
}

impl<'a> Figure<'a> {
    /// Opens the page and waits until all of it is there. The reader wants no motion, so that nothing plays by itself.
    ///
    /// # Errors
    /// When there is no tree in time.
    pub async fn open_at_rest(browser: &'a Browser) -> Result<Self> {
        browser.prefer(&[("prefers-reduced-motion", "reduce")]).await?;
        let figure = Self::open(browser).await?;
        figure.complete().await?;
        Ok(figure)
    }

    /// Waits until all of the page is there: what a hand can do comes with the rest of it, after the first picture and in the reader's
    /// language.
    ///
    /// # Errors
    /// When it has not come in time.
    pub async fn complete(&self) -> Result<()> {
        let hand = "return document.querySelector('.hand .row')";
        self.browser.wait_for("the rest of the page", hand).await.map(drop)
    }

    /// Opens the page and waits for its first tree.
    ///
    /// # Errors
    /// When there is no tree in time.
    pub async fn open(browser: &'a Browser) -> Result<Self> {
        browser.open("").await?;
        Self::appear(browser).await
    }

    /// Waits for the first tree of a page that is on its way.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn appear(browser: &'a Browser) -> Result<Self> {
        browser
            .wait_for(
                "the first tree",
                "return document.querySelectorAll('[role=tree] text').length",
            )
            .await?;
        Ok(Self { browser })
    }

    /// Presses a button of the page, named by its label or text.
    ///
    /// # Errors
    /// When there is none that can be pressed.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.button("", name).await?.click().await.with_context(|| format!("the button `{name}`"))
    }

    /// Presses a button of a column.
    ///
    /// # Errors
    /// When there is none that can be pressed.
    pub async fn press_in(&self, column: &str, name: &str) -> Result<()> {
        let button = self.button(&format!("//article[@aria-label='{column}']"), name).await?;
        button.scroll_into_view().await?;
        button.click().await.with_context(|| format!("the button `{name}` of `{column}`"))
    }

    async fn button(&self, within: &str, name: &str) -> Result<WebElement> {
        let path = format!("{within}//button[@aria-label='{name}' or normalize-space(.)='{name}']");
        self.browser.find(By::XPath(path)).await.with_context(|| format!("a button `{name}`"))
    }

    /// The columns' titles, from left to right.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn columns(&self) -> Result<Vec<String>> {
        let body = "return [...document.querySelectorAll('#figure article')]
            .map(column => column.getAttribute('aria-label'))";
        let titles = self.browser.script(body, vec![]).await?;
        Ok(serde_json::from_value(titles)?)
    }

    /// Waits until the columns are these.
    ///
    /// # Errors
    /// When they are others for too long; the failure names them.
    pub async fn wait_for_columns(&self, titles: &[&str]) -> Result<()> {
        let condition = format!(
            "return [...document.querySelectorAll('#figure article')]
                .map(column => column.getAttribute('aria-label')).join('|') === {}",
            json!(titles.join("|"))
        );
        match self.browser.wait_for(&format!("the columns {titles:?}"), &condition).await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.context(format!("they are {:?}", self.columns().await?))),
        }
    }

    /// Waits until the page tells the story at a place, from 1, with all its columns; returns its title.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn wait_for_story(&self, place: u64, count: u64) -> Result<String> {
        let place = format!("{place} of {count}");
        let condition = format!(
            "return document.querySelector('.stage').textContent.includes('{place}')
                && !document.querySelector('#figure [aria-busy=true]')"
        );
        self.browser.wait_for(&place, &condition).await?;
        for column in self.columns().await? {
            self.wait_for_words(&column, "finished at").await?;
        }
        let title = "const menu = document.querySelector('.story select');
            return menu.options[menu.selectedIndex].text";
        self.text(title, vec![]).await
    }

    /// Chooses in a menu, of the page or of a column, by the words that a reader sees.
    ///
    /// # Errors
    /// When there is no such menu, or it has no such words.
    pub async fn choose(&self, column: Option<&str>, menu: &str, words: &str) -> Result<()> {
        let within =
            column.map_or_else(String::new, |title| format!("//article[@aria-label='{title}']"));
        let path = format!("{within}//select[@aria-label='{menu}']");
        let found = self.browser.find(By::XPath(path)).await.with_context(|| menu.to_owned())?;
        let select = thirtyfour::components::SelectElement::new(&found).await?;
        Ok(select.select_by_exact_text(words).await?)
    }

    /// Sends keys to the figure, as if the reader had it in focus.
    ///
    /// # Errors
    /// When the figure cannot have the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        self.browser.script("document.getElementById('figure').focus()", vec![]).await?;
        let figure = self.browser.active_element().await?;
        ensure!(
            figure.id().await?.as_deref() == Some("figure"),
            "the figure does not take the focus"
        );
        Ok(figure.send_keys(keys).await?)
    }

    /// Everything that the figure draws and says, as markup, and where its playhead stands.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn picture(&self) -> Result<String> {
        let body = "const position = document.querySelector('.scrubber input');
            return position.value + ' ' + position.getAttribute('aria-valuetext') + '\\n'
                + document.querySelector('#figure .columns').innerHTML";
        self.text(body, vec![]).await
    }

    /// The playhead's place in the presentation, in its own unit.
    ///
    /// # Errors
    /// When there is no slider.
    pub async fn position(&self) -> Result<f64> {
        let value = self
            .browser
            .script("return Number(document.querySelector('.scrubber input').value)", vec![])
            .await?;
        value.as_f64().context("the position is a number")
    }

    /// The last position there is.
    ///
    /// # Errors
    /// When there is no slider.
    pub async fn length(&self) -> Result<f64> {
        let value = self
            .browser
            .script("return Number(document.querySelector('.scrubber input').max)", vec![])
            .await?;
        value.as_f64().context("the length is a number")
    }

    /// All that a column says in words.
    ///
    /// # Errors
    /// When there is no such column.
    pub async fn words(&self, column: &str) -> Result<String> {
        self.text(&format!("{COLUMN} return column(arguments[0]).textContent"), vec![json!(column)])
            .await
    }

    /// What a column says about the state of its program; empty when all is well.
    ///
    /// # Errors
    /// When there is no such column.
    pub async fn status(&self, column: &str) -> Result<String> {
        let body = format!(
            "{COLUMN} return column(arguments[0]).querySelector('[role=status]').textContent"
        );
        self.text(&body, vec![json!(column)]).await
    }

    /// Waits until a column says something.
    ///
    /// # Errors
    /// When it does not in time; the failure holds what it says instead.
    pub async fn wait_for_words(&self, column: &str, words: &str) -> Result<()> {
        let condition = format!(
            "{COLUMN} return column({}).textContent.includes({})",
            json!(column),
            json!(words)
        );
        let waited = self.browser.wait_for(&format!("`{words}` in `{column}`"), &condition).await;
        match waited {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(error.context(format!("`{column}` says: {}", self.words(column).await?)))
            }
        }
    }

    /// Opens a column's editor, if it is not open, and waits for it.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn edit(&self, column: &str) -> Result<()> {
        let open = format!(
            "{COLUMN} return column(arguments[0]).querySelector('espalier-editor') !== null"
        );
        if self.browser.script(&open, vec![json!(column)]).await? != json!(true) {
            self.press_in(column, "Edit").await?;
        }
        let ready = format!("{COLUMN} return {CONTENT} !== undefined", CONTENT = content(column));
        self.browser.wait_for("the editor", &ready).await.map(drop)
    }

    /// Replaces a column's program by pasting, as a reader would: what is typed gets indented on the way.
    ///
    /// # Errors
    /// When the editor does not come or does not take it.
    pub async fn write(&self, column: &str, program: &str) -> Result<()> {
        self.edit(column).await?;
        let focus = format!("{COLUMN} {}.focus()", content(column));
        self.browser.script(&focus, vec![]).await?;
        self.browser.active_element().await?.send_keys(Key::Control + "a").await?;
        let paste = format!(
            "{COLUMN} const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
             {}.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}))",
            content(column)
        );
        self.browser.script(&paste, vec![json!(program)]).await?;
        let written = self.program(column).await?;
        ensure!(written.trim_end() == program.trim_end(), "the editor holds {written:?}");
        Ok(())
    }

    /// What a column's editor holds.
    ///
    /// # Errors
    /// When it is not open.
    pub async fn program(&self, column: &str) -> Result<String> {
        let body = format!(
            "{COLUMN} return [...{}.querySelectorAll('.cm-line')].map(line => line.textContent).join('\\n')",
            content(column)
        );
        self.text(&body, vec![]).await
    }

    /// Runs what stands in a column's editor, by the keyboard.
    ///
    /// # Errors
    /// When the editor is not open.
    pub async fn run(&self, column: &str) -> Result<()> {
        self.browser.script(&format!("{COLUMN} {}.focus()", content(column)), vec![]).await?;
        Ok(self.browser.active_element().await?.send_keys(Key::Control + Key::Enter).await?)
    }

    /// Chooses a file for a column.
    ///
    /// # Errors
    /// When the column takes none.
    pub async fn choose_file(&self, column: &str, file: &Path) -> Result<()> {
        let path = format!("//article[@aria-label='{column}']//input[@type='file']");
        let choice = self.browser.find(By::XPath(path)).await.context("a choice of files")?;
        let file = file.to_str().with_context(|| format!("{} is no text", file.display()))?;
        Ok(choice.send_keys(file).await?)
    }

    /// What a slider of a column's program says.
    ///
    /// # Errors
    /// When there is no such knob.
    pub async fn knob(&self, column: &str, name: &str) -> Result<String> {
        let body = format!(
            "{COLUMN} return column(arguments[0]).querySelector(`.knob input[aria-label=${{arguments[1]}}]`).ariaValueText"
        );
        self.text(&body, vec![json!(column), json!(name)]).await
    }

    /// Turns a slider of a column's program by keys.
    ///
    /// # Errors
    /// When there is no such knob.
    pub async fn turn(&self, column: &str, name: &str, keys: impl Into<TypingData>) -> Result<()> {
        let path = format!("//article[@aria-label='{column}']//input[@aria-label='{name}']");
        let knob = self.browser.find(By::XPath(path)).await.with_context(|| name.to_owned())?;
        knob.scroll_into_view().await?;
        Ok(knob.send_keys(keys).await?)
    }

    async fn text(&self, body: &str, arguments: Vec<Value>) -> Result<String> {
        let value = self.browser.script(body, arguments).await?;
        Ok(value.as_str().with_context(|| format!("not a text: {value}"))?.to_owned())
    }
}

/// A JavaScript expression for the editable part of a column's editor.
fn content(column: &str) -> String {
    format!(
        "column({}).querySelector('espalier-editor')?.shadowRoot?.querySelector('.cm-content')",
        json!(column)
    )
}
