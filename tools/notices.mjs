// Writes NOTICE.md: every package whose code the site ships, with its version and licence.
// Asks cargo for its metadata and reads npm's lock file of `web/`. Knows nothing of what the packages do.
//
//   node tools/notices.mjs [--check]

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const asked = ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"];
const metadata = JSON.parse(execFileSync("cargo", asked, { encoding: "utf8", maxBuffer: 1 << 28 }));
const packages = new Map(metadata.packages.map((one) => [one.id, one]));
const nodes = new Map(metadata.resolve.nodes.map((one) => [one.id, one]));

/** The packages that end up in the artifact of `root`: what is used only while building does not. */
function shipped(root) {
  const seen = new Set();
  const left = [metadata.packages.find((one) => one.name === root).id];
  while (left.length) {
    const id = left.pop();
    const isMacro = packages.get(id).targets.some((target) => target.kind.includes("proc-macro"));
    if (seen.has(id) || isMacro) continue;
    seen.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some(({ kind }) => kind === null)) left.push(pkg);
  }
  return [...seen].map((id) => packages.get(id)).filter((one) => one.source);
}

function table(rows) {
  const lines = rows.map(({ name, version, license, authors }) => `| ${name} ${version} | ${license} | ${authors} |`);
  return ["| package | licence | authors |", "| --- | --- | --- |", ...lines].join("\n");
}

function rust(root) {
  const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1);
  const plain = (author) => author.replace(/\s*<[^>]*>/, "").replaceAll("|", "/");
  return table(
    shipped(root).sort(byName).map((one) => ({
      name: one.name,
      version: one.version,
      license: one.license ?? `see its ${one.license_file ?? "repository"}`,
      authors: one.authors.map(plain).join(", "),
    })),
  );
}

function npm(lockFile) {
  const lock = JSON.parse(readFileSync(lockFile, "utf8"));
  const rows = Object.entries(lock.packages)
    .filter(([path, one]) => path && !one.dev && !one.optional)
    .map(([path, one]) => ({ name: path.replace(/^.*node_modules\//, ""), version: one.version, license: one.license, authors: "" }));
  return table(rows);
}

const text = `# Notices

Espalier is under the MIT licence (LICENSE). The site ships code of others, under the licences named here.
This page is written by \`cargo xtask notices\`.

Packages under LGPL-3.0 (malachite, big integers of RustPython) are used unchanged; all of Espalier's source is there, so the
engine can be built again with another version of them (\`cargo update -p malachite-nz\`, then \`cargo xtask dist\`).

The library models are written for Espalier and ship nothing of the libraries, whose behaviour, public names and messages they
reproduce: asyncio (CPython, PSF-2.0), trio and outcome (MIT or Apache-2.0), anyio (MIT, Alex Grönholm), curio (BSD-3-Clause,
David Beazley), FastAPI (MIT, Sebastián Ramírez), Starlette and HTTPX (BSD-3-Clause, Encode), pydantic (MIT). Thanks are due to their authors.

Python's standard library, frozen into the engine, comes with RustPython (rustpython-pylib) under the PSF licence.

## In the viewer

${rust("espalier")}

## In the engine

${rust("espalier-worker")}

## In the editor

${npm("web/package-lock.json")}
`;

if (process.argv.includes("--check")) {
  const stored = readFileSync("NOTICE.md", "utf8");
  if (stored !== text) {
    console.error("NOTICE.md is stale: run cargo xtask notices");
    process.exit(1);
  }
} else {
  writeFileSync("NOTICE.md", text);
}
