//! The reader's hand on a column: the menu of what can be done to the task or frame that is held, and the row of what can be
//! done to the run as a whole. Owns no rule of what can be done; that is [`crate::branch`]'s.

use espalier_trace::Action;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::{
    column::Gesture,
    element::{Element, component, el},
    flags,
    grasp::Deed,
    part::Part,
};
use crate::{
    branch::{self, Branch, Target},
    document,
    orders::{Orders, SEEDS},
    run::RunRef,
    state::Held,
    texts::{Language, id},
};

/// The menu of what is held.
#[inline(never)]
pub fn menu(props: MenuProps) -> Html {
    component::<Menu>(props)
}

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    pub run: RunRef,
    /// How many events have happened.
    pub count: usize,
    pub held: Held,
    pub language: Language,
    pub send: Callback<Gesture>,
}

/// The menu where the hand is. What had the focus before gets it back.
pub struct Menu {
    node: NodeRef,
    before: Option<HtmlElement>,
}

impl Component for Menu {
    type Message = ();
    type Properties = MenuProps;

    fn create(_: &Context<Self>) -> Self {
        Self { node: NodeRef::default(), before: document::focused() }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        self.items(context.props()).into()
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        let Some(node) = self.node.cast::<HtmlElement>().filter(|_| first) else { return };
        let Held { x, y, .. } = context.props().held;
        document::put_at(&node, x, y);
        let item = node.query_selector("[role=menuitem]").ok().flatten();
        give_focus(item.and_then(|item| item.dyn_into().ok()).as_ref());
    }
}

impl Menu {
    /// What is drawn, by the rest of the page: the component itself is in the first file.
    #[inline(never)]
    fn items(&self, props: &MenuProps) -> Element {
        let MenuProps { run, count, held, language, send } = props;
        let world = run.keyframes.world(*count);
        let item = |text: String, deed: Deed| {
            let (send, before) = (send.clone(), self.before.clone());
            el("button").set("role", "menuitem").set("tabindex", "-1").class("plain").text(text).on(
                ListenerKind::onclick,
                move |_: MouseEvent| {
                    give_focus(before.as_ref());
                    send.emit(Gesture::Hand(deed));
                },
            )
        };
        let choices = branch::choices(run, *count, &world, held.target);
        let is_over = choices.is_empty();
        let items = choices.into_iter().map(|action| {
            let scope = match action {
                Action::CancelScope(scope) => branch::scope_name(run, scope, *language),
                _ => String::new(),
            };
            item(language.with(branch::word(action), &[("scope", &scope)]), Deed::Act(action))
        });
        let name = match held.target {
            Target::Task(task) => run.task_name(task).to_owned(),
            Target::Scope(scope) => branch::scope_name(run, scope, *language),
        };
        let over = is_over.then(|| item(language.text(id::HAND_OVER), Deed::Hold(None)));
        el("div")
            .found_by(&self.node)
            .class("hand-menu")
            .set("role", "menu")
            .set("tabindex", "-1")
            .label(name.clone())
            .child(el("b").set("role", "presentation").text(name))
            .children(items)
            .maybe(over)
            .on(ListenerKind::onkeydown, self.keys(send))
            .on(ListenerKind::onfocusout, self.leaving(send))
    }

