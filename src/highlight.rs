//! Colours of Python code, by token. The first view must not wait for the editor, so the page has a lexer of its own kind: no
//! parser, no errors, any text will do. Written by hand: the tables of a generated one weigh as much as a layout. Knows no page.

/// The words of the language.
const KEYWORDS: [&str; 37] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class",
    "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if",
    "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return",
    "try", "while", "with", "yield",
];

/// What a piece of code is, as far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A name or a word of the language. Every letter beyond ASCII counts as one of a name.
    Name,
    /// A number.
    Number,
    /// A string, with its prefix; unfinished ones end with the line, or with the text.
    Text,
    /// A comment.
    Comment,
    /// A decorator.
    Decorator,
    /// All else.
    Other,
}

/// Whether a byte can stand in a name.
#[must_use]
pub fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The token that a text begins with, and its length in bytes. All that is beyond ASCII is of names, strings or comments,
/// so that a token never ends within a character.
fn token(text: &str) -> (Token, usize) {
    let bytes = text.as_bytes();
    let run = |from: usize, belongs: &dyn Fn(u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| belongs(**byte)).count()
    };
    let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
    let prefix = run(0, &|byte| b"rRbBuUfFtT".contains(&byte)).min(2);
    match (at(0), at(prefix)) {
        (_, quote @ (b'"' | b'\'')) => (Token::Text, string_end(text, prefix, quote)),
        (b'#', _) => (Token::Comment, run(1, &|byte| byte != b'\n')),
        (b'0'..=b'9', _) => {
            let whole = run(0, &|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if at(whole) != b'.' {
                return (Token::Number, whole);
            }
            let digit = |byte: u8| byte.is_ascii_digit();
            let end = run(whole + 1, &|byte| digit(byte) || byte == b'_');
            let sign = usize::from(matches!(at(end + 1), b'+' | b'-'));
            let exponent = matches!(at(end), b'e' | b'E') && digit(at(end + 1 + sign));
            (Token::Number, if exponent { run(end + 1 + sign, &digit) } else { end })
        }
        (b'@', _) if is_of_name(at(1)) && !at(1).is_ascii_digit() => {
            (Token::Decorator, run(1, &|byte| is_of_name(byte) || byte == b'.'))
        }
        (first, _) if is_of_name(first) => (Token::Name, run(0, &is_of_name)),
        (b' ' | b'\t' | b'\r' | b'\n', _) => {
            (Token::Other, run(0, &|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')))
        }
        _ => (Token::Other, 1),
    }
}

/// Where a string ends whose first quotation mark is at a place.
fn string_end(text: &str, place: usize, quote: u8) -> usize {
    let long = if quote == b'"' { "\"\"\"" } else { "'''" };
    if text[place..].starts_with(long) {
        let start = place + long.len();
        return text[start..].find(long).map_or(text.len(), |end| start + end + long.len());
    }
    let bytes = text.as_bytes();
    let mut end = place + 1;
    while let Some(byte) = bytes.get(end) {
        match *byte {
            b'\n' => return end,
            b'\\' => end += 2,
            byte => {
                end += 1;
                if byte == quote {
                    return end;
                }
            }
        }
    }
    text.len()
}

impl Token {
    /// Its name in the style sheet; `None` for what has no colour.
    fn class(self) -> Option<&'static str> {
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
    let mut rest = source;
    while !rest.is_empty() {
        let (token, length) = token(rest);
        let (text, after) = rest.split_at(length);
        rest = after;
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
