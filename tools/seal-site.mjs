// Seals a built site: the page's module is cut in two, scripts and styles lose what only people read, what comes later and folders of data get the hash of their content in their name, the
// Content-Security-Policy gets the hashes of inline scripts, and the service worker the names of all files. Refuses a page that would not work from a sub-path.
//
// Owns what happens to Trunk's output. Trunk hashes the viewer's files but never a worker's, and a static host
// cannot send the nonces that Trunk can write. It must not know what any file does.
//
// usage: node tools/seal-site.mjs FOLDER [WASM-OPT-OPTION…], the options for the page's module, if it is to be small

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative } from "node:path";

import { shrink } from "./shrink-wasm.mjs";
import { split } from "./split-wasm.mjs";

// The bundler of the editor is there for every build of the site.
const { transformSync } = createRequire(new URL("../web/package.json", import.meta.url))("esbuild");

/** Names that others rely on: a service worker's may not change. */
const FIXED_NAMES = new Set(["sw.js"]);
const TEXT = new Set([".html", ".js", ".mjs", ".css", ".json", ".webmanifest"]);
const RENAMED = new Set([".js", ".mjs", ".wasm", ".css"]);
/** A hash already in the name, as Trunk writes it: without the zeros at its left. */
const HASHED = /-[0-9a-f]{1,16}(_bg)?\.(js|mjs|wasm|css)$/;

function fail(message) {
  console.error(`failed: ${message}`);
  process.exit(1);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The name as a whole path segment: `worker.js` is not part of `my-worker.js`. */
const mention = (name) => new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])`, "g");

/** The module that Trunk has hashed, with its script: in two files, the first of which the page begins with; and smaller, if there are options. */
function cut(folder, options) {
  const files = filesBelow(folder);
  const modulePath = files.find((file) => extname(file) === ".wasm" && HASHED.test(basename(file)));
  const stem = modulePath && basename(modulePath).split("_bg")[0];
  const scriptPath = files.find((file) => extname(file) === ".js" && stem && basename(file).startsWith(stem));
  if (!scriptPath) fail(`${folder} has no module of Trunk's with its script`);
  const whole = { module: readFileSync(modulePath), script: readFileSync(scriptPath, "utf8"), said: "as it was" };
  const { module, script, said } = options.length > 0 ? shrink(whole.module, whole.script) : whole;
  const restPath = join(dirname(modulePath), "rest.wasm");
  const { first, rest, tail, gone } = split(module, basename(restPath));
  writeFileSync(modulePath, first);
  writeFileSync(restPath, rest);
  writeFileSync(scriptPath, script + tail);
  for (const path of options.length > 0 ? [modulePath, restPath] : []) {
    const bare = ["--strip-debug", "--strip-producers", "--strip-target-features"];
    execFileSync("wasm-opt", [path, "-o", path, ...bare, ...options], { stdio: "inherit" });
  }
  const [before, after, later] = [whole.module, readFileSync(modulePath), readFileSync(restPath)].map(({ length }) => length);
  console.log(`    ${relative(folder, modulePath)}: ${before} bytes became ${after} and, in ${gone} functions, ${later} for later; ${said}`);
}

function minify(folder) {
  for (const file of filesBelow(folder).filter((name) => [".js", ".css"].includes(extname(name)))) {
    const text = readFileSync(file, "utf8");
    // The worker's glue is a script, whose outermost names others use; every other name may go.
    const shorter = transformSync(text, { loader: extname(file).slice(1), minify: true, charset: "utf8", legalComments: "none" }).code;
    writeFileSync(file, shorter);
  }
}

/**
 * What Trunk has hashed keeps its name: the same content always becomes the same shorter content. The page's remarks go, and what
 * Trunk says of the integrity of files: they come from where the page comes from, and no longer are what it has seen.
 */
