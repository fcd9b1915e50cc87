//! Cancel status: the plumbing of cancellation. A tree of extents of code that become cancelled as a unit; tasks are its
//! leaves. Knows neither deadlines nor where a cancellation begins: that is the cancel scope's.
//!
//! Rules: class `CancelStatus` in `trio/_core/_run.py`. Tasks and inner statuses are walked in the order in which they
//! came to be here.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use espalier_trace::EventKind;
use rustpython_vm::{PyRef, PyResult, VirtualMachine};

use super::{cancel_scope::CancelScope, next_key, task::Task};
use crate::session::kernel;

/// An extent of code that becomes cancelled as a unit.
pub(super) struct CancelStatus {
    scope: PyRef<CancelScope>,
    effectively_cancelled: Cell<bool>,
    parent: RefCell<Option<Rc<Self>>>,
    /// Its place among the parent's children.
    key: Cell<u64>,
    children: RefCell<BTreeMap<u64, Rc<Self>>>,
    tasks: RefCell<BTreeMap<u64, PyRef<Task>>>,
    abandoned_by_misnesting: Cell<bool>,
}

impl CancelStatus {
    /// A status for `scope` inside `parent`; cancelled at once if that is.
    pub(super) fn new(
        scope: PyRef<CancelScope>,
        parent: Option<Rc<Self>>,
        vm: &VirtualMachine,
    ) -> PyResult<Rc<Self>> {
        let status = Rc::new(Self {
            scope,
            effectively_cancelled: Cell::new(false),
            parent: RefCell::new(None),
            key: Cell::new(0),
            children: RefCell::default(),
            tasks: RefCell::default(),
            abandoned_by_misnesting: Cell::new(false),
        });
        status.set_parent(parent, vm)?;
        Ok(status)
    }

    pub(super) fn scope(&self) -> &PyRef<CancelScope> {
        &self.scope
    }

    pub(super) fn effectively_cancelled(&self) -> bool {
        self.effectively_cancelled.get()
    }

    pub(super) fn abandoned_by_misnesting(&self) -> bool {
        self.abandoned_by_misnesting.get()
    }

    pub(super) fn parent(&self) -> Option<Rc<Self>> {
        self.parent.borrow().clone()
    }

    /// Moves the status into another one, or out of any.
    pub(super) fn set_parent(
        self: &Rc<Self>,
        parent: Option<Rc<Self>>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let Some(old) = self.parent.take() {
            old.children.borrow_mut().remove(&self.key.get());
        }
        if let Some(parent) = parent {
            self.key.set(next_key());
            parent.children.borrow_mut().insert(self.key.get(), self.clone());
            *self.parent.borrow_mut() = Some(parent);
            self.recalculate(vm)?;
        }
        Ok(())
    }

    pub(super) fn children(&self) -> Vec<Rc<Self>> {
        self.children.borrow().values().cloned().collect()
    }

    pub(super) fn tasks(&self) -> Vec<PyRef<Task>> {
        self.tasks.borrow().values().cloned().collect()
    }

    /// `task` comes here, as the youngest; returns its place.
    pub(super) fn add_task(&self, task: PyRef<Task>) -> u64 {
        let key = next_key();
        self.tasks.borrow_mut().insert(key, task);
        key
    }

    pub(super) fn remove_task(&self, key: u64) {
        let task = self.tasks.borrow_mut().remove(&key);
        drop(task);
    }

    /// Whether `other` lies inside this status, or is it.
    pub(super) fn encloses(&self, other: Option<Rc<Self>>) -> bool {
        let mut other = other;
        while let Some(status) = other {
            if std::ptr::eq(Rc::as_ptr(&status), self) {
                return true;
            }
            other = status.parent();
        }
        false
    }

    /// The scope's block is left. Whatever is still inside was nested wrongly: it is cancelled.
    pub(super) fn close(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        self.set_parent(None, vm)?;
        if self.tasks.borrow().is_empty() && self.children.borrow().is_empty() {
            return Ok(());
        }
        self.mark_abandoned();
        self.effectively_cancelled.set(true);
        for task in self.tasks() {
            Task::attempt_delivery_of_any_pending_cancel(&task, vm)?;
        }
        for child in self.children().iter().rev() {
            child.recalculate(vm)?;
        }
        Ok(())
    }

    pub(super) fn parent_cancellation_is_visible_to_us(&self) -> bool {
        !self.scope.is_shield()
            && self
                .parent
                .borrow()
                .as_ref()
                .is_some_and(|parent| parent.effectively_cancelled.get())
    }

    /// Finds out whether the status is cancelled now, tells its tasks, and goes on to what lies inside.
    pub(super) fn recalculate(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let mut todo = vec![self.clone()];
        while let Some(current) = todo.pop() {
            let visible = current.parent_cancellation_is_visible_to_us();
            let cancelled = CancelScope::is_cancel_called(&current.scope, vm)? || visible;
            if cancelled == current.effectively_cancelled.get() {
                continue;
            }
            if visible && let Some(parent) = current.parent() {
                current.scope.inherit_reason(&parent.scope);
            }
            current.effectively_cancelled.set(cancelled);
            if cancelled {
                for task in current.tasks() {
                    Task::attempt_delivery_of_any_pending_cancel(&task, vm)?;
                }
                current.tell_shields();
            }
            // The last of a list is taken first: the oldest child must be last.
            todo.extend(current.children.borrow().values().rev().cloned());
        }
        Ok(())
    }

    /// Tells the trace which shields hold the cancellation back.
    fn tell_shields(&self) {
        for child in self.children.borrow().values() {
            if child.scope.is_shield()
                && let Some((scope, owner)) = child.scope.in_trace()
            {
                kernel(|kernel| {
                    kernel.emit(Some(owner), EventKind::CancelShielded { scope: Some(scope) })
                });
            }
        }
    }

    fn mark_abandoned(&self) {
        self.abandoned_by_misnesting.set(true);
        for child in self.children.borrow().values() {
            child.mark_abandoned();
        }
    }

    /// The earliest deadline that code here is subject to, with the scope that has it: minus infinity when cancelled.
    pub(super) fn effective_deadline(&self) -> (f64, Option<PyRef<CancelScope>>) {
        if self.effectively_cancelled.get() {
            return (f64::NEG_INFINITY, None);
        }
        let own = (self.scope.deadline_value(), Some(self.scope.clone()));
        match self.parent() {
            Some(parent) if !self.scope.is_shield() => {
                let outer = parent.effective_deadline();
                if outer.0 < own.0 { outer } else { own }
            }
            _ => own,
        }
    }
}
