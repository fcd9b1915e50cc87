// Splits a WebAssembly file of wasm-bindgen's in two: what the page begins with, and the rest, which comes right after the first picture.
//
// Owns the cut. Functions of the parts named in REST, and what only they call, go to the second file; in the first a call of them
// goes through the table, where the second puts them when it comes. Memory, globals and tables are the first's, so are all data.
// Binaryen has a tool of its own for that, which its npm package leaves out; this uses the package's library.
// It must not know what the functions do; that none is called too early is src/rest.rs's matter.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import binaryen from "binaryen";

/** Parts of the viewer that the first picture does without: modules, or functions of a module. */
const REST = [
  "address::begin",
  "address::hear",
  "address::link",
  "address::note",
  "address::read",
  "app::App::act",
  "app::App::fetch_texts",
  "app::App::move_flag",
  "app::App::run_due",
  "app::App::run_quietly",
  "app::App::speak",
  "app::App::step_in",
  "app::App::take_in",
  "app::App::try_orders",
  "app::open_link",
  "branch::Branch::moved",
  "branch::Branch::read",
  "branch::Branch::take_line",
  "branch::Branch::write",
  "branch::choices",
  "branch::flags",
  "branch::refusal",
  "branch::scope_name",
  "branch::sentence",
  "branch::word",
  "challenge",
  "diff",
  "engine",
  "fluent",
  "keys",
  "knob",
  "layout::tokens",
  "offline",
  "open",
  "orders",
  "pack",
  "pstree",
  "run::Job::all",
  "run::tokens",
  "share",
  "state::ColumnState::read_branch",
  "state::ColumnState::read_knobs",
  "state::State::complete",
  "state::gesture",
  "state::hand",
  "state::news",
  "state::play",
  "story::aside",
  "story::resource",
  "texts::Language::take_in",
  "timer",
  "view::challenges",
  "view::code::room",
  "view::code::rooms",
  "view::crowd",
  "view::diff",
  "view::editor",
  "view::flags",
  "view::glide::follow",
  "view::grasp::Press::hear",
  "view::grasp::pressed",
  "view::grid",
  "view::grip",
  "view::hand",
  "view::help",
  "view::knobs",
  "view::legend",
  "view::offer",
  "view::orders",
  "view::page::Intro::tools",
  "view::page::broken",
  "view::timeline::glide",
  "view::timeline::job_names",
  "view::timeline::jobs",
  "view::timeline::requests",
  "view::token::tokens",
  "view::verdicts",
  "view::zoom::Anchor::hold",
  "view::zoom::Anchor::of",
  "view::zoom::framed",
];

/** The like of libraries: interventions as text, numbers with a point as text, and what only a panic would say. */
const LIBRARIES = /^<(espalier_trace::intervention::\w+|f(32|64)) as core(\[\w+\])?::(fmt|str)::|^<.* as core(\[\w+\])?::fmt::Debug>::fmt/;

/** What a type needs wherever a value of it is: the page's state is made, copied, compared and dropped from the first picture on. */
const ANYWHERE = / as core(\[\w+\])?::(clone::Clone|cmp::PartialEq|default::Default|ops::drop::Drop)>::|::new(::|$)/;

/** By this name the second file calls for what is the first's. */
const FIRST = "first";
/** The table that functions are called through, as the first file exports it. */
const CALLS = "calls";
/** The size that Binaryen gives a memory that may grow as it likes. */
const UNBOUNDED = -1;

