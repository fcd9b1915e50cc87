//! Python objects in the fields of the model's own objects: what the cycle collector may see of them, and take away.
//! Knows nothing of asyncio.

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
};

use rustpython_vm::{
    PyObjectRef, PyPayload, PyRef,
    object::{Traverse, TraverseFn},
};

/// A value that owns Python objects.
pub(crate) trait Held {
    /// Shows each owned object once.
    fn visit(&self, visit: &mut TraverseFn<'_>);
    /// Hands the owned objects over.
    fn give(self, out: &mut Vec<PyObjectRef>)
    where
        Self: Sized;
    /// Hands over what can be missed; the value stays usable.
    fn surrender(&mut self, _out: &mut Vec<PyObjectRef>) {}
}

impl Held for PyObjectRef {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.traverse(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        out.push(self);
    }
}

impl<T: PyPayload + std::fmt::Debug> Held for PyRef<T> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.traverse(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        out.push(self.into());
    }
}

impl<T: Held> Held for Option<T> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        if let Some(value) = self {
            value.visit(visit);
        }
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        if let Some(value) = self {
            value.give(out);
        }
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        self.take().give(out);
    }
}

impl<T: Held> Held for Vec<T> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.iter().for_each(|value| value.visit(visit));
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.into_iter().for_each(|value| value.give(out));
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        std::mem::take(self).give(out);
    }
}

impl<T: Held> Held for VecDeque<T> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.iter().for_each(|value| value.visit(visit));
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.into_iter().for_each(|value| value.give(out));
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        std::mem::take(self).give(out);
    }
}

impl<K: Ord, T: Held> Held for BTreeMap<K, T> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.values().for_each(|value| value.visit(visit));
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.into_values().for_each(|value| value.give(out));
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        std::mem::take(self).give(out);
    }
}

impl<T: Held> Held for RefCell<T> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        if let Ok(value) = self.try_borrow() {
            value.visit(visit);
        }
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.into_inner().give(out);
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        self.get_mut().surrender(out);
    }
}

/// Makes a struct fit to be the payload of a Python object: names the fields that own objects.
macro_rules! python_object {
    ($type:ty, holds: [$($field:tt),* $(,)?]) => {
        // SAFETY: objects of a virtual machine without threads never leave their thread.
        unsafe impl Send for $type {}
        // SAFETY: as above.
        unsafe impl Sync for $type {}

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($type))
            }
        }

        // SAFETY: visits every reference that the named fields own, each once.
        unsafe impl rustpython_vm::object::Traverse for $type {
            fn traverse(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
                $($crate::asyncio::held::Held::visit(&self.$field, visit);)*
                let _ = visit;
            }

            fn clear(&mut self, out: &mut Vec<rustpython_vm::PyObjectRef>) {
                $($crate::asyncio::held::Held::surrender(&mut self.$field, out);)*
                let _ = out;
            }
        }
    };
}

pub(crate) use python_object;
