//! Numbers as text, rounded to hundredths: no picture needs more, and the exact text of any float, which the standard
//! library writes, weighs as much as a layout does on its way to the first picture. Knows no units.

use std::fmt;

/// A number of a picture: `2`, `0.5`, `-3.14`. What is no number, or too large for a picture, is some number that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Num(pub f32);

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `as` saturates, and makes 0 of what is no number.
        let hundredths = (self.0 * 100.0).round() as i32;
        let (sign, size) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
        let (whole, rest) = (size / 100, size % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            _ if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
            _ => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

/// Seconds with two decimals at most and one at least.
#[must_use]
pub fn seconds(secs: f64) -> String {
    let hundredths = (secs * 100.0).round() as u64;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest % 10 == 0 { format!("{whole}.{}", rest / 10) } else { format!("{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_decimals_as_they_need() {
        let text = |number: f32| Num(number).to_string();
        assert_eq!(text(2.0), "2");
        assert_eq!(text(0.25), "0.25");
        assert_eq!(text(-0.5), "-0.5");
        assert_eq!(text(-0.004), "0");
        assert_eq!(text(1.999), "2");
        assert_eq!(text(10.03), "10.03");
        assert_eq!(text(f32::NAN), "0");
    }

    #[test]
    fn seconds_have_one_or_two_decimals() {
        assert_eq!(seconds(2.0), "2.0");
        assert_eq!(seconds(1.25), "1.25");
        assert_eq!(seconds(1.999), "2.0");
        assert_eq!(seconds(0.05), "0.05");
    }
}