const each = (count, at) => Array.from({ length: count }, (_, index) => at(index));
const functions = (module) => each(module.getNumFunctions(), (index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
const tables = (module) => each(module.getNumTables(), (index) => binaryen.getTableInfo(module.getTableByIndex(index)));
const globals = (module) => each(module.getNumGlobals(), (index) => binaryen.getGlobalInfo(module.getGlobalByIndex(index)));
const exports = (module) => each(module.getNumExports(), (index) => binaryen.getExportInfo(module.getExportByIndex(index)));
const segments = (module) =>
  each(module.getNumElementSegments(), (index) => binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(index)));

const isOwn = ({ module }) => module === "";

/** A part that the sources have no file for was renamed or is gone. */
function checkParts() {
  const source = (path) => fileURLToPath(new URL(`../src/${path}.rs`, import.meta.url));
  for (const part of REST) {
    const names = part.split("::");
    const name = names.at(-1);
    const files = (path) => [source(path), source(`${path}/mod`)].filter((file) => existsSync(file));
    const around = names.slice(0, names[0] === "view" ? 2 : 1).join("/");
    const named = files(around).some((file) => readFileSync(file, "utf8").includes(`fn ${name}`));
    if (named || files(names.join("/")).length > 0) continue;
    throw new Error(`tools/split-wasm.mjs names viewer::${part}, which src has not`);
  }
}

/** The functions that go. Not every part need have some: what the compiler has put into its callers stays with them. */
function chosen(module) {
  checkParts();
  const rest = new RegExp(`^<?viewer(\\[\\w+\\])?::(${REST.join("|")})(::|$| )`);
  return functions(module)
    .filter(isOwn)
    .map(({ name }) => name)
    .filter((name) => (rest.test(name) || LIBRARIES.test(name)) && !ANYWHERE.test(name));
}

/** Makes the functions call what the second file will have put into the table, from `slot` on. */
function leave(module, names, table, slot) {
  names.forEach((name, index) => {
    const { params, results } = binaryen.getFunctionInfo(module.getFunction(name));
    const operands = binaryen.expandType(params).map((type, local) => module.local.get(local, type));
    module.removeFunction(name);
    const body = module.call_indirect(table, module.i32.const(slot + index), operands, params, results);
    module.addFunction(name, params, results, [], body);
  });
}

/** The functions that are reached from outside even when these have gone. */
function reachedWithout(bytes, gone) {
  const module = binaryen.readBinary(bytes);
  leave(module, gone, segments(module)[0].table, 0);
  module.runPasses(["remove-unused-module-elements"]);
  const reached = functions(module).filter(isOwn);
  module.dispose();
  return reached;
}

/** A function that was the module's own, or had another name outside, now comes from the first file. */
function importFunction(module, name, base, params, results) {
  module.removeFunction(name);
  module.addFunctionImport(name, FIRST, base, params, results);
}

/** The second file: what has gone and whatever only that calls; all else it has from the first. */
function theRest(bytes, gone, table, slot) {
  const shared = reachedWithout(bytes, gone).filter(({ name }) => !gone.includes(name));
  const rest = binaryen.readBinary(bytes);
  const { initial, max } = rest.getMemoryInfo();
  for (const { name } of exports(rest)) rest.removeExport(name);
  for (const { name } of segments(rest)) rest.removeElementSegment(name);
  // Data come with the memory, which is the first file's.
  rest.setMemory(initial, max ?? UNBOUNDED, null, []);
  rest.addMemoryImport("0", FIRST, "memory");
  for (const { name, type, mutable } of globals(rest)) rest.addGlobalImport(name, FIRST, `global ${name}`, type, mutable);
  for (const { name } of tables(rest)) rest.addTableImport(name, FIRST, name);
  for (const { name, params, results } of shared) importFunction(rest, name, name, params, results);
  rest.addActiveElementSegment(table, "rest", gone, rest.i32.const(slot));
  rest.runPasses(["remove-unused-module-elements"]);
  return rest;
}

/**
 * The two files, and the end of the first one's script: it gives the page a function `espalierRest`, whose promise is kept when the
 * rest is here. `wasm` and `__wbg_get_imports` in it are wasm-bindgen's; `name` is what the second file will be called.
 */
export function split(bytes, name) {
  binaryen.setDebugInfo(true);
  const first = binaryen.readBinary(bytes);
  const gone = chosen(first);
  const { table } = segments(first)[0];
  const { initial: from } = binaryen.getTableInfo(first.getTable(table));
  const rest = theRest(bytes, gone, table, from);

  const called = functions(rest).filter(({ module }) => module === FIRST);
  const [calls, to] = [from + gone.length, from + gone.length + called.length];
  called.forEach(({ name, params, results }, index) => importFunction(rest, name, `${calls + index}`, params, results));

  for (const module of [first, rest]) {
    module.removeTable(table);
    module.addTable(table, to, to);
  }
  first.addTableExport(table, CALLS);
  rest.addTableImport(table, FIRST, CALLS);
  for (const { name, base } of globals(rest)) first.addGlobalExport(name, base);
  first.addActiveElementSegment(table, "called", called.map(({ name }) => name), first.i32.const(calls));
  leave(first, gone, table, from);

  const tail = `
const bring = async () => {
  const first = { ...wasm };
  for (let slot = ${calls}; slot < ${to}; slot += 1) first[slot] = wasm.${CALLS}.get(slot);
  const response = await fetch(new URL("${name}", import.meta.url));
  if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
  await WebAssembly.instantiate(await response.arrayBuffer(), { ...__wbg_get_imports(), ${FIRST}: first });
};
let rest;
globalThis.espalierRest = () => (rest ??= bring().catch((error) => { rest = undefined; throw error; }));
`;
  return { first: Buffer.from(first.emitBinary()), rest: Buffer.from(rest.emitBinary()), tail, gone: gone.length };
}
