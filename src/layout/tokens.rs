//! Where the signs of exceptions stand: each beside what it belongs to, and none on another. Knows no words and no fates.

/// A sign's place and size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// Middle.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// Whether it gives way upwards.
    pub up: bool,
}

impl Sign {
    fn covers(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < (self.w + other.w) / 2.0 + GAP
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }
}

/// Between two signs.
const GAP: f32 = 2.0;

/// Moves signs up or down until none covers one before it: those that stand stay where they are.
pub fn part(signs: &mut [Sign]) {
    for index in 0..signs.len() {
        let (before, rest) = signs.split_at_mut(index);
        let Some(sign) = rest.first_mut() else { return };
        // Each move goes past one of those before it, so there are no more moves than those.
        for _ in 0..before.len() {
            let Some(in_the_way) = before.iter().find(|other| sign.covers(other)) else { break };
            sign.y = match sign.up {
                true => in_the_way.y - sign.h - GAP,
                false => in_the_way.y + in_the_way.h + GAP,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_covers_another_and_the_first_stays() {
        for up in [true, false] {
            let place = |index: u8| Sign {
                x: f32::from(index % 4) * 40.0,
                y: f32::from(index / 4) * 5.0,
                w: 90.0,
                h: 18.0,
                up,
            };
            let mut signs: Vec<Sign> = (0..16).map(place).collect();
            part(&mut signs);
            assert_eq!(signs[0], place(0));
            for (index, sign) in signs.iter().enumerate() {
                assert!(!signs[..index].iter().any(|other| other.covers(sign)), "{signs:?}");
            }
        }
    }

    #[test]
    fn signs_side_by_side_stay_where_they_are() {
        let sign = |x: f32| Sign { x, y: 10.0, w: 40.0, h: 18.0, up: true };
        let mut signs = [sign(0.0), sign(43.0)];
        part(&mut signs);
        assert_eq!(signs, [sign(0.0), sign(43.0)]);
    }
}
