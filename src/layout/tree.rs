//! [`TreeLayout`]: the tree. A task is a node; a nursery, group or scope is a frame that hangs from its task, with the children
//! on straight arms inside it; tasks that nobody owns hang from bent twigs outside every frame.

use espalier_trace::{ScopeId, TaskId};

use super::{Density, Structure, WIDTH};
use crate::number::Num;

/// Where every task and scope of a run stands in the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeLayout {
    /// Height of the picture; its width is [`WIDTH`].
    pub height: f32,
    /// How much room one task has.
    pub density: Density,
    /// Width of the room that a task without others below it has.
    pub leaf: f32,
    /// For each task.
    pub nodes: Vec<Option<Node>>,
    /// For each scope.
    pub frames: Vec<Option<Frame>>,
}

/// A task's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Middle of the disc.
    pub x: f32,
    /// Middle of the disc.
    pub y: f32,
    /// Radius of the disc.
    pub r: f32,
    /// Whether nothing hangs from it: then its name stands below it, else beside it.
    pub leaf: bool,
    /// How deep in the tree, from 0.
    pub level: usize,
    /// The line that it hangs from.
    pub stem: Option<Stem>,
}

/// The line between a task and what it hangs from.
#[derive(Debug, Clone, PartialEq)]
pub struct Stem {
    /// Path data for SVG.
    pub path: String,
    /// Whether nobody owns the task.
    pub loose: bool,
}

/// A scope's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// Path data of the trunk from the task down into the frame.
    pub trunk: String,
}

/// Sizes that go with a density.
#[derive(Clone, Copy)]
struct Unit {
    w: f32,
    /// The least width of a frame's inside.
    frame: f32,
    h: f32,
    r: f32,
    /// From a leaf's top to the middle of its disc.
    drop: f32,
}

/// Rooms of a leaf that are tried, with the least inside of a frame; the last that fits is the best.
const WIDER: [(f32, f32); 3] = [(88.0, 172.0), (98.0, 190.0), (110.0, 210.0)];
/// Likewise, where that saves a row.
const NARROWER: (f32, f32) = (74.0, 140.0);
const PAD: f32 = 8.0;
const LABEL: f32 = 26.0;
const ARM: f32 = 16.0;
const HEADER: f32 = 50.0;
const BEND: f32 = 7.0;
/// Width of a letter of a name, where tasks are many.
const LETTER: f32 = 6.8;
/// A disc smaller than this is one of many.
const DOT: f32 = 6.0;
/// Deeper than this, descendants stand beside each other.
const DEEPEST: usize = 24;

impl Unit {
    /// Sizes where the longest name has so many letters.
    fn of(density: Density, letters: usize) -> Self {
        match density {
            Density::Full => Self { w: 80.0, frame: 150.0, h: 78.0, r: 15.0, drop: 22.0 },
            Density::Compact => {
                let w = (letters as f32 * LETTER + 6.0).clamp(31.0, 48.0);
                Self { w, frame: 150.0, h: 42.0, r: 10.0, drop: 14.0 }
            }
            Density::Dots => Self { w: 13.5, frame: 150.0, h: 15.0, r: 4.5, drop: 7.0 },
        }
    }
}

/// A rectangle with things in it, placed relative to its own corner.
struct Block {
    w: f32,
    h: f32,
    /// Where a stem from above arrives.
    anchor: (f32, f32),
    nodes: Vec<(TaskId, Node)>,
    frames: Vec<(ScopeId, Frame)>,
    stems: Vec<(TaskId, Line, bool)>,
    trunks: Vec<(ScopeId, Line)>,
}

#[derive(Clone, Copy)]
struct Line {
    from: (f32, f32),
    to: (f32, f32),
    /// The height of the arm that the line follows sideways.
    arm: f32,
}

impl Block {
    fn empty(w: f32, h: f32) -> Self {
        Self {
            w,
            h,
            anchor: (w / 2.0, 0.0),
            nodes: Vec::new(),
            frames: Vec::new(),
            stems: Vec::new(),
            trunks: Vec::new(),
        }
    }

    fn take(&mut self, block: Self, dx: f32, dy: f32) {
        let shift = |line: Line| Line {
            from: (line.from.0 + dx, line.from.1 + dy),
            to: (line.to.0 + dx, line.to.1 + dy),
            arm: line.arm + dy,
        };
        self.nodes.extend(
            block
                .nodes
                .into_iter()
                .map(|(task, node)| (task, Node { x: node.x + dx, y: node.y + dy, ..node })),
        );
        self.frames.extend(
            block
                .frames
                .into_iter()
                .map(|(scope, frame)| (scope, Frame { x: frame.x + dx, y: frame.y + dy, ..frame })),
        );
        self.stems
            .extend(block.stems.into_iter().map(|(task, line, loose)| (task, shift(line), loose)));
        self.trunks.extend(block.trunks.into_iter().map(|(scope, line)| (scope, shift(line))));
    }
}

