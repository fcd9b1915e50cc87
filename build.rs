//! Compiles the texts that the first picture needs, which are in the page's own language, and checks every language's file.
//! A message that one language lacks, or a construct that `src/fluent.rs` does not read as Fluent does, fails the build.

use std::{env, fmt::Write as _, fs, path::Path};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

use fluent::{KEY, SELECT, VARIABLE, VARIANT};

#[path = "src/fluent.rs"]
mod fluent;

/// The first is the page's own, and the one that all others are held against.
const LANGUAGES: [&str; 2] = ["en", "ru"];

/// Messages in the order of their file.
type Messages = Vec<(String, String)>;

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    println!("cargo::rerun-if-changed=src/fluent.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let [own, others @ ..] = LANGUAGES.map(read);
    for (language, messages) in LANGUAGES.iter().skip(1).zip(&others) {
        for ((expected, _), (found, _)) in own.iter().zip(messages) {
            // The page knows a message by its place.
            assert_eq!(expected, found, "{language}.ftl has its messages in another order");
        }
        assert_eq!(own.len(), messages.len(), "{language}.ftl ends at another message");
    }
    let mut code = String::from(
        "/// The messages, by their names in the Fluent files.\npub mod id {\n    use super::Id;\n",
    );
    for (index, (id, _)) in own.iter().enumerate() {
        let name = id.to_uppercase().replace('-', "_");
        writeln!(code, "    #[doc = \"`{id}`\"]\n    pub const {name}: Id = Id({index});")
            .expect("a String grows");
    }
    code.push_str("}\n");
    let (mut text, mut ends) = (String::new(), Vec::new());
    for (id, message) in &own {
        if !comes_later(id, &own) {
            text.push_str(message);
        }
        ends.push(u16::try_from(text.len()).expect("the texts of a language fit into 64 KiB"));
    }
    writeln!(code, "static FIRST: Table = Table {{ text: {text:?}, ends: &{ends:?} }};")
        .expect("a String grows");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR can be written");
}

/// What only a reader who does something sees: lists of keys, troubles with engine, knobs and links; and what the first story does not
/// tell.
const LATER: [&str; 50] = [
    "challenge-",
    "column-anyio-asyncio-note",
    "column-anyio-trio-note",
    "column-curio-note",
    "column-fastapi-note",
    "compare-",
    "editor-label",
    "engine-",
    "event-acquired",
    "event-budget",
    "event-callback",
    "event-deadline-",
    "event-deadlock",
    "event-destroyed",
    "event-discarded",
    "event-loop-blocked",
    "event-released",
    "event-renamed",
    "event-request-",
    "event-retrieved",
    "event-shield",
    "event-signalled",
    "event-spawned-callback",
    "event-swallowed",
    "event-thread-",
    "event-timer-",
    "file-",
    "frame-expired",
    "frame-gather",
    "frame-request",
    "frame-timeout",
    "hand-",
    "help-",
    "key-",
    "knob-",
    "legend",
    "link-",
    "moment-",
    "orders-",
    "reason-child-cancelled",
    "reason-deadline",
    "reason-interrupt",
    "resource-",
    "share-",
    "thread-",
    "timeline-help",
    "timeline-span",
    "tool-",
    "tree-zoom-",
    "verdict-",
];

/// Whether the first picture does without a message. It comes when the reader does something, what is told of a story that
/// is not the first comes with that story.
fn comes_later(id: &str, all: &Messages) -> bool {
    let is_told = |id: &str| {
        id.starts_with("scenario-") && (id.ends_with("-summary") || id.ends_with("-look"))
    };
    let first = all.iter().find(|(id, _)| id.starts_with("scenario-"));
    let of_other = is_told(id) && !first.is_some_and(|(first, _)| id.starts_with(first));
    of_other || LATER.iter().any(|start| id.starts_with(start))
}

fn read(language: &str) -> Messages {
    let path = format!("src/locales/{language}.ftl");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let resource =
        parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
    let mut messages = Messages::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name;
                let Some(pattern) = &message.value else { panic!("{path}: {id} has no text") };
                let old = messages.iter().find(|(known, _)| known == id);
                assert!(old.is_none(), "{path}: {id} is there twice");
                messages.push((id.to_owned(), marked(pattern, id)));
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            other => panic!("{path}: only messages and comments can be compiled, not {other:?}"),
        }
    }
    let read_here = fluent::messages(&text);
    for ((id, message), (name, text)) in messages.iter().zip(&read_here) {
        assert_eq!((id.as_str(), message), (*name, text), "{path}: read differently by the page");
    }
    assert_eq!(messages.len(), read_here.len(), "{path}: the page reads fewer messages");
    messages
}

/// A message as `src/texts.rs` shows it: its text, with marks around what the caller gives.
fn marked(pattern: &Pattern<&str>, id: &str) -> String {
    pattern.elements.iter().map(|element| piece(element, id, true)).collect()
}

fn piece(element: &PatternElement<&str>, id: &str, outermost: bool) -> String {
    match element {
        PatternElement::TextElement { value } => plain(value, id),
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                format!("{VARIABLE}{}{VARIABLE}", id.name)
            }
            Expression::Inline(InlineExpression::StringLiteral { value }) => plain(value, id),
            Expression::Select {
                selector: InlineExpression::VariableReference { id: variable },
                variants,
            } if outermost => {
                let mut text = format!("{SELECT}{}", variable.name);
                // The default comes first, where it is found without a mark of its own.
                let (default, others): (Vec<_>, Vec<_>) =
                    variants.iter().partition(|variant| variant.default);
                for variant in default.into_iter().chain(others) {
                    let (VariantKey::Identifier { name: key }
                    | VariantKey::NumberLiteral { value: key }) = &variant.key;
                    write!(text, "{VARIANT}{key}{KEY}").expect("a String grows");
                    text.extend(
                        variant.value.elements.iter().map(|element| piece(element, id, false)),
                    );
                }
                text.push(SELECT);
                text
            }
            other => panic!("{id}: cannot be compiled: {other:?}"),
        },
    }
}

fn plain(text: &str, id: &str) -> String {
    assert!(!text.contains([VARIABLE, SELECT, VARIANT, KEY]), "{id}: a mark within the text");
    text.to_owned()
}
