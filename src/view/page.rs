//! The page as it is drawn: its head, the story, the columns side by side, and what stands around them.

use espalier_trace::EventId;
use yew::{Callback, Html};

use super::{
    challenges,
    column::{
        LARGE, Picture, PictureProps, Program as ProgramPanel, ProgramProps, Status, drop_place,
        lit,
    },
    diff,
    element::{Element, component, el, group, menu},
    hand,
    help::help,
    icon,
    legend::legend,
    part::{Part, kept, part},
    timeline::{self, ScoreRef, Timeline},
    transport::transport,
    verdicts::verdicts,
};
use crate::{
    action::Action,
    difference::Difference,
    keys::Keys,
    number::seconds,
    playback::Command,
    run::RunRef,
    scenario,
    share::Broken,
    state::{ColumnState, Play, State},
    storage::Theme,
    story,
    texts::{Id, Language, id},
};

/// What the page is drawn from.
pub struct Page<'a> {
    pub state: &'a State,
    pub keys: &'a Keys,
    pub send: &'a Callback<Action>,
}

/// What is wrong with the link by which the page was opened.
#[inline(never)]
fn broken(Broken(part, found): &Broken, language: Language) -> Element {
    let text = language.with(id::LINK_BROKEN, &[("part", &language.text(*part))]);
    let found = if found.is_empty() { ".".to_owned() } else { format!(" ({found}).") };
    el("p").class("failed").text(text + &found)
}