struct Builder<'s> {
    structure: &'s Structure,
    unit: Unit,
}

impl TreeLayout {
    /// How many letters of a name there is room for below a task.
    #[must_use]
    pub fn letters(&self) -> usize {
        match self.density {
            Density::Full => (self.leaf / 7.2) as usize,
            Density::Compact => (self.leaf / LETTER) as usize,
            Density::Dots => 0,
        }
    }

    /// The layout of a run of this structure, whose leaves' longest name has so many letters.
    #[must_use]
    pub fn new(structure: &Structure, letters: usize) -> Self {
        let tasks = structure.shown.iter().filter(|shown| **shown).count();
        let density = Density::of(tasks);
        let unit = Unit::of(density, letters);
        let mut layout = Self::with(structure, density, unit);
        // Groups in a group stand side by side if that can be had.
        let (w, frame) = NARROWER;
        let narrower = Self::with(structure, density, Unit { w, frame, ..unit });
        if density == Density::Full && narrower.height < layout.height {
            layout = narrower;
        }
        // Where few stand side by side each gets more room, as long as no row breaks because of it.
        if density == Density::Full {
            for (w, frame) in WIDER {
                let wider = Self::with(structure, density, Unit { w, frame, ..unit });
                if wider.height <= layout.height {
                    layout = wider;
                }
            }
        }
        layout
    }

    fn with(structure: &Structure, density: Density, unit: Unit) -> Self {
        let builder = Builder { structure, unit };
        let roots = builder.rows(
            structure.roots.iter().map(|task| (*task, builder.task(*task, 0))).collect(),
            WIDTH,
            None,
        );
        let mut all = Block::empty(WIDTH, roots.h);
        let inset = ((WIDTH - roots.w) / 2.0).max(0.0);
        all.take(roots, inset, 0.0);
        let mut layout = Self {
            height: all.h.max(HEADER),
            density,
            leaf: unit.w,
            nodes: vec![None; structure.shown.len()],
            frames: vec![None; structure.framed.len()],
        };
        for (task, node) in all.nodes {
            layout.nodes[task.index()] = Some(node);
        }
        for (scope, frame) in all.frames {
            layout.frames[scope.index()] = Some(frame);
        }
        for (task, line, loose) in all.stems {
            if let Some(node) = &mut layout.nodes[task.index()] {
                let path = if loose { twig(line) } else { arm(line) };
                node.stem = Some(Stem { path, loose });
            }
        }
        for (scope, line) in all.trunks {
            if let Some(frame) = &mut layout.frames[scope.index()] {
                frame.trunk = arm(line);
            }
        }
        layout
    }
}

