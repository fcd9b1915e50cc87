//! Compiles `src/locales/*.ftl` into tables, so that the page carries the texts and no Fluent parser.
//! A message that one language lacks, or a construct that `src/texts.rs` cannot show, fails the build.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

/// The first is the one that all others are held against.
const LANGUAGES: [&str; 2] = ["en", "ru"];

/// Around a variable's name.
const VARIABLE: char = '\u{1}';
/// Around a choice: the variable's name, then the variants, the default first. Choices do not nest.
const SELECT: char = '\u{2}';
/// Before a variant.
const VARIANT: char = '\u{3}';
/// Between a variant's key and its text.
const KEY: char = '\u{4}';

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let tables: Vec<BTreeMap<String, String>> =
        LANGUAGES.iter().map(|language| read(language)).collect();
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        if let Some(id) = tables[0].keys().find(|id| !table.contains_key(*id)) {
            panic!("{language}.ftl lacks the message {id}");
        }
        if let Some(id) = table.keys().find(|id| !tables[0].contains_key(*id)) {
            panic!("{language}.ftl has the message {id}, which {}.ftl lacks", LANGUAGES[0]);
        }
    }
    let mut code = String::from(
        "/// The messages, by their names in the Fluent files.\npub mod id {\n    use super::Id;\n",
    );
    for (index, id) in tables[0].keys().enumerate() {
        let name = id.to_uppercase().replace('-', "_");
        writeln!(code, "    #[doc = \"`{id}`\"]\n    pub const {name}: Id = Id({index});")
            .expect("a String grows");
    }
    code.push_str("}\n");
    for (name, mark) in
        [("VARIABLE", VARIABLE), ("SELECT", SELECT), ("VARIANT", VARIANT), ("KEY", KEY)]
    {
        writeln!(code, "const {name}: char = {mark:?};").expect("a String grows");
    }
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for message in table.values() {
            text.push_str(message);
            ends.push(u16::try_from(text.len()).expect("the texts of a language fit into 64 KiB"));
        }
        let name = language.to_uppercase();
        writeln!(code, "static {name}: Table = Table {{ text: {text:?}, ends: &{ends:?} }};")
            .expect("a String grows");
    }
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR can be written");
}

fn read(language: &str) -> BTreeMap<String, String> {
    let path = format!("src/locales/{language}.ftl");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let resource =
        parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
    let mut table = BTreeMap::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name;
                let Some(pattern) = &message.value else { panic!("{path}: {id} has no text") };
                let old = table.insert(id.to_owned(), marked(pattern, id));
                assert!(old.is_none(), "{path}: {id} is there twice");
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            other => panic!("{path}: only messages and comments can be compiled, not {other:?}"),
        }
    }
    table
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
