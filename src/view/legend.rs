//! The legend: each state with its shape and its word.

use yew::prelude::*;

use crate::{
    story::Look,
    texts::{Language, id},
    view::glyph::glyph,
};

const LOOKS: [Look; 8] = [
    Look::Ready,
    Look::Running,
    Look::Waiting,
    Look::Returned,
    Look::Failed,
    Look::Cancelling,
    Look::Cleanup,
    Look::Cancelled,
];

/// Every shape that a task can have.
pub fn legend(language: Language) -> Html {
    let entry = |look: Look, leaked: bool, word: String| {
        html! {
            <li key={word.clone()}>
                <svg class="legend-glyph" viewBox="-14 -14 28 28" aria-hidden="true">
                    <g class={classes!("node", look.class(), "hue-1", leaked.then_some("leaked"))}>
                        if leaked { <circle class="halo" r="12.5" /> }
                        { glyph(look, 8.5) }
                    </g>
                </svg>
                { word }
            </li>
        }
    };
    html! {
        <aside class="legend" aria-label={language.text(id::LEGEND)}>
            <ul>
                { for LOOKS.into_iter().map(|look| entry(look, false, language.text(look.word()))) }
                { entry(Look::Waiting, true, language.text(id::STATE_LEAKED)) }
            </ul>
            <p>{ language.text(id::TIMELINE_HELP) }</p>
        </aside>
    }
}
