// The worker's own script: fetches the engine, tells how much of it has come, starts it, and after each run puts its
// memory back to what it was before. What is said from then on is crates/worker's matter.

const tell = (answer) => self.postMessage(JSON.stringify(answer));

/** The response again, its body counted while it goes by. */
function counted(response) {
  // With a Content-Encoding the length is that of the packed bytes, which nobody sees.
  const packed = response.headers.get("Content-Encoding");
  const length = packed ? 0 : Number(response.headers.get("Content-Length"));
  let bytes = 0;
  let told = 0;
  const count = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes - told > 200_000) {
        told = bytes;
        tell({ loading: length ? { bytes, of: length } : { bytes } });
      }
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
}

async function start() {
  importScripts("./espalier-worker.js");
  const response = await fetch("./espalier-worker_bg.wasm");
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { memory, memory_end } = await wasm_bindgen({ module_or_path: counted(response) });
  returnAfterRuns(memory, memory_end, wasm_bindgen.libraries());
}

/** What differences are counted in, in bytes. */
const PIECE = 4096;

/** Where memory differs from an image of it, up to an end, as pieces with their places. */
function differences(image, memory, end) {
  const words = (bytes) => new BigUint64Array(bytes.buffer, 0, bytes.byteLength >> 3);
  const now = new Uint8Array(memory.buffer, 0, end);
  const [before, after] = [words(image), words(now)];
  const pieces = [];
  for (let place = 0; place < end; place += PIECE) {
    let word = place >> 3;
    const last = word + (PIECE >> 3);
    while (word < last && before[word] === after[word]) word += 1;
    if (word < last) pieces.push([place, now.slice(place, place + PIECE)]);
  }
  return pieces;
}

/** The first of these libraries that a program imports before it does anything else. */
function imported(libraries, program) {
  const names = new Set();
  for (const line of program.split("\n")) {
    const found = /^(?:import\s+([\w.,\s]+)|from\s+([\w.]+)\s+import\s)/.exec(line);
    if (!found && !/^\s*(#|$)/.test(line)) break;
    for (const name of (found?.[1] ?? found?.[2] ?? "").split(",")) names.add(name.trim().split(/[.\s]/)[0]);
  }
  return libraries.find((library) => names.has(library));
}

/**
 * Makes every run begin in the same state. The engine is prepared by now and holds nothing of any run, and between two
 * messages no call is under way, so its linear memory is all of its state; crates/worker/src/heap.rs sees to the rest.
 * A run that breaks the engine throws and is not cleaned up after: the page ends the worker.
 */
function returnAfterRuns(memory, memoryEnd, libraries) {
  const image = new Uint8Array(memory.buffer, 0, memoryEnd()).slice();
  const run = self.onmessage;
  /** For each library, what memory has more once the engine is prepared for it. */
  const prepared = new Map();
  self.onmessage = (message) => {
    const library = imported(libraries, JSON.parse(message.data).program.source);
    if (library && prepared.has(library)) {
      const now = new Uint8Array(memory.buffer);
      for (const [place, bytes] of prepared.get(library)) now.set(bytes, place);
    } else if (library) {
      wasm_bindgen.prepare_for(library);
      prepared.set(library, differences(image, memory, memoryEnd()));
    }
    run(message);
    new Uint8Array(memory.buffer).set(image);
  };
}

start().catch((error) => tell({ broken: { problem: String(error?.message ?? error) } }));
