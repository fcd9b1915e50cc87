//! What changes from one sequence to another: the fewest things taken out and put in, by the longest common subsequence. Knows
//! neither lines nor words.

/// A thing of either sequence, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<T> {
    /// It is in both.
    Same(T, T),
    /// It is only in the first.
    Removed(T),
    /// It is only in the second.
    Added(T),
}

/// The table of what two sequences share has at most so many cells; longer ones, which no program of a reader's is, count as
/// different from their first difference to their last.
const MOST_CELLS: usize = 4_000_000;

/// What changes from `before` to `after`, in order; where there is a choice, what goes is named before what comes.
#[must_use]
pub fn diff<T: PartialEq + Copy>(before: &[T], after: &[T]) -> Vec<Change<T>> {
    let alike =
        |pairs: &mut dyn Iterator<Item = (&T, &T)>| pairs.take_while(|(a, b)| a == b).count();
    let start = alike(&mut before.iter().zip(after));
    let (rest, other) = (&before[start..], &after[start..]);
    let end = alike(&mut rest.iter().rev().zip(other.iter().rev()));
    let (middle, other) = (&rest[..rest.len() - end], &other[..other.len() - end]);
    let same = |(a, b): (&T, &T)| Change::Same(*a, *b);
    let mut changes: Vec<_> = before[..start].iter().zip(after).map(same).collect();
    changes.extend(middle_changes(middle, other));
    let tails = (before.len() - end, after.len() - end);
    changes.extend(before[tails.0..].iter().zip(&after[tails.1..]).map(same));
    changes
}

fn middle_changes<T: PartialEq + Copy>(before: &[T], after: &[T]) -> Vec<Change<T>> {
    let width = after.len() + 1;
    let mut changes = Vec::new();
    let (mut at, mut to) = (0, 0);
    if (before.len() + 1) * width <= MOST_CELLS {
        // How much the rests from each pair of places on have in common.
        let mut common = vec![0_u32; (before.len() + 1) * width];
        for a in (0..before.len()).rev() {
            for b in (0..after.len()).rev() {
                common[a * width + b] = if before[a] == after[b] {
                    common[(a + 1) * width + b + 1] + 1
                } else {
                    common[(a + 1) * width + b].max(common[a * width + b + 1])
                };
            }
        }
        while at < before.len() && to < after.len() {
            if before[at] == after[to] {
                changes.push(Change::Same(before[at], after[to]));
                (at, to) = (at + 1, to + 1);
            } else if common[(at + 1) * width + to] >= common[at * width + to + 1] {
                changes.push(Change::Removed(before[at]));
                at += 1;
            } else {
                changes.push(Change::Added(after[to]));
                to += 1;
            }
        }
    }
    changes.extend(before[at..].iter().map(|thing| Change::Removed(*thing)));
    changes.extend(after[to..].iter().map(|thing| Change::Added(*thing)));
    changes
}

/// The words of a line: names and numbers whole, all else letter by letter.
#[must_use]
pub fn words(line: &str) -> Vec<&str> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match rest.find(|letter| !is_part(letter)) {
            _ if !is_part(first) => first.len_utf8(),
            Some(end) => end,
            None => rest.len(),
        };
        let (word, after) = rest.split_at(length);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Change::{Added, Removed, Same};

    #[test]
    fn what_is_in_both_stays() {
        let changes = diff(&["a", "b", "c", "d"], &["a", "c", "x", "d"]);
        let expected = [Same("a", "a"), Removed("b"), Same("c", "c"), Added("x"), Same("d", "d")];
        assert_eq!(changes, expected);
        assert_eq!(diff::<&str>(&[], &[]), []);
        assert_eq!(diff(&["a"], &["b"]), [Removed("a"), Added("b")]);
    }

    #[test]
    fn a_line_falls_into_words_and_signs() {
        assert_eq!(
            words("await trio.sleep(2.5)"),
            ["await", " ", "trio", ".", "sleep", "(", "2", ".", "5", ")"]
        );
        assert_eq!(words("задача_1 → é"), ["задача_1", " ", "→", " ", "é"]);
        assert_eq!(words(""), Vec::<&str>::new());
    }

    /// The length of the longest common subsequence, by its definition.
    fn longest(before: &[u8], after: &[u8]) -> usize {
        match (before.split_first(), after.split_first()) {
            (Some((a, before_rest)), Some((b, after_rest))) => {
                if a == b {
                    1 + longest(before_rest, after_rest)
                } else {
                    longest(before_rest, after).max(longest(before, after_rest))
                }
            }
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn both_sequences_can_be_read_off_the_changes(
            before in prop::collection::vec(0_u8..4, 0..40),
            after in prop::collection::vec(0_u8..4, 0..40),
        ) {
            let changes = diff(&before, &after);
            let first: Vec<u8> = changes.iter().filter_map(|change| match change {
                Same(thing, _) | Removed(thing) => Some(*thing),
                Added(_) => None,
            }).collect();
            let second: Vec<u8> = changes.iter().filter_map(|change| match change {
                Same(_, thing) | Added(thing) => Some(*thing),
                Removed(_) => None,
            }).collect();
            prop_assert_eq!(first, before);
            prop_assert_eq!(second, after);
            prop_assert!(changes.iter().all(|change| !matches!(change, Same(a, b) if a != b)));
        }

        #[test]
        fn no_more_changes_than_must(
            before in prop::collection::vec(0_u8..3, 0..9),
            after in prop::collection::vec(0_u8..3, 0..9),
        ) {
            let same = diff(&before, &after).iter().filter(|change| matches!(change, Same(..))).count();
            prop_assert_eq!(same, longest(&before, &after));
        }

        #[test]
        fn words_are_the_whole_line(line in "\\PC{0,40}") {
            prop_assert_eq!(words(&line).concat(), line);
        }
    }
}
