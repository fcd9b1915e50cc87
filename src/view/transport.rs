//! The transport: one for all columns. Every control sends a playback command and knows nothing else.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    layout::WIDTH,
    playback::{Command, Playback, SPEEDS},
    score::Score,
    texts::{Id, Language, id},
    view::icon,
};

/// Buttons, the slider, the speed.
pub fn transport(
    playback: Playback,
    score: &Score,
    language: Language,
    commands: &Callback<Command>,
    help: Callback<MouseEvent>,
) -> Html {
    let moment = score.moments().get(score.moment_at(playback.position)).copied();
    let steps = score.moments().last().map_or(0, |moment| moment.step).to_string();
    let step = moment.map_or(0, |moment| moment.step).to_string();
    let time = seconds(score.virtual_time(playback.position).as_secs());
    let value_text =
        language.with(id::POSITION_TEXT, &[("time", &time), ("step", &step), ("steps", &steps)]);
    let at_end = playback.position >= score.length();
    let (play_text, play_icon) = match (playback.playing, at_end) {
        (true, _) => (id::PAUSE, icon::PAUSE),
        (false, true) => (id::REPLAY, icon::REPLAY),
        (false, false) => (id::PLAY, icon::PLAY),
    };
    let button = |text: Id, path: &'static str, command: Command, class: &'static str| {
        let send = commands.clone();
        let label = language.text(text);
        html! {
            <button {class} title={label.clone()} aria-label={label} onclick={Callback::from(move |_: MouseEvent| send.emit(command))}>
                { icon::icon(path) }
            </button>
        }
    };
    let oninput = {
        let send = commands.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.emit(Command::Seek(input.value_as_number() as f32));
            }
        })
    };
    let speed = {
        let send = commands.clone();
        let next = (playback.speed_index() + 1) % SPEEDS.len();
        Callback::from(move |_: MouseEvent| send.emit(Command::Speed(next)))
    };
    let speed_text = format!("{}×", playback.speed());
    let length = score.length();
    html! {
        <div class="transport" role="group" aria-label={language.text(id::TRANSPORT)}>
            <div class="scrubber">
                <svg class="ruler" viewBox={format!("0 0 {WIDTH} 4")} preserveAspectRatio="none" aria-hidden="true">
                    { for score.instants().iter().map(|instant| {
                        // The ruler has no margins, unlike the lanes.
                        let place = |position: f32| WIDTH * (position / length.max(1.0));
                        html! { <rect key={instant.at.0.to_string()} x={place(instant.start).to_string()} y="0" height="4" width={(place(instant.end) - place(instant.start)).max(0.8).to_string()} /> }
                    }) }
                    <rect key="played" class="played" x="0" y="0" height="4" width={(WIDTH * (playback.position / length.max(1.0))).to_string()} />
                </svg>
                <input type="range" min="0" max={length.to_string()} step="any" value={playback.position.to_string()}
                    aria-label={language.text(id::POSITION)} aria-valuetext={value_text} {oninput} />
            </div>
            <div class="buttons">
                { button(id::TO_START, icon::START, Command::Start, "plain edge") }
                { button(id::STEP_BACK, icon::STEP_BACK, Command::StepBack, "plain") }
                { button(play_text, play_icon, Command::Toggle, "primary") }
                { button(id::STEP, icon::STEP, Command::Step, "plain") }
                { button(id::TO_END, icon::END, Command::End, "plain edge") }
            </div>
            <div class="clock" aria-hidden="true">
                <b>{ language.with(id::SECONDS_SHORT, &[("time", &time)]) }</b>
                <span>{ format!("{step} / {steps}") }</span>
            </div>
            <div class="extras">
                <button class="plain speed" title={language.text(id::SPEED)} aria-label={format!("{}: {speed_text}", language.text(id::SPEED))} onclick={speed}>{ speed_text }</button>
                <button class="plain" title={language.text(id::HELP)} aria-label={language.text(id::HELP)} onclick={help}>{ "?" }</button>
            </div>
        </div>
    }
}

/// Seconds with two decimals at most and one at least.
#[must_use]
pub fn seconds(secs: f64) -> String {
    let text = format!("{secs:.2}");
    text.strip_suffix('0').unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_one_or_two_decimals() {
        assert_eq!(seconds(2.0), "2.0");
        assert_eq!(seconds(1.25), "1.25");
        assert_eq!(seconds(1.999), "2.0");
    }
}