impl Page<'_> {
    /// All of it.
    pub fn view(&self) -> Html {
        let Self { state, send, .. } = *self;
        let language = state.language;
        let figure = el("section")
            .set("id", "figure")
            .class("figure")
            .set("tabindex", "-1")
            .label(language.text(id::FIGURE))
            .child(
                el("div")
                    .class("columns")
                    .class(["n0", "n1", "n2", "n3", "n4"][state.columns.len().min(4)])
                    .class_if(state.playback.playing, "playing")
                    .children((0..state.columns.len()).map(|index| self.column(index))),
            )
            .child(transport(
                state.on_clock(),
                &state.score,
                language,
                &self.keys.play,
                &self.keys.help,
                &self.keys.copy,
            ));
        let ended = state.playback.position >= state.score.0.length();
        let told = ended && !state.columns.is_empty() && state.is_complete();
        let verdicts = told.then(|| {
            let column = |column| {
                let ColumnState { library, run, send, .. }: &ColumnState = column;
                (library.title(), run, send)
            };
            verdicts(&state.columns.iter().map(column).collect::<Vec<_>>(), language)
        });
        let intro = part("intro", self.intro());
        let waits = state.wanted.is_some().then(|| language.text(id::STORY_LOADING));
        let refused = state.refused.clone().map(|text| el("p").class("failed").text(text));
        let broken = state.broken.as_ref().map(|link| broken(link, language));
        let notice = el("div")
            .class("notice")
            .set("role", "status")
            .maybe(broken)
            .maybe(refused)
            .maybe(waits.map(|text| el("p").class("loading").text(text)));
        let list_of_keys = state.help.then(|| help(language, &self.keys.help));
        // A file that is dropped beside the columns is meant for the first.
        let main = match state.columns.first() {
            Some(column) => drop_place(el("main"), &column.send),
            None => el("main"),
        };
        group([
            el("a")
                .class("skip")
                .set("href", "#figure")
                .text(language.text(id::SKIP_TO_FIGURE))
                .into(),
            kept("top", (language, state.theme, send.clone()), |(language, theme, send)| {
                top(*language, *theme, send)
            }),
            main.class_if(state.presenting, "presenting")
                .child(intro)
                .child(notice)
                .child(
                    el("div").maybe(
                        state.offer.as_ref().map(|offer| {
                            offer.view(language, &send.reform(|()| Action::Offer(None)))
                        }),
                    ),
                )
                .child(el("div").maybe(
                    state.challenge.as_ref().map(|play| challenges::challenges(state, play, send)),
                ))
                // Where the button is that opens it.
                .child(
                    el("div").maybe(state.compared.map(|compared| {
                        diff::comparison(&state.columns, compared, language, send)
                    })),
                )
                .child(figure)
                .child(el("div").maybe(verdicts))
                .child(el("div").class("over").maybe(list_of_keys))
                .child(el("div").maybe(self.held()))
                .into(),
            kept("legend", (language, state.is_complete()), |(language, here)| {
                el("div").maybe(here.then(|| legend(*language)))
            }),
            el("footer").child(el("p").text(language.text(id::FOOTER))).into(),
        ])
    }

    fn intro(&self) -> Intro {
        let state = self.state;
        let compared = match (state.compared, &state.columns[..]) {
            (None, [first, second, ..]) => Some((first.id, second.id)),
            _ => None,
        };
        Intro {
            place: state.scenario.place(),
            can_grow: state.columns_with_another().is_some(),
            can_undo: state.history.can_undo(),
            can_redo: state.history.can_redo(),
            has_tools: state.rest.is_here(),
            compares: state.compared.is_some(),
            compared,
            plays: state.challenge.is_some(),
            language: state.language,
            send: self.send.clone(),
        }
    }

    /// What the reader can do to a column's run, once the first picture is there.
    fn hand(&self, index: usize) -> Html {
        let state = self.state;
        let column = &state.columns[index];
        if !state.is_complete() {
            return el("div").class("hand").into();
        }
        part(
            "hand",
            hand::Row {
                run: column.run.clone(),
                is_over: state.score.0.count_at(column.drawn_at, index)
                    >= column.run.trace().events.len(),
                branch: column.branch.clone(),
                open: column.library.leaves_order_open(),
                next_seed: column.next_seed(),
                orders: state.hand.orders.clone().filter(|orders| orders.column == column.id),
                pointing: column.hovered.is_some(),
                language: state.language,
                send: column.send.clone(),
            },
        )
    }

    /// The menu of what is held.
    fn held(&self) -> Option<Html> {
        let state = self.state;
        let (id, held) = state.hand.held?;
        let index = state.columns.iter().position(|column| column.id == id)?;
        let column = &state.columns[index];
        Some(hand::menu(hand::MenuProps {
            run: column.run.clone(),
            count: state.score.0.count_at(state.playback.position, index),
            held,
            language: state.language,
            send: column.send.clone(),
        }))
    }

    fn column(&self, index: usize) -> Element {
        let (state, language) = (self.state, self.state.language);
        let column = &state.columns[index];
        let (run, send) = (&column.run, &column.send);
        let count = state.score.0.count_at(column.drawn_at, index);
        let asked = state.asked.filter(|(asked, _)| *asked == column.id).map(|(_, event)| event);
        // A column's clock stops where its run has.
        let time = state.score.0.virtual_time(column.drawn_at).min(run.verdict.finished_at);
        let tallest =
            |height: fn(&ColumnState) -> f32| state.columns.iter().map(height).fold(0.0, f32::max);
        let own = |column: &ColumnState| {
            let lost = column.run.verdict.lost.len().min(3) as f32;
            column.run.tree.height + lost * LOST_ROOM
        };
        // Rows of the figure line up by themselves, and where columns are one under the other, none leaves room for what is beside it.
        // Only where trees give way to fit a wall is one height for all, so that they are of one scale.
        let common = Some(tallest(own)).filter(|height| state.presenting && *height <= LARGE);
        let picture = PictureProps {
            library: column.library,
            scenario: state.scenario.place(),
            removable: state.columns.len() > scenario::FEWEST,
            run: run.clone(),
            count,
            height: common.unwrap_or_else(|| own(column)),
            whole: state.rest.is_here(),
            playing: state.playback.playing,
            time: seconds(time.as_secs()).into(),
            asked,
            hovered: column.hovered,
            pointed: column.pointed,
            language,
            send: send.clone(),
        };
        let timeline = timeline::Props {
            run: run.clone(),
            score: state.score.clone(),
            column: index,
            position: state.playhead_at,
            speed: if state.playheads_go { state.playback.speed() } else { 0.0 },
            window: state.playback.window,
            parts: state.difference.as_ref().and_then(|found| found.events[index]),
            height: tallest(|column| column.run.lanes.height),
            lit: lit(run, asked),
            language,
            whole: state.rest.is_here(),
            send: send.clone(),
            play: self.keys.play.clone(),
        };
        let program = ProgramProps {
            run: run.clone(),
            count: state.score.0.count_at(column.told_at, index),
            playing: state.playback.playing,
            asked,
            hovered: column.hovered,
            draft: column.draft.clone(),
            knobs: column.knobs.clone(),
            edited: column.is_edited(),
            branched: !column.branch.is_none(),
            editing: column.editing,
            status: column.status.clone(),
            problem: column.problem.clone(),
            loading: state.loading().filter(|_| column.status == Status::Waiting),
            whole: state.rest.is_here(),
            language,
            send: send.clone(),
        };
        drop_place(el("article"), send)
            .key(column.id)
            .class("column")
            .label(language.text(column.library.title()))
            .child(component::<Picture>(picture))
            .child(
                el("div")
                    .class("timeline-panel panel")
                    .child(component::<Timeline>(timeline))
                    .child(hint(id::TIMELINE_HINT, language))
                    .maybe(state.difference.as_ref().map(|found| {
                        let (run, score) = (run.clone(), state.score.clone());
                        let (found, play) = (found.clone(), self.keys.play.clone());
                        part(
                            "difference",
                            Parting { found, column: index, run, score, language, play },
                        )
                    }))
                    .child(self.hand(index)),
            )
            .child(component::<ProgramPanel>(program))
    }
}

