//! The reader's hand in the runs: what is held, which branch a column is on, a flag on its way, and the orders that are tried.
//! Owns what becomes of them; whoever calls has the engine asked for what is returned.

use espalier_trace::{EventId, Trace};

use super::{ColumnState, State};
use crate::{
    branch::{Branch, Target, Way},
    orders::Orders,
    score::{Place, Score},
};

/// What the hand is at.
#[derive(Default)]
pub struct Hand {
    /// What the reader holds.
    pub held: Option<(usize, Held)>,
    /// What a column comes to in other orders.
    pub orders: Option<Orders>,
    /// Of the flag that was moved last.
    trunk: Option<Trunk>,
}

/// Something that is held, and where on the page, in pixels from its corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// What.
    pub target: Target,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// Where the reader wants a flag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    /// One scheduling decision back.
    Earlier,
    /// One scheduling decision on.
    Later,
    /// At a position of the figure.
    At(f32),
}

/// The run before a flag: only in its events can one say where else the flag could stand.
struct Trunk {
    column: usize,
    place: usize,
    branch: Branch,
    program: String,
    /// The run and its score, once it has come.
    run: Option<(Trace, Score)>,
    /// What the reader wants meanwhile.
    wish: Option<Step>,
}

/// A [`Wish`] that holds for any score.
#[derive(Clone, Copy)]
enum Step {
    Earlier,
    Later,
    To(Place),
}

impl State {
    /// The column's run is to be another. The playhead stays.
    pub fn branch(&mut self, id: usize, branch: Branch, by: Option<&str>) {
        let Some(column) = self.by_id(id) else { return };
        column.branch = branch;
        column.quiet = true;
        self.hand.held = None;
        self.hold();
        self.note(by);
    }

    /// The flag at `place` of a column is to stand elsewhere. Whether the run before it must be asked for; else
    /// [`State::move_flag`] can be done.
    pub fn want_flag(&mut self, id: usize, place: usize, wish: Wish) -> bool {
        let wish = match wish {
            Wish::Earlier => Step::Earlier,
            Wish::Later => Step::Later,
            Wish::At(position) => Step::To(self.score.0.place(position)),
        };
        let Some(column) = self.by_id(id) else { return false };
        let (branch, program) = (column.branch.trunk(place), column.draft.to_string());
        let known = self.hand.trunk.take().filter(|trunk| {
            (trunk.column, trunk.place) == (id, place)
                && trunk.branch == branch
                && trunk.program == program
        });
        let is_new = known.is_none();
        let trunk =
            known.unwrap_or(Trunk { column: id, place, branch, program, run: None, wish: None });
        self.hand.trunk = Some(Trunk { wish: Some(wish), ..trunk });
        is_new
    }

    /// The branch whose run was asked for by [`State::want_flag`].
    pub fn trunk(&self) -> Option<Branch> {
        self.hand.trunk.as_ref().map(|trunk| trunk.branch.clone())
    }

    /// The run before a flag has come.
    pub fn take_trunk(&mut self, id: usize, trace: Trace) {
        if let Some(trunk) = self.hand.trunk.as_mut().filter(|trunk| trunk.column == id) {
            let score = Score::new(&[&trace]);
            trunk.run = Some((trace, score));
        }
    }

    /// Moves the flag as was wanted last, if the run before it is there. Returns the column's number if it has moved.
    pub fn move_flag(&mut self) -> Option<usize> {
        let wish = self.hand.trunk.as_mut().filter(|trunk| trunk.run.is_some())?.wish.take()?;
        let trunk = self.hand.trunk.as_ref()?;
        let (trace, score) = trunk.run.as_ref()?;
        let way = match wish {
            Step::Earlier => Way::Earlier,
            Step::Later => Way::Later,
            Step::To(place) => {
                let moment = score.moment_at(score.position_of_place(place));
                Way::Behind(EventId(score.count(moment, 0).saturating_sub(1) as u32))
            }
        };
        let (id, place) = (trunk.column, trunk.place);
        let column = self.column(id)?;
        let branch = column.branch.moved(place, way, trace);
        if branch == column.branch {
            return None;
        }
        let by = matches!(way, Way::Behind(_)).then(|| format!("flag {id} {place}"));
        self.branch(id, branch, by.as_deref());
        Some(id)
    }

    /// Begins to count what a column comes to; nothing of it is known yet.
    pub fn try_orders(&mut self, id: usize) {
        self.hand.orders = Some(Orders::new(id));
    }

    /// A run that was only counted has come, or will not.
    pub fn take_order(&mut self, id: usize, seed: u64, trace: Option<&Trace>) {
        if let Some(orders) = self.hand.orders.as_mut().filter(|orders| orders.column == id) {
            orders.take(seed, trace);
        }
    }
}

impl ColumnState {
    /// The seed that is tried next.
    #[must_use]
    pub fn next_seed(&self) -> u64 {
        self.branch.seed.map_or(0, |seed| seed.wrapping_add(1))
    }
}
