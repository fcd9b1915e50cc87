// Prints what each file of a built site weighs, as it is and with brotli at its best, as a static host would send it.
//
// Owns the measuring of files; which of them the first view loads only a browser knows (`cargo xtask bench`).
//
// usage: node tools/site-sizes.mjs FOLDER [--plain]

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [folder, format] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node tools/site-sizes.mjs FOLDER [--plain]");
  process.exit(2);
}
const rows = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort()
  .map((file) => {
    const content = readFileSync(file);
    const options = {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    };
    return { file: relative(folder, file), bytes: content.length, brotli: brotliCompressSync(content, options).length };
  });
if (format === "--plain") {
  // For programs: the size with brotli and the name.
  for (const { file, brotli } of rows) console.log(`${brotli} ${file}`);
} else {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  for (const { file, bytes, brotli } of [...rows, { file: "in all", bytes: sum("bytes"), brotli: sum("brotli") }]) {
    console.log(`${String(bytes).padStart(10)} B  ${String(brotli).padStart(9)} B with brotli  ${file}`);
  }
}
