//! asyncio: the model. Not written yet.

use rustpython_vm::{Context, builtins::PyModuleDef};

/// The native modules of the model.
pub(crate) fn module_defs(_ctx: &Context) -> Vec<&'static PyModuleDef> {
    Vec::new()
}
