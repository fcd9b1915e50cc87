//! Compiles `src/locales/*.ftl` into tables, so that the page carries the texts and no Fluent parser.
//! A message that one language lacks, or a construct that `src/texts.rs` cannot show, fails the build.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

/// The first is the one that all others are held against.
const LANGUAGES: [&str; 2] = ["en", "ru"];

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let tables: Vec<BTreeMap<String, String>> =
        LANGUAGES.iter().map(|language| read(language)).collect();
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        for id in tables[0].keys().filter(|id| !table.contains_key(*id)) {
            panic!("{language}.ftl lacks the message {id}");
        }
        for id in table.keys().filter(|id| !tables[0].contains_key(*id)) {
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
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        writeln!(code, "static {}: &[&[Part]] = &[", language.to_uppercase())
            .expect("a String grows");
        for parts in table.values() {
            writeln!(code, "    {parts},").expect("a String grows");
        }
        code.push_str("];\n");
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
                let old = table.insert(id.to_owned(), parts(pattern, id));
                assert!(old.is_none(), "{path}: {id} is there twice");
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            other => panic!("{path}: only messages and comments can be compiled, not {other:?}"),
        }
    }
    table
}

fn parts(pattern: &Pattern<&str>, id: &str) -> String {
    let parts: Vec<String> = pattern.elements.iter().map(|element| part(element, id)).collect();
    format!("&[{}]", parts.join(", "))
}

fn part(element: &PatternElement<&str>, id: &str) -> String {
    match element {
        PatternElement::TextElement { value } => format!("Part::Text({value:?})"),
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                format!("Part::Variable({:?})", id.name)
            }
            Expression::Inline(InlineExpression::StringLiteral { value }) => {
                format!("Part::Text({value:?})")
            }
            Expression::Select {
                selector: InlineExpression::VariableReference { id: variable },
                variants,
            } => {
                let default = variants
                    .iter()
                    .position(|variant| variant.default)
                    .expect("Fluent demands a default");
                let variants: Vec<String> = variants
                    .iter()
                    .map(|variant| {
                        let (VariantKey::Identifier { name: key }
                        | VariantKey::NumberLiteral { value: key }) = &variant.key;
                        format!("({key:?}, {})", parts(&variant.value, id))
                    })
                    .collect();
                format!("Part::Select({:?}, {default}, &[{}])", variable.name, variants.join(", "))
            }
            other => panic!("{id}: cannot be compiled: {other:?}"),
        },
    }
}