/// The head of the story.
#[derive(PartialEq)]
struct Intro {
    /// The story's place among all.
    place: usize,
    can_grow: bool,
    can_undo: bool,
    can_redo: bool,
    /// Whether what opens the comparison and the challenges works.
    has_tools: bool,
    compares: bool,
    /// The columns that would be compared.
    compared: Option<(usize, usize)>,
    plays: bool,
    language: Language,
    send: Callback<Action>,
}

impl Part for Intro {
    fn draw(&self) -> Html {
        let (story, language) = (&scenario::ALL[self.place], self.language);
        el("div")
            .class("intro")
            .child(self.story())
            .child(el("p").text(language.text(story.summary)))
            .child(el("p").class("look").text(language.text(story.look)))
            .into()
    }
}

impl Intro {
    /// The story's title, which is a menu of the stories, and what the reader can do with the columns.
    fn story(&self) -> Element {
        let Self { place, language, send, .. } = self;
        let place = *place;
        let options = scenario::ALL.iter().map(|story| language.text(story.title)).collect();
        let choose = send.reform(Action::Story);
        let menu = menu(language.text(id::CHOOSE_STORY), place, options, choose).class("stories");
        let count = scenario::ALL.len();
        let button = |text: Id, face: &'static str, action: fn(usize) -> Action, place: usize| {
            el("button")
                .class("plain")
                .set("title", language.text(text))
                .label(language.text(text))
                .on_click(&send.reform(action), place)
                .text(face)
        };
        let numbers = [("place", (place + 1).to_string()), ("count", count.to_string())];
        let numbers = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
        let small = |text: Id, face: Element, can: bool, action: fn() -> Action| {
            el("button")
                .class("plain")
                .set("title", language.text(text))
                .label(language.text(text))
                .flag("aria-disabled", !can)
                .on_click(&send.reform(move |()| action()), ())
                .child(face)
        };
        let add = language.text(id::ADD_COLUMN);
        el("div")
            .class("story")
            // The menu lies over the title, which can take several lines.
            .child(
                el("div")
                    .class("title")
                    .child(el("h1").text(language.text(scenario::ALL[place].title)))
                    .child(menu),
            )
            .child(
                el("div").class("stage").children([
                    button(id::PREVIOUS_STORY, "←", Action::Story, (place + count - 1) % count),
                    el("span").text(language.with(id::STORY_PLACE, &numbers)),
                    button(id::NEXT_STORY, "→", Action::Story, (place + 1) % count),
                    el("button")
                        .class("plain add")
                        .flag("aria-disabled", !self.can_grow)
                        .on_click(&send.reform(|()| Action::AddColumn), ())
                        .text(format!("+ {add}")),
                    if self.has_tools { self.tools() } else { el("span").class("tools") },
                    small(id::UNDO, icon::icon(icon::UNDO), self.can_undo, || Action::Undo(true)),
                    small(id::REDO, icon::icon(icon::REDO), self.can_redo, || Action::Undo(false)),
                    el("button")
                        .class("plain share")
                        .on_click(&send.reform(|()| Action::Share), ())
                        .text(language.text(id::SHARE)),
                ]),
            )
    }

    /// What opens the comparison and the challenges, once the first picture is there.
    #[inline(never)]
    fn tools(&self) -> Element {
        let Self { language, send, compared, plays, .. } = self;
        let tool = |text: Id, open: bool, send: &Callback<()>| {
            el("button")
                .class("plain")
                .flag("aria-expanded", open)
                .on_click(send, ())
                .text(language.text(text))
        };
        let (compared, plays) = (*compared, *plays);
        let compare = send.reform(move |()| Action::Compare(compared));
        let play = send.reform(move |()| Action::Challenge((!plays).then(Play::default)));
        el("span")
            .class("tools")
            .child(tool(id::TOOL_COMPARE, self.compares, &compare))
            .child(tool(id::TOOL_CHALLENGES, plays, &play))
    }
}

