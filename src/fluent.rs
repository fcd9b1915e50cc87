//! Reads the Fluent files of `src/locales`: as much of Fluent as they use, which is texts, variables, and choices between
//! variants that stand on lines of their own. The build reads the page's own language with it and holds every message
//! against a full Fluent parser; the page reads all that comes later. Knows no message.

use std::ops::Range;

/// Around a variable's name.
pub const VARIABLE: char = '\u{1}';
/// Around a choice: the variable's name, then the variants, the default first. Choices do not nest.
pub const SELECT: char = '\u{2}';
/// Before a variant.
pub const VARIANT: char = '\u{3}';
/// Between a variant's key and its text.
pub const KEY: char = '\u{4}';

/// The messages of a file in order, each with its name and its text, in which marks stand around what the caller gives.
pub fn messages(file: &str) -> Vec<(&str, String)> {
    let mut messages: Vec<(&str, Range<usize>)> = Vec::new();
    let mut start = 0;
    for line in file.split_inclusive('\n') {
        let end = start + line.len();
        // What is indented, or closes a choice, goes on with the message before it.
        if line.starts_with([' ', '}', '\n']) {
            let open = messages.last_mut().filter(|(_, text)| text.end == start);
            if let Some((_, text)) = open {
                text.end = end;
            }
        } else if let Some((name, text)) = line.split_once(" = ")
            && !name.starts_with('#')
        {
            messages.push((name, end - text.len()..end));
        }
        start = end;
    }
    messages.into_iter().map(|(name, text)| (name, marked(file[text].trim()))).collect()
}

/// A text with marks in place of its braces.
fn marked(text: &str) -> String {
    let mut marked_text = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let end = closing(after);
        let inside = after[..end].trim().trim_start_matches('$');
        rest = after.get(end + 1..).unwrap_or_default();
        marked_text.push_str(before);
        match inside.split_once("->") {
            None => marked_text.extend([VARIABLE.into(), inside.into(), VARIABLE.to_string()]),
            Some((variable, variants)) => {
                let mut others = String::new();
                let mut default = String::new();
                for variant in variants.lines() {
                    let variant = variant.trim();
                    let to = if variant.starts_with('*') { &mut default } else { &mut others };
                    if let Some((key, text)) = variant.split_once(']') {
                        to.push(VARIANT);
                        to.push_str(key.trim_start_matches(['*', '[']));
                        to.push(KEY);
                        to.push_str(&marked(text.trim()));
                    }
                }
                let select = SELECT.to_string();
                marked_text.extend([&select, variable.trim(), &default, &others, &select]);
            }
        }
    }
    marked_text.push_str(rest);
    marked_text
}

/// Where the brace is closed before which `text` begins; its end if it never is.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
