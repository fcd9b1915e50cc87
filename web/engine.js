// The worker's own script: fetches the engine, tells how much of it has come, and starts it.
// What is said from then on is crates/worker's matter.

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
  await wasm_bindgen({ module_or_path: counted(response) });
}

start().catch((error) => tell({ broken: { problem: String(error?.message ?? error) } }));
