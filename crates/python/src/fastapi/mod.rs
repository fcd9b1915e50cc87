//! FastAPI: what its model, which is Python in `lib/fastapi`, `lib/starlette` and `lib/httpx`, cannot do there: tell the trace
//! of requests and of errors that become responses. Owns the module `_fastapi`. Must not know: how a request is answered.

use rustpython_vm::{Context, builtins::PyModuleDef};

/// The native modules of the model.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![_fastapi::module_def(ctx)]
}

#[rustpython_vm::pymodule]
mod _fastapi {
    use espalier_kernel::Seconds;
    use espalier_trace::{ScopeId, ScopeKind};
    use rustpython_vm::{VirtualMachine, builtins::PyBaseExceptionRef};

    use crate::{catches, lines, names, session::kernel};

    /// The running task's request begins; its number.
    #[pyfunction]
    fn open_request(name: String) -> u32 {
        lines::touch();
        kernel(|kernel| {
            let owner = kernel.running();
            kernel.open_scope(owner, ScopeKind::Request, Some(&name), Seconds::INFINITY, false)
        })
        .0
    }

    /// A handler makes a response of an error.
    #[pyfunction]
    fn caught(exception: PyBaseExceptionRef, vm: &VirtualMachine) {
        catches::by_library(&exception, vm);
    }

    /// The application is done with it, with an exception or without.
    #[pyfunction]
    fn close_request(request: u32, left: Option<PyBaseExceptionRef>, vm: &VirtualMachine) {
        lines::touch();
        let scope = ScopeId(request);
        let owner = kernel(|kernel| kernel.running());
        // A cancellation has its number already: it was told when it was delivered.
        let left = left.map(|left| names::number(&left, owner, Some(scope), vm));
        kernel(|kernel| kernel.close_scope(scope, left));
    }
}
