// Makes a WebAssembly file of wasm-bindgen's smaller, with its script: what a panic would say goes, and the names that
// module and script call each other by become short. A panic is a trap then; a development build says what it was.
//
// Owns what is taken out; wasm-opt then takes out what led there. It must not know what the module does.

const [CUSTOM, IMPORTS, EXPORTS, CODE, DATA] = [0, 2, 7, 10, 11];

/** Functions of Rust's library that are called when all is lost. Their names need not be stable: what is not found stays. */
const DOOM = new RegExp(
  "^(core(\\[\\w+\\])?::(panicking::|(option|result)::(unwrap|expect)_failed|slice::index::slice_\\w*fail|" +
    "slice::copy_from_slice_impl::\\w*fail|str::slice_error_fail|cell::(lazy::)?panic)|" +
    "alloc(\\[\\w+\\])?::(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error)|" +
    "std(\\[\\w+\\])?::(panicking::(panic_with_hook|panic_handler|begin_panic)|thread::local::panic_access_error|alloc::rust_oom)|" +
    "__rustc(\\[\\w+\\])?::(rust_begin_unwind|rust_panic|__rust_alloc_error_handler)|console_error_panic_hook::hook)",
);

/** Reads the pieces that a module is made of. */
class Reader {
  constructor(bytes, at = 0) {
    Object.assign(this, { bytes, at });
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = this.byte();
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    return value >>> 0;
  }

  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  name() {
    return this.take(this.number()).toString();
  }

  list(item) {
    return Array.from({ length: this.number() }, item);
  }

  /** The bytes of what `read` reads. */
  raw(read) {
    const from = this.at;
    read();
    return this.bytes.subarray(from, this.at);
  }
}

const number = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value);
  return Buffer.from(bytes);
};
const sized = (bytes) => Buffer.concat([number(bytes.length), bytes]);
const name = (text) => sized(Buffer.from(text));
const list = (items) => Buffer.concat([number(items.length), ...items]);

function sections(module) {
  const reader = new Reader(module, 8);
  const found = [];
  while (!reader.done) found.push({ id: reader.byte(), bytes: reader.take(reader.number()) });
  return found;
}

const join = (module, found) =>
  Buffer.concat([module.subarray(0, 8), ...found.flatMap(({ id, bytes }) => [Buffer.of(id), sized(bytes)])]);

const LIMITS_WITH_MAXIMUM = 1;

/** What stands in the import section. */
function imports(bytes) {
  const reader = new Reader(bytes);
  const limits = () => {
    const flags = reader.byte();
    reader.number();
    if (flags & LIMITS_WITH_MAXIMUM) reader.number();
  };
  const kinds = [() => reader.number(), () => (reader.byte(), limits()), limits, () => reader.take(2)];
  return reader.list(() => {
    const [module, field, kind] = [reader.name(), reader.name(), reader.byte()];
    return { module, field, kind, type: reader.raw(kinds[kind]) };
  });
}

/** Names of functions by their numbers. */
function functionNames(found) {
  const names = new Map();
  for (const { id, bytes } of found) {
    const reader = new Reader(bytes);
    if (id !== CUSTOM || reader.name() !== "name") continue;
    while (!reader.done) {
      const [kind, part] = [reader.byte(), new Reader(reader.take(reader.number()))];
      if (kind === 1) part.list(() => names.set(part.number(), part.name()));
    }
  }
  return names;
}

/** Functions that only panic become traps. */
function silence(found) {
  const imported = found.filter(({ id }) => id === IMPORTS).flatMap(({ bytes }) => imports(bytes));
  const first = imported.filter(({ kind }) => kind === 0).length;
  const names = functionNames(found);
  const trap = sized(Buffer.of(0, 0, 11));
  let silenced = 0;
  for (const section of found.filter(({ id }) => id === CODE)) {
    const reader = new Reader(section.bytes);
    let index = first;
    const bodies = reader.list(() => {
      const body = reader.raw(() => reader.take(reader.number()));
      const doomed = DOOM.test(names.get(index++) ?? "");
      silenced += doomed;
      return doomed ? trap : body;
    });
    section.bytes = list(bodies);
  }
  return silenced;
}

/** Where in the source a panic would have been: its file's name, which several places share, line and column become zeros. */
function forgetPlaces(found) {
  const segments = [];
  for (const section of found.filter(({ id }) => id === DATA)) {
    section.bytes = Buffer.from(section.bytes);
    const reader = new Reader(section.bytes);
    reader.list(() => {
      // An active segment of the one memory there is: its address is a constant.
      const address = reader.number() === 0 && reader.byte() === 0x41 ? reader.number() : undefined;
      if (address === undefined || reader.byte() !== 11) throw new Error("a data segment of an unknown kind");
      segments.push({ address, bytes: reader.take(reader.number()) });
    });
  }
  const at = (address, length) => {
    const segment = segments.find(({ address: from, bytes }) => address >= from && address + length <= from + bytes.length);
    return segment?.bytes.subarray(address - segment.address, address - segment.address + length);
  };
  const files = [];
  let places = 0;
  for (const { address, bytes } of segments) {
    for (let offset = (4 - (address % 4)) % 4; offset + 16 <= bytes.length; offset += 4) {
      const [from, length] = [bytes.readUInt32LE(offset), bytes.readUInt32LE(offset + 4)];
      const file = length > 5 && length < 300 && at(from, length);
      if (!file || !/^[\w/.+@-]+\.rs$/.test(file.toString("latin1"))) continue;
      files.push(file);
      bytes.fill(0, offset, offset + 16);
      places += 1;
    }
  }
  for (const file of files) file.fill(0);
  return places;
}

/** Short names for what module and script call each other by hashes. */
function rename(found, script) {
  const short = new Map();
  const called = (long) => {
    if (!/[0-9a-f]{16}/.test(long)) return long;
    if (!short.has(long)) short.set(long, `_${short.size.toString(36)}`);
    return short.get(long);
  };
  for (const section of found) {
    if (section.id === IMPORTS) {
      const renamed = imports(section.bytes).map(({ module, field, kind, type }) =>
        Buffer.concat([name(module), name(called(field)), Buffer.of(kind), type]),
      );
      section.bytes = list(renamed);
    } else if (section.id === EXPORTS) {
      const reader = new Reader(section.bytes);
      section.bytes = list(
        reader.list(() => Buffer.concat([name(called(reader.name())), reader.raw(() => (reader.byte(), reader.number()))])),
      );
    }
  }
  return script.replace(/[\w$]*[0-9a-f]{16}[\w$]*/g, (long) => short.get(long) ?? long);
}

/** The module and its script without what goes, and how much that was. */
export function shrink(module, script) {
  const found = sections(module);
  const [silenced, places] = [silence(found), forgetPlaces(found)];
  const renamed = rename(found, script);
  return { module: join(module, found), script: renamed, said: `${silenced} panics are silent, ${places} places forgotten` };
}
