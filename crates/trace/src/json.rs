//! JSON text to values, as much of it as a trace needs: numbers are whole, objects keep the order of their members.
//! Knows nothing of traces; [`crate::read`] does. The page reads its first traces before it can draw, so what reads them
//! must be small: readers derived by serde for every event, and a reader of all of JSON, were a tenth of the page's code.

use std::borrow::Cow;

/// A JSON value. Texts without escapes are borrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json<'t> {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Number {
        /// Whether it is below 0.
        negative: bool,
        /// Without its sign.
        size: u64,
    },
    /// A string.
    Text(Cow<'t, str>),
    /// An array.
    List(Vec<Json<'t>>),
    /// An object's members, in order.
    Object(Vec<(Cow<'t, str>, Json<'t>)>),
}

/// Values nest no deeper than this: a trace needs six levels, and a hostile one must not overflow the stack.
const DEEPEST: u32 = 32;

/// The value of a JSON text.
///
/// # Errors
/// Says what was expected at which byte.
pub fn parse(text: &str) -> Result<Json<'_>, String> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.peek();
    if parser.at < text.len() {
        return parser.expected("the end");
    }
    Ok(value)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn expected<T>(&self, what: &str) -> Result<T, String> {
        Err(["expected ", what, " at byte ", &self.at.to_string()].concat())
    }

    /// The byte that is next, 0 at the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The byte after white space.
    fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
        self.byte()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: u32) -> Result<Json<'t>, String> {
        if depth > DEEPEST {
            return self.expected("fewer levels");
        }
        match self.peek() {
            b'"' => Ok(Json::Text(self.text()?)),
            b'{' => {
                let mut members = Vec::new();
                self.items(b'}', |parser| {
                    if parser.peek() != b'"' {
                        return parser.expected("a name");
                    }
                    let name = parser.text()?;
                    if !parser.takes(b':') {
                        return parser.expected("`:`");
                    }
                    members.push((name, parser.value(depth + 1)?));
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            b'[' => {
                let mut items = Vec::new();
                self.items(b']', |parser| {
                    items.push(parser.value(depth + 1)?);
                    Ok(())
                })?;
                Ok(Json::List(items))
            }
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                for (word, value) in
                    [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
                {
                    if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                self.expected("a value")
            }
        }
    }

    /// What stands between an opening bracket, which is next, and its `end`, with commas between.
    fn items(
        &mut self,
        end: u8,
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        self.at += 1;
        if self.takes(end) {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.takes(end) {
                return Ok(());
            }
            if !self.takes(b',') {
                return self.expected("`,` or a closing bracket");
            }
        }
    }

    fn number(&mut self) -> Result<Json<'t>, String> {
        let negative = self.takes(b'-');
        let start = self.at;
        let mut size: u64 = 0;
        while let digit @ b'0'..=b'9' = self.byte() {
            let Some(next) =
                size.checked_mul(10).and_then(|size| size.checked_add(u64::from(digit - b'0')))
            else {
                return self.expected("a number of 64 bits");
            };
            size = next;
            self.at += 1;
        }
        if self.at == start || matches!(self.byte(), b'.' | b'e' | b'E') {
            return self.expected("a whole number");
        }
        Ok(Json::Number { negative, size })
    }

    /// A string, whose quotation mark is next.
    fn text(&mut self) -> Result<Cow<'t, str>, String> {
        self.at += 1;
        let mut start = self.at;
        let mut unescaped = String::new();
        loop {
            let byte = self.byte();
            if byte != b'"' && byte != b'\\' {
                if byte < b' ' {
                    return self.expected("a quotation mark");
                }
                self.at += 1;
                continue;
            }
            // A quotation mark or a backslash is never a part of another character.
            let piece = self.text.get(start..self.at).unwrap_or_default();
            self.at += 1;
            if byte == b'"' {
                if unescaped.is_empty() {
                    return Ok(Cow::Borrowed(piece));
                }
                unescaped.push_str(piece);
                return Ok(Cow::Owned(unescaped));
            }
            unescaped.push_str(piece);
            unescaped.push(self.escape()?);
            start = self.at;
        }
    }

    /// The character of an escape, whose backslash has been read.
    fn escape(&mut self) -> Result<char, String> {
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex()?;
                // Beyond the first plane a character is two escapes: 10 bits of it in each.
                if code & 0xfc00 == 0xd800 && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    code = 0x1_0000 + ((code & 0x3ff) << 10) + (self.hex()? & 0x3ff);
                }
                // Half a pair stands for no character.
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return self.expected("an escape"),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = char::from(self.byte()).to_digit(16) else {
                return self.expected("a hexadecimal digit");
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for (text, problem) in [
            ("", "expected a value at byte 0"),
            ("{", "expected a name at byte 1"),
            ("{\"a\" 1}", "expected `:` at byte 5"),
            ("[1 2]", "expected `,` or a closing bracket at byte 3"),
            ("[1,]", "expected a value at byte 3"),
            ("\"open", "expected a quotation mark at byte 5"),
            ("\"\\x\"", "expected an escape at byte 3"),
            ("\"\\u12g4\"", "expected a hexadecimal digit at byte 5"),
            ("1.5", "expected a whole number at byte 1"),
            ("-", "expected a whole number at byte 1"),
            ("18446744073709551616", "expected a number of 64 bits at byte 19"),
            ("{} x", "expected the end at byte 3"),
            ("nul", "expected a value at byte 0"),
        ] {
            assert_eq!(parse(text), Err(problem.to_owned()), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn escapes_are_characters() {
        let text = parse(r#""\u0041\n\"\\\/\ud83c\udf33 \ud83c é""#);
        assert_eq!(text, Ok(Json::Text("A\n\"\\/🌳 \u{fffd} é".into())));
    }

    fn values() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
                prop::collection::vec((any::<String>(), inner), 0..5).prop_map(|members| members
                    .into_iter()
                    .collect::<serde_json::Map<_, _>>()
                    .into()),
            ]
        })
    }

    fn same(json: &Json<'_>, value: &serde_json::Value) -> bool {
        match json {
            Json::Null => value.is_null(),
            Json::Bool(flag) => value.as_bool() == Some(*flag),
            Json::Number { negative: false, size } => value.as_u64() == Some(*size),
            Json::Number { negative: true, size } => {
                value.as_i64() == Some((*size as i64).wrapping_neg())
            }
            Json::Text(text) => value.as_str() == Some(text),
            Json::List(items) => value.as_array().is_some_and(|values| {
                items.len() == values.len()
                    && items.iter().zip(values).all(|(item, value)| same(item, value))
            }),
            Json::Object(members) => value.as_object().is_some_and(|values| {
                members.len() == values.len()
                    && members.iter().all(|(name, json)| {
                        values.get(&**name).is_some_and(|value| same(json, value))
                    })
            }),
        }
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read(value in values()) {
            let text = serde_json::to_string(&value).expect("values can be written");
            let json = parse(&text).map_err(TestCaseError::fail)?;
            prop_assert!(same(&json, &value), "{json:?}");
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\u0-9a-f é-]{0,40}") {
            let ours = parse(&text).is_ok();
            let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            // serde_json refuses half a pair and numbers that begin with 0; nothing else may differ.
            prop_assert!(ours || !theirs || text.contains('e') || text.contains("00"), "{text}");
        }
    }
}
