//! Freezes what programs may import: the parts of Python's standard library listed here, from RustPython's own crate, and
//! the project's shims in `lib/`. Writes `frozen.bin` (bytecode) and `importable.rs` (the names shown to readers).

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use rustpython_compiler::{CompileOpts, Mode, compile};
use rustpython_compiler_core::frozen::{FrozenCodeObject, FrozenLib, FrozenModule};

/// Modules written in Python that a reader may look for.
const PUBLIC: &[&str] = &[
    "__future__",
    "abc",
    "argparse",
    "ast",
    "base64",
    "bisect",
    "calendar",
    "codecs",
    "collections",
    "contextlib",
    "contextvars",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "fnmatch",
    "fractions",
    "functools",
    "graphlib",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "inspect",
    "io",
    "ipaddress",
    "json",
    "keyword",
    "linecache",
    "logging",
    "numbers",
    "operator",
    "pathlib",
    "pickle",
    "pprint",
    "queue",
    "random",
    "re",
    "reprlib",
    "sched",
    "secrets",
    "shlex",
    "statistics",
    "string",
    "struct",
    "textwrap",
    "threading",
    "timeit",
    "traceback",
    "types",
    "typing",
    "unittest",
    "unittest.mock",
    "urllib",
    "urllib.parse",
    "warnings",
    "weakref",
];

/// Modules that the public ones need.
const HELPERS: &[&str] = &[
    "_collections_abc",
    "_compat_pickle",
    "_colorize",
    "_py_abc",
    "_py_warnings",
    "_opcode_metadata",
    "_pydatetime",
    "_pydecimal",
    "_strptime",
    "_threading_local",
    "_weakrefset",
    "annotationlib",
    "_ast_unparse",
    "codeop",
    "copyreg",
    "dis",
    "encodings",
    "encodings.aliases",
    "encodings.ascii",
    "encodings.latin_1",
    "encodings.raw_unicode_escape",
    "encodings.unicode_escape",
    "encodings.utf_16",
    "encodings.utf_8",
    "encodings.utf_8_sig",
    "genericpath",
    "glob",
    "html.entities",
    "importlib",
    "importlib._bootstrap",
    "importlib._abc",
    "importlib.abc",
    "importlib.machinery",
    "importlib.util",
    "json.decoder",
    "json.encoder",
    "json.scanner",
    "locale",
    "ntpath",
    "opcode",
    "pathlib._os",
    "posixpath",
    "re._casefix",
    "re._compiler",
    "re._constants",
    "re._parser",
    "stat",
    "string.templatelib",
    "token",
    "tokenize",
    "unittest._log",
    "unittest.async_case",
    "unittest.case",
    "unittest.loader",
    "unittest.main",
    "unittest.result",
    "unittest.runner",
    "unittest.signals",
    "unittest.suite",
    "unittest.util",
];

/// Native modules, and the project's own, that a reader may look for.
const NATIVE: &[&str] = &[
    "anyio",
    "array",
    "asgi_lifespan",
    "asyncio",
    "atexit",
    "binascii",
    "cmath",
    "concurrent.futures",
    "curio",
    "errno",
    "fastapi",
    "gc",
    "httpx",
    "itertools",
    "math",
    "pydantic",
    "signal",
    "starlette",
    "sys",
    "time",
    "trio",
    "typing_extensions",
    "uuid",
];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let library = PathBuf::from(rustpython_pylib::LIB_PATH);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=lib");

    let mut modules = Vec::new();
    for name in PUBLIC.iter().chain(HELPERS) {
        let path = name.replace('.', "/");
        let package = library.join(&path).join("__init__.py");
        let module = library.join(format!("{path}.py"));
        let (file, is_package) = if package.exists() { (package, true) } else { (module, false) };
        if !file.exists() {
            println!("cargo::warning=the standard library has no module {name}");
            continue;
        }
        let mut source = fs::read_to_string(&file).expect("a readable source file");
        let epilogue = PathBuf::from(format!("lib/epilogue/{name}.py"));
        if let Ok(text) = fs::read_to_string(&epilogue) {
            source.push_str(&text);
        }
        modules.push(Module { name: name.to_string(), is_package, source, is_ours: false });
    }
    collect(Path::new("lib"), "", &mut modules);
    modules.sort_by(|one, other| one.name.cmp(&other.name));

    // Columns only serve to underline source, which a frozen module does not have.
    let options = || CompileOpts { debug_ranges: false, ..CompileOpts::default() };
    let compiled: Vec<_> = modules
        .iter()
        .map(|Module { name, is_package, source, is_ours }| {
            // `lib/epilogue/traceback.py` tells frames of the project's own modules by this.
            let origin = format!("<{} {name}>", if *is_ours { "espalier" } else { "frozen" });
            let code = compile(source, Mode::Exec, &origin, options())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let code = FrozenCodeObject::encode(&code);
            (name.as_str(), FrozenModule { code, package: *is_package })
        })
        .collect();
    let sizes: String = compiled
        .iter()
        .map(|(name, module)| format!("{}\t{name}\n", module.code.bytes.len()))
        .collect();
    fs::write(out.join("frozen-sizes.tsv"), sizes).expect("a writable OUT_DIR");
    let frozen = FrozenLib::encode(
        compiled
            .iter()
            .map(|(name, module)| {
                let code = FrozenCodeObject { bytes: module.code.bytes.as_slice() };
                (*name, FrozenModule { code, package: module.package })
            })
            .collect::<Vec<_>>(),
    );
    fs::write(out.join("frozen.bin"), frozen.bytes).expect("a writable OUT_DIR");

    let mut importable: Vec<_> = PUBLIC.iter().chain(NATIVE).copied().collect();
    importable.sort_unstable();
    fs::write(out.join("importable.rs"), format!("{importable:?}")).expect("a writable OUT_DIR");
}

/// A module to be frozen.
struct Module {
    name: String,
    is_package: bool,
    source: String,
    /// Whether it is the project's own.
    is_ours: bool,
}

/// The project's own modules below `folder`; a folder with an `__init__.py` is a package. `epilogue` holds no modules.
fn collect(folder: &Path, prefix: &str, modules: &mut Vec<Module>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let name = format!("{prefix}{stem}");
        let read = |path: &Path| fs::read_to_string(path).expect("a readable source file");
        if path.is_dir() {
            let init = path.join("__init__.py");
            if init.exists() {
                modules.push(Module {
                    name: name.clone(),
                    is_package: true,
                    source: read(&init),
                    is_ours: true,
                });
                collect(&path, &format!("{name}."), modules);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") && stem != "__init__"
        {
            modules.push(Module { name, is_package: false, source: read(&path), is_ours: true });
        }
    }
}
