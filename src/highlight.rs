//! Colours of Python code, by token. The first view must not wait for the editor, so the page has a lexer of its own kind: no
//! parser, no errors, any text will do. Knows no page.

use logos::Logos;

/// The words of the language. Not the lexer's matter: its tables would grow by more than this list.
const KEYWORDS: [&str; 37] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class",
    "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if",
    "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return",
    "try", "while", "with", "yield",
];

/// What a piece of code is, as far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Logos)]
pub enum Token {
    /// A name or a word of the language. Every letter beyond ASCII counts as one of a name: tables of which do would be larger than the lexer.
    #[regex(r"[A-Za-z_\u{80}-\u{10FFFF}][0-9A-Za-z_\u{80}-\u{10FFFF}]*")]
    Name,
    /// A number.
    #[regex(r"[0-9][0-9a-zA-Z_]*(\.[0-9_]*([eE][+-]?[0-9]+)?)?")]
    Number,
    /// A string, with its prefix; unfinished ones end with the line, or with the text.
    #[regex(r#"[rRbBuUfFtT]{0,2}"([^"\\\n]|\\.|\\\n)*"?"#)]
    #[regex(r"[rRbBuUfFtT]{0,2}'([^'\\\n]|\\.|\\\n)*'?")]
    #[regex(r#"[rRbBuUfFtT]{0,2}""""#, |lexer| long_string(lexer, "\"\"\""))]
    #[regex(r"[rRbBuUfFtT]{0,2}'''", |lexer| long_string(lexer, "'''"))]
    Text,
    /// A comment.
    #[regex("#[^\n]*", allow_greedy = true)]
    Comment,
    /// A decorator.
    #[regex(r"@[A-Za-z_\u{80}-\u{10FFFF}][0-9A-Za-z_.\u{80}-\u{10FFFF}]*")]
    Decorator,
    /// All else.
    #[regex(r"[ \t\r\n]+|[^ \t\r\n]", priority = 0)]
    Other,
}

fn long_string(lexer: &mut logos::Lexer<'_, Token>, quotes: &str) {
    let rest = lexer.remainder();
    lexer.bump(rest.find(quotes).map_or(rest.len(), |end| end + quotes.len()));
}

impl Token {
    /// Its name in the style sheet; `None` for what has no colour.
    #[must_use]
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("num"),
            Self::Text => Some("str"),
            Self::Comment => Some("com"),
            Self::Decorator => Some("dec"),
            Self::Name | Self::Other => None,
        }
    }
}

/// A piece of a line and its class in the style sheet.
pub type Piece = (Option<&'static str>, String);

/// The lines of `source`, each as pieces that together are the line without its end.
#[must_use]
pub fn lines(source: &str) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut defines = false;
    for (token, span) in Token::lexer(source).spanned() {
        let token = token.unwrap_or(Token::Other);
        let text = &source[span];
        let class = match token {
            Token::Name if KEYWORDS.contains(&text) => Some("kw"),
            Token::Name if defines => Some("def"),
            _ => token.class(),
        };
        if token != Token::Other {
            defines = matches!(text, "def" | "class");
        }
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            let part = part.trim_end_matches('\r');
            if part.is_empty() {
                continue;
            }
            let Some(line) = lines.last_mut() else { continue };
            match line.last_mut() {
                Some((last, joined)) if *last == class => joined.push_str(part),
                _ => line.push((class, part.to_owned())),
            }
        }
    }
    if lines.len() > 1 && lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn classes(source: &str) -> Vec<(Option<&'static str>, String)> {
        lines(source).concat()
    }

    fn piece(class: &'static str, text: &str) -> Piece {
        (Some(class), text.to_owned())
    }

    #[test]
    fn words_strings_numbers_and_comments_have_colours() {
        let pieces = classes("async def f(x):  # why\n    return 'a' + \"b\" * 2.5");
        for expected in [
            piece("kw", "async"),
            piece("def", "f"),
            piece("com", "# why"),
            piece("str", "'a'"),
            piece("str", "\"b\""),
            piece("num", "2.5"),
        ] {
            assert!(pieces.contains(&expected), "{expected:?} in {pieces:?}");
        }
        assert!(!classes("asynchronous = define").iter().any(|(class, _)| class.is_some()));
    }

    #[test]
    fn a_long_string_goes_over_lines_and_an_unfinished_one_ends_somewhere() {
        let long = lines("'''a\nb''' + 1");
        assert_eq!(long[0], [piece("str", "'''a")]);
        assert_eq!(long[1][0], piece("str", "b'''"));
        assert_eq!(lines("x = 'open\ny = 1").len(), 2);
        assert_eq!(lines("\"\"\"open\n\n").len(), 3 - 1);
    }

    proptest! {
        #[test]
        fn no_character_is_lost(source in "[a-z'\"#@ \\\\\n0-9.é(]{0,60}") {
            let joined: Vec<String> = lines(&source)
                .into_iter()
                .map(|line| line.into_iter().map(|(_, text)| text).collect())
                .collect();
            let mut expected: Vec<&str> = source.split('\n').collect();
            if expected.len() > 1 && expected.last() == Some(&"") {
                expected.pop();
            }
            prop_assert_eq!(joined, expected);
        }
    }
}
