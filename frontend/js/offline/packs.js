// Saved tours, as the page that saves them and the worker that serves them both see them.
//
// The files of one saving lie in a cache of their own; the index names the caches that are whole. A saving counts only when
// its entry is written, which is one step: a half one is never served, and is swept away at the next start.

const INDEX = "chothon-packs";
const FILES = "chothon-pack ";
/** Whoever saves or sweeps holds this, in whichever tab or worker. */
const LOCK = "chothon-packs";
export const CHANGED = "chothon-packs";
/** The worker leaves a request with this header to the network. */
export const PAST_WORKER = "X-Past-Worker";

/** Every whole saving: { tour, cache, version, leads, withFilms, bytes, savedAt }. `tour` is the path of the tour's page,
    `leads` says where short addresses lead. */
export async function packs() {
  if (!(await caches.has(INDEX))) return [];
  const index = await caches.open(INDEX);
  const entries = await Promise.all((await index.keys()).map(async (key) => (await index.match(key))?.json()));
  return entries.filter(Boolean);
}

export async function packOf(tour) {
  return (await packs()).find((pack) => pack.tour === tour) ?? null;
}

/** A name for the files of a saving that begins now. */
export function newCacheName(tour, version) {
  return `${FILES}${tour} ${version} ${Date.now().toString(36)}`;
}

/** From now on this saving counts, and the one before it is gone. */
export async function count(pack) {
  const before = await packOf(pack.tour);
  const index = await caches.open(INDEX);
  await index.put(entryOf(pack.tour), new Response(JSON.stringify(pack), { headers: { "Content-Type": "application/json" } }));
  tell();
  if (before && before.cache !== pack.cache) await caches.delete(before.cache);
}

/** The saved tour is gone. */
export async function drop(tour) {
  const pack = await packOf(tour);
  if (!pack) return;
  await (await caches.open(INDEX)).delete(entryOf(tour));
  tell();
  await caches.delete(pack.cache);
}

/** Run `act` alone among all tabs; answers undefined at once when somebody else is at it. */
export function alone(act) {
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}

/** Files of savings that never came to their end are gone. */
export async function sweep() {
  const whole = new Set((await packs()).map((pack) => pack.cache));
  const left = (await caches.keys()).filter((name) => name.startsWith(FILES) && !whole.has(name));
  await Promise.all(left.map((name) => caches.delete(name)));
}

function entryOf(tour) {
  return new URL(`/chothon-packs${tour}`, self.location.origin).href;
}

function tell() {
  const channel = new BroadcastChannel(CHANGED);
  channel.postMessage("changed");
  channel.close();
}