impl Builder<'_> {
    fn task(&self, task: TaskId, level: usize) -> Block {
        if self.structure.is_leaf(task) {
            let Unit { w, h, r, drop, .. } = self.unit;
            let mut block = Block::empty(w, h);
            block.anchor = (w / 2.0, drop - r);
            block
                .nodes
                .push((task, Node { x: w / 2.0, y: drop, r, leaf: true, level, stem: None }));
            return block;
        }
        let room = WIDTH - 2.0 * PAD * level.min(DEEPEST) as f32;
        let mut below = Vec::new();
        for scope in &self.structure.frames[task.index()] {
            below.push((Some(*scope), self.scope(*scope, level + 1, room)));
        }
        let loose = self.members(&self.structure.loose[task.index()], level + 1);
        if !loose.is_empty() {
            below.push((None, self.rows(loose, room, Some(true))));
        }
        let w = below
            .iter()
            .map(|(_, block)| block.w)
            .fold((self.unit.frame + 30.0).min(room), f32::max);
        let r = self.unit.r;
        let y = r + 6.0;
        let x = w / 2.0;
        let mut block = Block::empty(w, HEADER);
        block.anchor = (x, y - r);
        block.nodes.push((task, Node { x, y, r, leaf: false, level, stem: None }));
        let mut top = HEADER;
        for (scope, mut inner) in below {
            let dx = (w - inner.w) / 2.0;
            // Lines that come from above start at the task's disc.
            let start = (x - dx, y + r - top);
            for (_, line, loose) in &mut inner.stems {
                if *loose && line.from.1 == 0.0 {
                    line.from = start;
                }
            }
            if let Some(scope) = scope {
                let to = (inner.w / 2.0, 0.0);
                inner.trunks.push((scope, Line { from: start, to, arm: 0.0 }));
            }
            let h = inner.h;
            block.take(inner, dx, top);
            top += h + PAD;
        }
        block.h = top;
        block
    }

    /// The blocks of these tasks; below the deepest level, of all their descendants as leaves.
    fn members(&self, tasks: &[TaskId], level: usize) -> Vec<(TaskId, Block)> {
        tasks
            .iter()
            .filter(|_| level <= DEEPEST)
            .map(|task| (*task, self.task(*task, level)))
            .collect()
    }

    fn scope(&self, scope: ScopeId, level: usize, room: f32) -> Block {
        let inside = room - 2.0 * PAD;
        let members = self.members(&self.structure.children[scope.index()], level + 1);
        let mut parts: Vec<(Option<ScopeId>, Block)> = if level < DEEPEST {
            self.structure.inner[scope.index()]
                .iter()
                .map(|inner| (Some(*inner), self.scope(*inner, level + 1, inside)))
                .collect()
        } else {
            Vec::new()
        };
        if !members.is_empty() {
            parts.push((None, self.rows(members, inside, Some(false))));
        }
        let w = parts.iter().map(|(_, part)| part.w).fold(self.unit.frame.min(inside), f32::max)
            + 2.0 * PAD;
        let mut block = Block::empty(w, 0.0);
        let mut top = LABEL;
        for (inner, mut part) in parts {
            let dx = (w - part.w) / 2.0;
            for (_, line, loose) in &mut part.stems {
                // Arms leave the trunk, which runs down the middle of the frame from its top edge.
                if !*loose && line.from.1 == 0.0 {
                    line.from = (w / 2.0 - dx, -top);
                }
            }
            if let Some(inner) = inner {
                part.trunks.push((
                    inner,
                    Line { from: (w / 2.0 - dx, -top), to: (part.w / 2.0, 0.0), arm: 0.0 },
                ));
            }
            let h = part.h;
            block.take(part, dx, top);
            top += h + PAD;
        }
        block.h = top;
        let frame = Frame { x: 0.0, y: 0.0, w, h: block.h - PAD / 2.0, trunk: String::new() };
        block.frames.push((scope, frame));
        block
    }

    /// Blocks side by side in as many rows as it takes. With `loose`, each gets a line from the top: a stem
    /// whose start is at height 0 until what it hangs from is known.
    fn rows(&self, blocks: Vec<(TaskId, Block)>, room: f32, loose: Option<bool>) -> Block {
        type Row = (f32, f32, Vec<(TaskId, Block)>);
        let mut rows: Vec<Row> = Vec::new();
        for (task, block) in blocks {
            match rows.last_mut() {
                Some((w, h, row)) if *w + block.w <= room + 0.5 => {
                    *w += block.w;
                    *h = h.max(block.h);
                    row.push((task, block));
                }
                _ => rows.push((block.w, block.h, vec![(task, block)])),
            }
        }
        let w = rows.iter().map(|(w, ..)| *w).fold(0.0, f32::max);
        let mut all = Block::empty(w, 0.0);
        let lead = match loose {
            Some(_) => ARM.min(self.unit.h / 3.0),
            None => 0.0,
        };
        // In a crowd arms would lie on each other by the hundred: there each line goes on from the one before it.
        let crowd = self.unit.r < DOT && loose == Some(false);
        let mut top = 0.0;
        let mut trunk = (w / 2.0, 0.0);
        for (row_w, row_h, row) in rows {
            let mut x = (w - row_w) / 2.0;
            let arm = top + lead * 0.55;
            let mut from = trunk;
            for (task, block) in row {
                if let Some(loose) = loose {
                    let to = (x + block.anchor.0, top + lead + block.anchor.1);
                    all.stems.push((task, Line { from, to, arm }, loose));
                    if crowd {
                        from = (to.0, arm);
                    }
                }
                let block_w = block.w;
                all.take(block, x, top + lead);
                x += block_w;
            }
            if crowd {
                trunk.1 = arm;
            }
            top += lead + row_h;
        }
        all.h = top;
        all
    }
}