function makeSmaller(folder, options) {
  cut(folder, options);
  minify(folder);
  for (const page of filesBelow(folder).filter((name) => extname(name) === ".html")) {
    const html = readFileSync(page, "utf8");
    writeFileSync(page, html.replace(/<!--[\s\S]*?-->\s*| integrity="[^"]*"/g, ""));
  }
}

function renameByContent(folder) {
  const files = filesBelow(folder);
  const texts = new Map(
    files.filter((file) => TEXT.has(extname(file))).map((file) => [file, readFileSync(file, "utf8")]),
  );
  let waiting = files.filter(
    (file) => RENAMED.has(extname(file)) && !HASHED.test(basename(file)) && !FIXED_NAMES.has(basename(file)),
  );
  while (waiting.length > 0) {
    // A file is hashed after those it names, since their names are part of its content.
    const ready = waiting.filter(
      (file) => !waiting.some((other) => other !== file && mention(basename(other)).test(texts.get(file) ?? "")),
    );
    if (ready.length === 0) fail(`these files name each other in a circle: ${waiting.map((f) => relative(folder, f)).join(", ")}`);
    for (const file of ready) {
      const content = texts.get(file) ?? readFileSync(file);
      const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
      const old = basename(file);
      const name = `${old.slice(0, -extname(old).length)}-${hash}${extname(old)}`;
      let named = false;
      for (const [other, text] of texts) {
        if (other === file || !mention(old).test(text)) continue;
        texts.set(other, text.replace(mention(old), name));
        named = true;
      }
      if (!named) fail(`${relative(folder, file)} is named in no page, script or style, so nobody would find it under its hashed name`);
      const renamed = join(dirname(file), name);
      renameSync(file, renamed);
      if (texts.has(file)) {
        texts.set(renamed, texts.get(file));
        texts.delete(file);
      }
      console.log(`    ${relative(folder, file)} -> ${name}`);
    }
    waiting = waiting.filter((file) => !ready.includes(file));
  }
  for (const [file, text] of texts) writeFileSync(file, text);
}

/** A folder that is fetched from later, as a page names it: in a data attribute, with a slash at its end. */
const FOLDER = /(\sdata-[a-z-]+=")([\w-]+)(\/")/g;

function renameFolders(folder) {
  for (const page of filesBelow(folder).filter((file) => extname(file) === ".html")) {
    const html = readFileSync(page, "utf8");
    const sealed = html.replace(FOLDER, (_, before, name, after) => {
      const data = join(dirname(page), name);
      const hash = createHash("sha256");
      for (const file of filesBelow(data)) hash.update(relative(data, file)).update("\0").update(readFileSync(file)).update("\0");
      const renamed = `${name}-${hash.digest("hex").slice(0, 16)}`;
      renameSync(data, join(dirname(page), renamed));
      console.log(`    ${relative(folder, data)}/ -> ${renamed}/`);
      return before + renamed + after;
    });
    writeFileSync(page, sealed);
  }
}

const POLICY = /(<meta\s[^>]*http-equiv="Content-Security-Policy"[^>]*content=")([^"]*)(")/i;
const INLINE_SCRIPT = /<script(?![^>]*\ssrc[\s=])([^>]*)>([\s\S]*?)<\/script>/gi;

function allowInlineScripts(folder) {
  for (const page of filesBelow(folder).filter((file) => extname(file) === ".html")) {
    const html = readFileSync(page, "utf8");
    const policy = POLICY.exec(html);
    if (!policy) fail(`${relative(folder, page)} has no <meta http-equiv="Content-Security-Policy" content="…">`);
    if (!/script-src [^;]*'self'/.test(policy[2])) fail(`${relative(folder, page)}: its policy has no script-src with 'self'`);
    const hashes = [...html.matchAll(INLINE_SCRIPT)]
      // A data block is not run, so it needs no leave.
      .filter(([, attributes]) => !/type="(?!module"|text\/javascript")/.test(attributes))
      .map(([, , source]) => `'sha256-${createHash("sha256").update(source).digest("base64")}'`);
    if (hashes.length === 0) continue;
    const sealed = policy[2].replace(/script-src ([^;]*)/, (_, sources) => `script-src ${sources.trim()} ${[...new Set(hashes)].join(" ")}`);
    writeFileSync(page, html.replace(POLICY, (_, before, __, after) => before + sealed + after));
  }
}

function refuseAbsoluteUrls(folder) {
  const absolute = /\b(?:href|src|content|action)="(\/(?!\/)[^"]*)"|url\(["']?(\/[^)"']*)|from ['"](\/[^'"]+)['"]/g;
  for (const file of filesBelow(folder).filter((name) => [".html", ".css"].includes(extname(name)))) {
    for (const match of readFileSync(file, "utf8").matchAll(absolute)) {
      fail(`${relative(folder, file)} has the URL ${match[1] ?? match[2] ?? match[3]}, which would not work from a sub-path`);
    }
  }
}

/** Tells the service worker what there is to keep, the page first, and of which version: the same files always are the same version. */
function listFiles(folder) {
  const worker = join(folder, "sw.js");
  const size = (file) => (file === "index.html" ? 0 : statSync(join(folder, file)).size);
  const files = filesBelow(folder).map((file) => relative(folder, file)).filter((file) => file !== "sw.js");
  // Stories before the engine, which is the largest: a visit may be short.
  files.sort((one, other) => size(one) - size(other));
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update("\0").update(readFileSync(join(folder, file))).update("\0");
  const site = { version: hash.digest("hex").slice(0, 16), files };
  writeFileSync(worker, `const SITE = ${JSON.stringify(site)};\n${readFileSync(worker, "utf8")}`);
}

const [folder, ...options] = process.argv.slice(2);
if (!folder) fail("usage: node tools/seal-site.mjs FOLDER [WASM-OPT-OPTION…]");
makeSmaller(folder, options);
renameByContent(folder);
renameFolders(folder);
refuseAbsoluteUrls(folder);
allowInlineScripts(folder);
listFiles(folder);
