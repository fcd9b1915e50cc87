//! [`LanesLayout`]: the timeline's rows. A lane a task, in the order of the tree; a scope is a box around the lanes it owns.
//! Owns heights; what lies along a lane is [`espalier_trace::Timeline`]'s, and its place the score's.

use espalier_trace::{ScopeId, TaskId};

use super::{Density, Structure};

/// Where every lane and box of a run stands.
#[derive(Debug, Clone, PartialEq)]
pub struct LanesLayout {
    /// Height of the picture; its width is [`super::WIDTH`].
    pub height: f32,
    /// How much room one lane has.
    pub density: Density,
    /// Height of a task's lane.
    pub row: f32,
    /// From the top.
    pub lanes: Vec<LanePlace>,
    /// Outer boxes before inner ones.
    pub boxes: Vec<BoxPlace>,
    /// For each task, the middle of its lane.
    pub middle: Vec<Option<f32>>,
    /// For each task that gives jobs to threads, the middle of their lane: below its own, or where tasks are many its own.
    pub threads: Vec<Option<f32>>,
}

/// A task's lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LanePlace {
    /// The task.
    pub task: TaskId,
    /// Top edge.
    pub y: f32,
    /// Height.
    pub h: f32,
    /// How deep in the tree, in which frames are levels too.
    pub level: usize,
}

impl LanePlace {
    /// Height of a stretch at work, in the middle of the lane.
    #[must_use]
    pub fn thick(&self) -> f32 {
        (self.h * 0.5).clamp(2.0, 9.0)
    }
}

/// A scope's box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoxPlace {
    /// The scope.
    pub scope: ScopeId,
    /// Top edge.
    pub y: f32,
    /// Height.
    pub h: f32,
    /// How deep in the tree.
    pub level: usize,
}

/// Left of the lanes: the names.
pub const GUTTER: f32 = 64.0;
/// Right of the lanes.
pub const MARGIN: f32 = 12.0;
/// Height of all lanes together where they are many: they are seen at one look.
const MANY: f32 = 170.0;
/// Likewise where they are a crowd.
const CROWD: f32 = 600.0;
/// Above the lanes: the scale of virtual time.
pub const AXIS: f32 = 22.0;

enum Visit {
    Task(TaskId, usize),
    Open(ScopeId, usize),
    Close(usize),
}

impl LanesLayout {
    /// Half the height of a sign on a lane, and of a worker thread's ladder.
    #[must_use]
    pub fn sign(&self) -> f32 {
        (self.row * 0.3).clamp(1.0, 4.0)
    }

    /// The layout of a run of this structure, whose tasks give jobs to threads or not.
    #[must_use]
    pub fn new(structure: &Structure, has_jobs: &[bool]) -> Self {
        let tasks = structure.shown.iter().filter(|shown| **shown).count();
        let density = Density::of(tasks);
        let (row, pad) = match density {
            Density::Full => (19.0, 4.0),
            Density::Compact => {
                let row = (MANY / tasks as f32).clamp(3.0, 9.0);
                (row, row * 0.22)
            }
            Density::Dots => {
                let row = (CROWD / tasks as f32).min(3.0);
                (row, row / 3.0)
            }
        };
        let mut layout = Self {
            height: AXIS,
            density,
            row,
            lanes: Vec::new(),
            boxes: Vec::new(),
            middle: vec![None; structure.shown.len()],
            threads: vec![None; structure.shown.len()],
        };
        // An explicit stack: a chain of ten thousand tasks is as deep as it is long.
        let mut stack: Vec<Visit> =
            structure.roots.iter().rev().map(|task| Visit::Task(*task, 0)).collect();
        while let Some(visit) = stack.pop() {
            match visit {
                Visit::Task(task, level) => {
                    layout.lanes.push(LanePlace { task, y: layout.height, h: row, level });
                    layout.middle[task.index()] = Some(layout.height + row / 2.0);
                    layout.height += row;
                    let index = task.index();
                    if has_jobs.get(index) == Some(&true) {
                        if density == Density::Full {
                            layout.threads[index] = Some(layout.height + row * 0.35);
                            layout.height += row * 0.75;
                        } else {
                            layout.threads[index] = layout.middle[index];
                        }
                    }
                    stack.extend(
                        structure.loose[index]
                            .iter()
                            .rev()
                            .map(|child| Visit::Task(*child, level + 1)),
                    );
                    stack.extend(
                        structure.frames[index]
                            .iter()
                            .rev()
                            .map(|scope| Visit::Open(*scope, level + 1)),
                    );
                }
                Visit::Open(scope, level) => {
                    layout.height += pad / 2.0;
                    layout.boxes.push(BoxPlace { scope, y: layout.height, h: 0.0, level });
                    layout.height += pad;
                    stack.push(Visit::Close(layout.boxes.len() - 1));
                    let index = scope.index();
                    stack.extend(
                        structure.children[index]
                            .iter()
                            .rev()
                            .map(|child| Visit::Task(*child, level + 1)),
                    );
                    stack.extend(
                        structure.inner[index]
                            .iter()
                            .rev()
                            .map(|inner| Visit::Open(*inner, level + 1)),
                    );
                }
                Visit::Close(index) => {
                    layout.height += pad;
                    layout.boxes[index].h = layout.height - layout.boxes[index].y;
                    layout.height += pad / 2.0;
                }
            }
        }
        layout.height += 4.0;
        layout
    }
}

#[cfg(test)]
mod tests {
    use espalier_trace::World;

    use super::*;
    use crate::layout::structure::tests::{loose, nursery};

    fn layout(trace: &espalier_trace::Trace) -> LanesLayout {
        LanesLayout::new(&Structure::new(&World::at(trace, usize::MAX)), &[])
    }

    #[test]
    fn a_box_is_around_its_childrens_lanes_and_below_its_tasks() {
        let layout = layout(&nursery(4));
        let [frame] = layout.boxes[..] else { panic!("one box") };
        assert!(layout.lanes[0].y + layout.lanes[0].h <= frame.y);
        assert!(
            layout.lanes[1..]
                .iter()
                .all(|lane| lane.y > frame.y && lane.y + lane.h < frame.y + frame.h)
        );
    }

    #[test]
    fn lanes_of_many_tasks_are_seen_at_one_look_with_their_threads() {
        for count in [17, 42, 60] {
            let structure = Structure::new(&World::at(&nursery(count), usize::MAX));
            let idle = LanesLayout::new(&structure, &[]);
            let busy = LanesLayout::new(&structure, &vec![true; count as usize + 1]);
            assert!(idle.height < AXIS + MANY * 1.2, "{count}: {}", idle.height);
            assert_eq!(busy.height, idle.height);
            assert_eq!(busy.threads, busy.middle);
        }
    }

    #[test]
    fn lanes_do_not_overlap() {
        for run in [nursery(60), loose(60), loose(2000)] {
            let layout = layout(&run);
            assert!(layout.lanes.windows(2).all(|pair| pair[0].y + pair[0].h <= pair[1].y + 0.01));
            assert!(layout.lanes.last().is_some_and(|lane| lane.y + lane.h <= layout.height));
        }
    }
}
