//! The shapes of states: each has an outline and a sign of its own, so that none is told by colour alone.

use yew::prelude::*;

use crate::story::Look;

/// The shape of a task in this state, `r` units around the origin.
pub fn glyph(look: Look, r: f32) -> Html {
    let s = r * 0.42;
    let sign = match look {
        Look::Running => format!("M{:.1} {:.1}L{:.1} 0L{:.1} {:.1}Z", -s * 0.7, -s, s, -s * 0.7, s),
        Look::Returned => format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}",
            -s,
            0.1 * s,
            -0.25 * s,
            0.8 * s,
            s,
            -0.75 * s
        ),
        Look::Failed | Look::Destroyed => {
            let c = s * 0.85;
            format!("M{0:.1} {0:.1}L{1:.1} {1:.1}M{0:.1} {1:.1}L{1:.1} {0:.1}", -c, c)
        }
        Look::Cancelled => format!("M{:.1} 0H{:.1}", -s, s),
        Look::Cancelling => format!("M{0:.1} {1:.1}L{1:.1} {0:.1}", -s, s),
        Look::Waiting | Look::Shielded | Look::Ready => {
            format!("M{:.1} 0h.01M0 0h.01M{:.1} 0h.01", -s, s)
        }
        Look::Cleanup => format!("M{:.1} 0A{r:.1} {r:.1} 0 0 0 {r:.1} 0Z", -r),
    };
    html! {
        <>
            <path class="body" d={outline(look, r)} />
            <path class="sign" d={sign} />
        </>
    }
}

/// Circle, octagon or rounded square.
fn outline(look: Look, r: f32) -> String {
    match look {
        Look::Failed => {
            let (far, near) = (r * 1.06, r * 0.44);
            format!(
                "M{far:.1} {near:.1}L{near:.1} {far:.1}H{n:.1}L{f:.1} {near:.1}V{n:.1}L{n:.1} {f:.1}H{near:.1}L{far:.1} {n:.1}Z",
                n = -near,
                f = -far
            )
        }
        Look::Cancelled => {
            let (side, corner) = (r * 0.92, r * 0.3);
            let flat = 2.0 * (side - corner);
            format!(
                "M{:.1} {:.1}h{flat:.1}q{corner:.1} 0 {corner:.1} {corner:.1}v{flat:.1}q0 {corner:.1} {back:.1} {corner:.1}h{minus:.1}q{back:.1} 0 {back:.1} {back:.1}v{minus:.1}q0 {back:.1} {corner:.1} {back:.1}Z",
                corner - side,
                -side,
                back = -corner,
                minus = -flat
            )
        }
        _ => format!("M{r:.1} 0A{r:.1} {r:.1} 0 1 1 {:.1} 0A{r:.1} {r:.1} 0 1 1 {r:.1} 0Z", -r),
    }
}