    /// As ARIA's pattern for menus has them.
    fn keys(&self, send: &Callback<Gesture>) -> impl Fn(KeyboardEvent) + 'static {
        let (send, before) = (send.clone(), self.before.clone());
        move |event| {
            let item = event.target_dyn_into::<web_sys::Element>();
            let item =
                item.filter(|item| item.get_attribute("role").as_deref() == Some("menuitem"));
            let is_item = |element: &web_sys::Element| element.has_attribute("tabindex");
            let all = item.as_ref().and_then(|item| item.parent_element());
            let last = || all.as_ref()?.last_element_child();
            let first = || all.as_ref()?.query_selector("[role=menuitem]").ok().flatten();
            let next = match event.key().as_str() {
                "ArrowDown" => {
                    item.as_ref().and_then(|item| item.next_element_sibling()).or_else(first)
                }
                "ArrowUp" => {
                    let before = item.as_ref().and_then(|item| item.previous_element_sibling());
                    before.filter(is_item).or_else(last)
                }
                "Home" => first(),
                "End" => last(),
                "Escape" | "Tab" => {
                    event.prevent_default();
                    event.stop_propagation();
                    give_focus(before.as_ref());
                    return send.emit(Gesture::Hand(Deed::Hold(None)));
                }
                // The figure's own keys are not meant here.
                _ => return event.stop_propagation(),
            };
            event.prevent_default();
            event.stop_propagation();
            give_focus(next.and_then(|next| next.dyn_into().ok()).as_ref());
        }
    }

    /// Whoever goes elsewhere lets go.
    fn leaving(&self, send: &Callback<Gesture>) -> impl Fn(FocusEvent) + 'static {
        let (send, node) = (send.clone(), self.node.clone());
        move |event| {
            let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
            let menu = node.cast::<web_sys::Node>();
            if !menu.is_some_and(|menu| menu.contains(to.as_ref())) {
                send.emit(Gesture::Hand(Deed::Hold(None)));
            }
        }
    }
}

fn give_focus(element: Option<&HtmlElement>) {
    if let Some(element) = element {
        // Focus is a convenience.
        let _ = element.focus();
    }
}

/// Ctrl-C, other orders, and the flags.
#[derive(PartialEq)]
pub struct Row {
    pub run: RunRef,
    /// Whether all events have happened.
    pub is_over: bool,
    pub branch: Branch,
    /// Whether the library leaves orders open.
    pub open: bool,
    pub next_seed: u64,
    /// What is known of other orders.
    pub orders: Option<Orders>,
    /// Whether the reader points at a task, and so may be told what a click does.
    pub pointing: bool,
    pub language: Language,
    pub send: Callback<Gesture>,
}

impl Part for Row {
    fn draw(&self) -> Html {
        row(self).into()
    }
}

#[inline(never)]
fn row(props: &Row) -> Element {
    let language = props.language;
    let button = |text: String, hint: String, deed: Deed| {
        el("button")
            .class("plain")
            .set("title", hint)
            .on_click(&props.send, Gesture::Hand(deed))
            .text(text)
    };
    let interrupt = button(
        language.text(id::HAND_INTERRUPT),
        language.text(id::HAND_INTERRUPT_HINT),
        Deed::Act(Action::Interrupt),
    );
    let another = props.open.then(|| {
        let hint = language.text(id::ORDERS_ANOTHER_HINT);
        button(language.text(id::ORDERS_ANOTHER), hint, Deed::Seed(Some(props.next_seed)))
    });
    let all = props.open.then(|| {
        let hint = language.with(id::ORDERS_ALL_HINT, &[("count", &SEEDS.to_string())]);
        button(language.text(id::ORDERS_ALL), hint, Deed::Orders(props.orders.is_none()))
            .flag("aria-expanded", props.orders.is_some())
    });
    let seed = props.branch.seed.map(|seed| {
        let text = language.with(id::ORDERS_SEED, &[("seed", &seed.to_string())]);
        let hint = language.text(id::ORDERS_DEFAULT);
        button(format!("{text} ×"), hint.clone(), Deed::Seed(None)).label(format!("{text}: {hint}"))
    });
    let hint = (props.pointing && props.branch.hand.is_empty())
        .then(|| el("small").text(language.text(id::HAND_HINT)));
    el("div")
        .class("hand")
        .child(
            el("div")
                .class("row")
                .child(interrupt.flag("aria-disabled", props.is_over))
                .maybe(another)
                .maybe(all)
                .maybe(seed)
                .maybe(hint),
        )
        .child(flags::list(&props.run, &props.branch, language, &props.send))
        .child(el("div").maybe(
            props.orders.as_ref().map(|orders| {
                super::orders::outcomes(orders, &props.branch, language, &props.send)
            }),
        ))
}
