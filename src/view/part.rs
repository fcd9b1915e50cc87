//! Parts of a picture that are drawn again only when what they show has changed. A picture is made anew at every event; most of what is in
//! it looks as before. One component serves all parts, since each component of its own weighs as much as several parts. Knows none.

use std::{any::Any, rc::Rc};

use yew::{
    prelude::*,
    virtual_dom::{Key, VChild},
};

use super::element::Element;

/// What a part shows, and how. Equal parts look alike.
pub trait Part: PartialEq + 'static {
    /// Its elements.
    fn draw(&self) -> Html;
}

/// The part, told from its siblings by a key.
pub fn part(key: impl Into<Key>, part: impl Part) -> Html {
    VChild::<Drawn>::new(Props { part: AnyPart(Rc::new(part)) }, Some(key.into())).into()
}

/// A part whose picture depends on nothing but `depends`.
pub fn kept<D: PartialEq + 'static>(
    key: impl Into<Key>,
    depends: D,
    draw: fn(&D) -> Element,
) -> Html {
    part(key, Kept { depends, draw })
}

struct Kept<D> {
    depends: D,
    draw: fn(&D) -> Element,
}

impl<D: PartialEq> PartialEq for Kept<D> {
    fn eq(&self, other: &Self) -> bool {
        self.depends == other.depends
    }
}

impl<D: PartialEq + 'static> Part for Kept<D> {
    fn draw(&self) -> Html {
        (self.draw)(&self.depends).into()
    }
}

/// A part of any kind.
trait Drawable {
    fn draw(&self) -> Html;
    fn is_like(&self, other: &dyn Drawable) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<P: Part> Drawable for P {
    fn draw(&self) -> Html {
        Part::draw(self)
    }

    fn is_like(&self, other: &dyn Drawable) -> bool {
        other.as_any().downcast_ref::<P>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct AnyPart(Rc<dyn Drawable>);

impl PartialEq for AnyPart {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_like(&*other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct Props {
    part: AnyPart,
}

/// A part on the page. A component is asked to draw only when its properties are not what they were.
struct Drawn;

impl Component for Drawn {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        context.props().part.0.draw()
    }
}