/// A straight arm: down the trunk, sideways with a small bend, down to the task.
fn arm(line: Line) -> String {
    let ((x, y), (to_x, to_y)) = (line.from, line.to);
    let across = to_x - x;
    if across.abs() < 1.0 {
        return format!("M{} {}V{}", Num(x), Num(y), Num(to_y));
    }
    let bend = BEND.min(across.abs() / 2.0).min((to_y - line.arm).abs() / 2.0).max(0.0);
    let turn = bend * across.signum();
    format!(
        "M{} {}V{}H{}q{} 0 {} {}V{}",
        Num(x),
        Num(y),
        Num(line.arm),
        Num(to_x - turn),
        Num(turn),
        Num(turn),
        Num(bend),
        Num(to_y)
    )
}

/// A bent twig.
fn twig(line: Line) -> String {
    let ((x, y), (to_x, to_y)) = (line.from, line.to);
    let (across, down) = (to_x - x, to_y - y);
    format!(
        "M{} {}c0 {} {} {} {} {}",
        Num(x),
        Num(y),
        Num(down * 0.55),
        Num(across),
        Num(down * 0.45),
        Num(across),
        Num(down)
    )
}

#[cfg(test)]
mod tests {
    use espalier_trace::World;

    use super::*;
    use crate::layout::structure::tests::{loose, nursery};

    fn layout(trace: &espalier_trace::Trace) -> TreeLayout {
        TreeLayout::new(&Structure::new(&World::at(trace, usize::MAX)), 7)
    }

    fn inside(frame: &Frame, node: &Node) -> bool {
        node.x - node.r > frame.x
            && node.x + node.r < frame.x + frame.w
            && node.y - node.r > frame.y
            && node.y + node.r < frame.y + frame.h
    }

    #[test]
    fn a_frame_is_around_its_children_and_not_around_its_task() {
        let layout = layout(&nursery(4));
        let frame = layout.frames[0].as_ref().expect("a frame");
        let nodes: Vec<&Node> = layout.nodes.iter().flatten().collect();
        assert!(!inside(frame, nodes[0]));
        assert!(nodes[1..].iter().all(|node| inside(frame, node)));
        assert!(nodes[1..].windows(2).all(|pair| pair[0].y == pair[1].y), "four stand in one row");
    }

    #[test]
    fn without_a_frame_every_child_hangs_from_a_loose_twig() {
        let layout = layout(&loose(4));
        assert!(layout.frames.is_empty());
        assert!(
            layout.nodes[1..]
                .iter()
                .flatten()
                .all(|node| node.stem.as_ref().is_some_and(|stem| stem.loose))
        );
    }

    #[test]
    fn discs_never_overlap_and_stay_in_the_picture() {
        for count in [1, 5, 16, 60, 300, 3000] {
            for run in [nursery(count), loose(count)] {
                let layout = layout(&run);
                let mut nodes: Vec<&Node> = layout.nodes.iter().flatten().collect();
                assert_eq!(nodes.len(), count as usize + 1);
                for node in &nodes {
                    assert!(
                        node.x - node.r >= 0.0 && node.x + node.r <= WIDTH,
                        "{count}: {node:?}"
                    );
                    assert!(node.y + node.r <= layout.height);
                }
                nodes.sort_by(|a, b| (a.y, a.x).partial_cmp(&(b.y, b.x)).expect("numbers"));
                for pair in nodes.windows(2).filter(|pair| pair[0].y == pair[1].y) {
                    assert!(pair[1].x - pair[0].x >= 2.0 * pair[0].r);
                }
            }
        }
    }

    #[test]
    fn few_tasks_get_more_room_and_stand_in_one_row_all_the_same() {
        for count in 1..=4 {
            let layout = layout(&nursery(count));
            let nodes: Vec<&Node> = layout.nodes.iter().flatten().skip(1).collect();
            assert!(nodes.windows(2).all(|pair| pair[0].y == pair[1].y));
            assert!(nodes.windows(2).all(|pair| pair[1].x - pair[0].x >= layout.leaf));
        }
        assert!(layout(&nursery(2)).leaf > layout(&nursery(4)).leaf);
    }

    #[test]
    fn short_names_leave_room_for_more_in_a_row() {
        let structure = Structure::new(&World::at(&nursery(41), usize::MAX));
        let (short, long) = (TreeLayout::new(&structure, 2), TreeLayout::new(&structure, 20));
        assert!(short.height < long.height, "{} {}", short.height, long.height);
        assert!(short.letters() >= 2 && long.letters() < 20);
    }

    #[test]
    fn more_tasks_get_less_room_each() {
        assert_eq!(layout(&nursery(4)).density, Density::Full);
        assert_eq!(layout(&nursery(60)).density, Density::Compact);
        assert_eq!(layout(&nursery(1000)).density, Density::Dots);
    }
}
