//! What waits for a worker: runs that columns show before those that are only looked at, and last what is made ahead. Owns that order.
//! Knows no worker.

use espalier_trace::wire::Ask;

use super::Errand;

/// What waits: at most one an errand, but for runs that are made ahead.
#[derive(Default)]
pub struct Queue(Vec<(Errand, Ask)>);

impl Queue {
    /// Adds a run. It takes the place of one that waits for the same errand, so that columns whose programs change all the time still
    /// take turns.
    pub fn add(&mut self, errand: Errand, ask: Ask) {
        match self.0.iter_mut().find(|(waiting, _)| *waiting == errand) {
            Some((_, waiting)) => *waiting = ask,
            None => self.0.push((errand, ask)),
        }
    }

    /// Adds a run that nobody has asked for, after all others of its kind.
    pub fn add_ahead(&mut self, column: usize, ask: Ask) {
        self.0.push((Errand::Ahead(column), ask));
    }

    /// Takes the next run: of the highest rank, and of those the first. Two are never made for the same errand at a time, so that its
    /// runs come in the order in which they were asked for.
    pub fn take(&mut self, busy: &[Errand]) -> Option<(Errand, Ask)> {
        let errands = self.errands().enumerate();
        let (first, _) = errands
            .filter(|(_, errand)| !busy.contains(errand))
            .min_by_key(|(_, errand)| errand.rank())?;
        Some(self.0.remove(first))
    }

    /// Forgets the runs that are `meant`; returns what they were for.
    pub fn forget(&mut self, meant: impl Fn(Errand) -> bool) -> Vec<Errand> {
        let gone = self.0.extract_if(.., |(errand, _)| meant(*errand));
        gone.map(|(errand, _)| errand).collect()
    }

    /// What it all is for.
    pub fn errands(&self) -> impl Iterator<Item = Errand> {
        self.0.iter().map(|(errand, _)| *errand)
    }
}

#[cfg(test)]
mod tests {
    use espalier_trace::Program;

    use super::{Errand::*, *};

    fn ask(source: &str) -> Ask {
        let program = Program { name: "p.py".into(), source: source.into() };
        Ask { id: 0, program, seed: None, interventions: Vec::new() }
    }

    /// What is taken, in order, while workers are busy with that.
    fn taken(queue: &mut Queue, busy: &[Errand]) -> Vec<(Errand, String)> {
        std::iter::from_fn(|| queue.take(busy))
            .map(|(errand, ask)| (errand, ask.program.source))
            .collect()
    }

    fn named<const N: usize>(runs: [(Errand, &str); N]) -> Vec<(Errand, String)> {
        runs.map(|(errand, source)| (errand, source.to_owned())).to_vec()
    }

    #[test]
    fn what_is_shown_goes_first_and_what_is_made_ahead_last() {
        let mut queue = Queue::default();
        queue.add_ahead(1, ask("near"));
        queue.add_ahead(1, ask("far"));
        queue.add(Order(1, 7), ask("order"));
        queue.add(Trunk(1), ask("trunk"));
        queue.add(Show(1), ask("old"));
        queue.add(Show(2), ask("other"));
        queue.add(Show(1), ask("new"));
        let expected = named([
            (Show(1), "new"),
            (Show(2), "other"),
            (Trunk(1), "trunk"),
            (Order(1, 7), "order"),
            (Ahead(1), "near"),
            (Ahead(1), "far"),
        ]);
        assert_eq!(taken(&mut queue, &[]), expected);
    }

    #[test]
    fn one_errand_has_one_worker() {
        let mut queue = Queue::default();
        queue.add(Show(1), ask("a"));
        queue.add(Show(2), ask("b"));
        queue.add_ahead(1, ask("c"));
        assert_eq!(taken(&mut queue, &[Show(1), Ahead(1)]), named([(Show(2), "b")]));
        assert_eq!(queue.forget(|errand| matches!(errand, Ahead(_))), [Ahead(1)]);
        assert_eq!(taken(&mut queue, &[]), named([(Show(1), "a")]));
    }
}
