//! What the reader does in a column, as far as it changes what the page knows.

use super::State;
use crate::{
    branch::Branch,
    knob,
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
                column.status = Status::Waiting;
                column.quiet = false;
                self.note(None);
            }
            Gesture::Stop => {}
            Gesture::Reset => {
                column.set_draft(column.original.clone());
                column.branch = Branch::default();
                column.editing = false;
                column.problem = None;
                column.status = Status::Waiting;
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
            | Gesture::Open(_)
            | Gesture::Hand(_) => {}
        }
    }

    /// Turns a knob in every column that has it. Returns the numbers of columns whose programs have changed.
    pub fn turn(&mut self, name: &str, value: &str) -> Vec<usize> {
        let mut changed = Vec::new();
        for column in &mut self.columns {
            if let Some(program) = knob::turned(&column.draft, name, value)
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
