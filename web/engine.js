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
  const { memory } = await wasm_bindgen({ module_or_path: counted(response) });
  returnAfterRuns(memory);
}

/**
 * Makes every run begin in the same state. The engine is prepared by now and holds nothing of any run, and between two
 * messages no call is under way, so its linear memory is all of its state; crates/worker/src/heap.rs sees to the rest.
 * A run that breaks the engine throws and is not cleaned up after: the page ends the worker.
 */
function returnAfterRuns(memory) {
  const image = new Uint8Array(memory.buffer).slice();
  const run = self.onmessage;
  self.onmessage = (message) => {
    run(message);
    new Uint8Array(memory.buffer).set(image);
  };
}

start().catch((error) => tell({ broken: { problem: String(error?.message ?? error) } }));
