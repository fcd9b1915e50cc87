//! What the reader does in a column, as far as it changes what the page knows.

use espalier_trace::Program;

use super::State;
use crate::{
    branch::Branch,
    engine::Wish,
    knob::{self, Kind},
    playback::Command,
    view::column::{Gesture, Status},
};

impl State {
    pub fn gesture(&mut self, id: usize, gesture: Gesture) {
        let Some(index) = self.columns.iter().position(|column| column.id == id) else { return };
        let column = &mut self.columns[index];
        match gesture {
            Gesture::Edit(editing) => column.editing = editing,
            Gesture::Type(text) if column.draft == text => {}
            Gesture::Type(text) => {
                column.set_draft(text.into());
                column.problem = None;
                self.linked = false;
                self.keep();
            }
            Gesture::Run => {
                column.problem = None;
                column.status = Status::Idle;
                column.quiet = false;
                self.note(None);
            }
            Gesture::Stop => {}
            Gesture::Reset => {
                column.set_draft(column.original.clone());
                column.branch = Branch::default();
                column.editing = false;
                column.problem = None;
                column.status = Status::Idle;
                column.quiet = false;
                self.note(None);
            }
            Gesture::Ask(event) => self.asked = event.map(|event| (id, event)),
            Gesture::SeekEvent(event) => {
                let position = self.score.0.shown(index, event.index());
                self.held = None;
                self.play(Command::Pause);
                self.play(Command::Seek(position));
            }
            Gesture::Seek(position) => {
                self.held = None;
                self.play(Command::Seek(position));
            }
            Gesture::Hover(task) => column.hovered = task,
            Gesture::Point(line) => column.pointed = line,
            // They change the whole row of columns, or what they ask for comes later.
            Gesture::Library(_)
            | Gesture::Remove
            | Gesture::Turn { .. }
            | Gesture::Reach(_)
            | Gesture::Open(_)
            | Gesture::Hand(_) => {}
        }
    }

    /// What a hand at a knob may ask for next, in every column that has it, the likeliest first: for each value the columns in their order.
    /// `before` is how the knob stood before it was turned.
    pub fn within_reach(&self, name: &str, before: Option<&Kind>) -> Vec<Wish> {
        let values = self.knob(name).map(|knob| knob.next(before)).unwrap_or_default();
        let wishes = values.iter().flat_map(|value| {
            self.columns.iter().filter_map(move |column| {
                let program = knob::turned(&column.draft, &column.knobs.0, name, value)?;
                let program = Program { source: program, ..column.program() };
                Some((column.id, program, column.branch.clone()))
            })
        });
        wishes.collect()
    }

    /// How a knob stands.
    pub fn knob(&self, name: &str) -> Option<&Kind> {
        let mut knobs = self.columns.iter().flat_map(|column| &column.knobs.0);
        Some(&knobs.find(|knob| knob.name == name)?.kind)
    }

    /// Turns a knob in every column that has it. Returns the numbers of columns whose programs have changed.
    pub fn turn(&mut self, name: &str, value: &str) -> Vec<usize> {
        let mut changed = Vec::new();
        for column in &mut self.columns {
            if let Some(program) = knob::turned(&column.draft, &column.knobs.0, name, value)
                && column.draft != program
            {
                column.set_draft(program.into());
                column.quiet = true;
                changed.push(column.id);
            }
        }
        if !changed.is_empty() {
            self.hold();
            self.note(Some(name));
        }
        changed
    }
}
