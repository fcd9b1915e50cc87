// Answers when the network does not: keeps the whole site, so that who has seen it once can open any of its stories without a network.
//
// Owns the copies. SITE, its version and the names of its files, is put before this when the site is sealed (tools/seal-site.mjs). It must
// not know what any file does: a name with a hash in it never means anything else, and the page itself, which has none, is taken
// from the network as long as there is one.

const HOME = self.registration.scope;
// The same host may have this site twice, at two addresses.
const OURS = `espalier ${HOME} `;
const COPIES = OURS + SITE.version;

/** What a copy is kept under: the page under the address of its folder, any file under its own. */
const place = (file) => new URL(file === "index.html" ? "" : file, HOME).href;

/** A copy of an earlier version's file, if the name says that it is the same. */
const known = (file) => (file === "index.html" ? undefined : caches.match(place(file), { ignoreVary: true }));

async function keep(copies, file) {
  const address = place(file);
  // What an interrupted visit has kept is not asked for again.
  if (await copies.match(address, { ignoreVary: true })) return;
  const response = (await known(file)) ?? (await fetch(address, { priority: "low" }));
  if (!response.ok) throw new Error(`${file}, HTTP ${response.status}`);
  // A browser takes no page that was led here from elsewhere.
  await copies.put(address, response.redirected ? new Response(response.body, { headers: response.headers }) : response);
}

/** A few at a time, since a reader may wait for something else. */
async function keepAll() {
  const copies = await caches.open(COPIES);
  const files = SITE.files.values();
  const hand = async () => {
    for (const file of files) await keep(copies, file);
  };
  await Promise.all([hand(), hand(), hand(), hand()]);
}

async function dropEarlier() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== COPIES) await caches.delete(name);
  }
  await self.clients.claim();
}

const copyOf = async (address) => (await caches.open(COPIES)).match(address, { ignoreSearch: true, ignoreVary: true });

const answerFile = async (request) => (await copyOf(request.url)) ?? fetch(request);

async function answerPage(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const copy = await copyOf(HOME);
    if (copy) return copy;
    throw problem;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropEarlier()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = request.url.split(/[?#]/)[0];
  const isPage = address === HOME || address === `${HOME}index.html`;
  if (request.method !== "GET" || !address.startsWith(HOME)) return;
  if (isPage) event.respondWith(answerPage(request));
  else if (request.mode !== "navigate") event.respondWith(answerFile(request));
});
