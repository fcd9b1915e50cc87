//! The transport: one for all columns. Every control sends a playback command and knows nothing else.

use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, TargetCast, virtual_dom::ListenerKind};

use super::{
    element::{Element, el},
    icon,
    part::{Part, kept, part},
    timeline::ScoreRef,
};
use crate::{
    layout::WIDTH,
    number::{Num, seconds},
    playback::{Command, Playback, SPEEDS},
    score::Score,
    texts::{Id, Language, id},
};

/// Buttons, the slider, the speed.
pub fn transport(
    playback: Playback,
    score_ref: &ScoreRef,
    language: Language,
    commands: &Callback<Command>,
    help: &Callback<bool>,
    copy: &Callback<()>,
) -> Element {
    let score = &score_ref.0;
    let moment = score.moments().get(score.moment_at(playback.position)).copied();
    let steps = score.moments().last().map_or(0, |moment| moment.step).to_string();
    let step = moment.map_or(0, |moment| moment.step).to_string();
    let time = seconds(score.virtual_time(playback.position).as_secs());
    let value_text =
        language.with(id::POSITION_TEXT, &[("time", &time), ("step", &step), ("steps", &steps)]);
    let length = score.length();
    let ruler = |class| {
        el("svg")
            .class(class)
            .set("viewBox", format!("0 0 {} 4", Num(WIDTH)))
            .set("preserveAspectRatio", "none")
            .set("aria-hidden", "true")
    };
    // Two pictures, so that a browser need not paint the instants again at each frame.
    let instants =
        ruler("ruler").child(kept("instants", score_ref.clone(), |score| instants(&score.0)));
    let played = ruler("ruler played").child(stretch(0.0, place(playback.position, score)));
    let send = commands.clone();
    let slider = el("input")
        .set("type", "range")
        .set("min", "0")
        .number("max", length)
        .set("step", "any")
        .value(Num(playback.position).to_string())
        .label(language.text(id::POSITION))
        .set("aria-valuetext", value_text)
        .on(ListenerKind::oninput, move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.emit(Command::Seek(input.value_as_number() as f32));
            }
        });
    let buttons = Buttons {
        playing: playback.playing,
        at_end: playback.position >= score.length(),
        language,
        commands: commands.clone(),
    };
    let extras = Extras {
        speed: playback.speed(),
        zoom: playback.window.zoom(),
        next_speed: (playback.speed_index() + 1) % SPEEDS.len(),
        language,
        commands: commands.clone(),
        help: help.clone(),
        copy: copy.clone(),
    };
    el("div")
        .class("transport")
        .set("role", "group")
        .label(language.text(id::TRANSPORT))
        .child(el("div").class("scrubber").child(instants).child(played).child(slider))
        .child(part("buttons", buttons))
        .child(
            el("div")
                .class("clock")
                .set("aria-hidden", "true")
                .child(el("b").text(language.with(id::SECONDS_SHORT, &[("time", &time)])))
                .child(el("span").text(format!("{step} / {steps}"))),
        )
        .child(part("extras", extras))
}

/// The buttons that move the playhead.
#[derive(PartialEq)]
struct Buttons {
    playing: bool,
    at_end: bool,
    language: Language,
    commands: Callback<Command>,
}

impl Part for Buttons {
    fn draw(&self) -> Html {
        let (play_text, play_icon) = match (self.playing, self.at_end) {
            (true, _) => (id::PAUSE, icon::PAUSE),
            (false, true) => (id::REPLAY, icon::REPLAY),
            (false, false) => (id::PLAY, icon::PLAY),
        };
        let button = |text: Id, path: &'static str, command: Command, class: &'static str| {
            let label = self.language.text(text);
            el("button")
                .class(class)
                .set("title", label.clone())
                .label(label)
                .on_click(&self.commands, command)
                .child(icon::icon(path))
        };
        let buttons = [
            button(id::TO_START, icon::START, Command::Start, "plain edge"),
            button(id::STEP_BACK, icon::STEP_BACK, Command::StepBack, "plain"),
            button(play_text, play_icon, Command::Toggle, "primary"),
            button(id::STEP, icon::STEP, Command::Step, "plain"),
            button(id::TO_END, icon::END, Command::End, "plain edge"),
        ];
        el("div").class("buttons").children(buttons).into()
    }
}

/// The speed, the zoom, a moment as text, the list of keys.
#[derive(PartialEq)]
struct Extras {
    /// Factors of what is normal.
    speed: f32,
    zoom: f32,
    next_speed: usize,
    language: Language,
    commands: Callback<Command>,
    help: Callback<bool>,
    copy: Callback<()>,
}

impl Part for Extras {
    fn draw(&self) -> Html {
        let Self { speed, zoom, next_speed, language, commands, help, copy } = self;
        let speed_text = format!("{}×", Num(*speed));
        let speed = language.text(id::SPEED);
        // One press after the other leads back to the whole.
        let (zoom_by, zoom_text) =
            (if *zoom > 7.5 { 1.0 / zoom } else { 2.0 }, format!("{}×", Num(*zoom)));
        let zoom_label = language.text(id::ZOOM);
        let keys = language.text(id::HELP);
        let moment = language.text(id::COPY_MOMENT);
        el("div")
            .class("extras")
            .children([
                el("button")
                    .class("plain speed")
                    .label(format!("{speed}: {speed_text}"))
                    .set("title", speed)
                    .on_click(commands, Command::Speed(*next_speed))
                    .text(speed_text),
                el("button")
                    .class("plain")
                    .class_if(*zoom > 1.01, "zoomed")
                    .label(format!("{zoom_label}: {zoom_text}"))
                    .set("title", zoom_label)
                    .on_click(commands, Command::Zoom(zoom_by, None))
                    .child(icon::icon(icon::ZOOM)),
                el("button")
                    .class("plain")
                    .set("title", moment.clone())
                    .label(moment)
                    .on_click(copy, ())
                    .child(icon::icon(icon::LINES)),
                el("button")
                    .class("plain")
                    .set("title", keys.clone())
                    .label(keys)
                    .on_click(help, true)
                    .text("?"),
            ])
            .into()
    }
}

/// Where a position is on the ruler, which has no margins, unlike the lanes.
fn place(position: f32, score: &Score) -> f32 {
    WIDTH * (position / score.length().max(1.0))
}

fn stretch(from: f32, to: f32) -> Element {
    el("rect").number("x", from).set("y", "0").set("height", "4").number("width", to - from)
}

/// The virtual instants on the ruler.
fn instants(score: &Score) -> Element {
    let mut drawn = f32::MIN;
    el("g").children(score.instants().iter().filter_map(|instant| {
        let from = place(instant.start, score);
        let to = place(instant.end, score).max(from + 0.8);
        // Of instants that cannot be told apart, one is drawn.
        (to - drawn >= 0.4).then(|| {
            drawn = to;
            stretch(from, to)
        })
    }))
}
