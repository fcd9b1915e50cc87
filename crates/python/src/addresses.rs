//! Addresses in texts. `repr` of many objects tells where they lie in memory, which differs from run to run; a run's
//! output and trace must not. Each address gets a stand-in by the order of appearance. Knows nothing of objects.

use std::{borrow::Cow, cell::RefCell};

thread_local! {
    /// The addresses seen in this run, in order.
    static SEEN: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// How an object's `repr` introduces its address.
const MARK: &str = " at 0x";
/// The stand-in of the first address; it looks like one of CPython's.
const FIRST: u64 = 0x7f00_0000_0010;
/// Distance between stand-ins.
const STEP: u64 = 0x10;

/// Forgets the addresses of an earlier run.
pub(crate) fn begin() {
    SEEN.with_borrow_mut(Vec::clear);
}

/// The text with a stand-in for each address.
pub(crate) fn steady(text: &str) -> Cow<'_, str> {
    if !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let mut steady = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find(MARK) {
        let (before, after) = rest.split_at(found + MARK.len());
        steady.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_hexdigit).count();
        match u64::from_str_radix(&after[..digits], 16) {
            // What is shorter is no address, but a number that the program wrote.
            Ok(address) if digits >= 5 => steady.push_str(&format!("{:x}", stand_in(address))),
            _ => steady.push_str(&after[..digits]),
        }
        rest = &after[digits..];
    }
    steady.push_str(rest);
    Cow::Owned(steady)
}

/// What is shown in place of an address.
pub(crate) fn stand_in(address: u64) -> u64 {
    SEEN.with_borrow_mut(|seen| {
        let is_stand_in = address >= FIRST && address < FIRST + STEP * seen.len() as u64;
        if is_stand_in {
            return address; // a text that went through here before
        }
        let index = seen.iter().position(|one| *one == address).unwrap_or_else(|| {
            seen.push(address);
            seen.len() - 1
        });
        FIRST + STEP * index as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_and_the_same_one_stays_the_same() {
        begin();
        let text =
            "<A object at 0x55d0c0ffee10> <B at 0x55d0c0ffee20> <A object at 0x55d0c0ffee10>";
        let expected =
            "<A object at 0x7f0000000010> <B at 0x7f0000000020> <A object at 0x7f0000000010>";
        assert_eq!(steady(text), expected);
        assert_eq!(steady(expected), expected);
    }

    #[test]
    fn other_texts_stay() {
        begin();
        for text in ["at 0x", "error at 0x1f", "look at 0xgg", ""] {
            assert_eq!(steady(text), text);
        }
    }
}