/// What a column does where the columns begin to behave differently.
#[derive(PartialEq)]
struct Parting {
    found: Difference,
    column: usize,
    run: RunRef,
    score: ScoreRef,
    language: Language,
    play: Callback<Command>,
}

impl Part for Parting {
    fn draw(&self) -> Html {
        let Self { found, column, run, score, language, play } = self;
        let time = seconds(found.at.as_secs());
        // The latest of the events: then all of them are seen.
        let shown = |(column, event): (usize, &Option<EventId>)| {
            event.map(|event| score.0.shown(column, event.index()))
        };
        let position = found.events.iter().enumerate().filter_map(shown).fold(0.0, f32::max);
        let event = found.events[*column].and_then(|event| run.event(event));
        let sentence = event.map_or_else(
            || language.text(id::DIFFERENCE_NOTHING),
            |event| story::sentence(run, event, *language),
        );
        let go = el("button")
            .class("plain")
            .set("title", language.text(id::GO_THERE))
            .on_click(play, Command::Seek(position))
            .text(language.with(id::DIFFERENCE, &[("time", &time)]));
        el("p").class("difference").child(go).text(sentence).into()
    }
}

/// What a hand can do here, seen while it is here. The style sheet shows it: it is no text of the page.
pub fn hint(text: Id, language: Language) -> Element {
    el("p").class("hint").set("aria-hidden", "true").set("data-hint", language.text(text))
}

/// Below the tree, for the sign of an error that is lost in its last row, and what Python says of it.
const LOST_ROOM: f32 = 30.0;

/// The name, and the switches of language and theme.
fn top(language: Language, theme: Theme, send: &Callback<Action>) -> Element {
    let mark = el("svg")
        .class("mark")
        .set("viewBox", "0 0 32 32")
        .set("aria-hidden", "true")
        .child(el("path").set("d", icon::MARK));
    let languages = Language::ALL.into_iter().map(|other| {
        el("button")
            .class("plain")
            .set("lang", other.tag())
            .set("title", other.name())
            .flag("aria-pressed", other == language)
            .on_click(&send.reform(Action::Language), other)
            .text(other.tag().to_ascii_uppercase())
    });
    let (theme_text, theme_icon) = match theme {
        Theme::Auto => (id::THEME_AUTO, icon::AUTO),
        Theme::Light => (id::THEME_LIGHT, icon::LIGHT),
        Theme::Dark => (id::THEME_DARK, icon::DARK),
        Theme::Contrast => (id::THEME_CONTRAST, icon::CONTRAST),
    };
    let theme_text = language.text(theme_text);
    let button = el("button")
        .class("plain")
        .set("title", theme_text.clone())
        .label(theme_text)
        .on_click(&send.reform(Action::Theme), theme.next())
        .child(icon::icon(theme_icon));
    let languages = el("div")
        .class("languages")
        .set("role", "group")
        .label(language.text(id::LANGUAGE))
        .children(languages);
    el("header")
        .class("top")
        .child(el("div").class("brand").child(mark).child(el("span").text("Espalier")))
        .child(el("p").class("tagline").text(language.text(id::TAGLINE)))
        .child(el("div").class("switches").child(languages).child(button))
}
