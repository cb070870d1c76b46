// The service worker: tours that somebody saved, where there is no network. Registered by the saving (offline-pack.js), so
// whoever never saved one has no worker.
//
// It keeps nothing by itself. Files that never change under their address come from a saved tour at once; pages of a saved
// tour come from the network, and from what was saved when the network fails or hangs. Everything else (cart, orders,
// whatever is sent) it leaves alone.
import { CHANGED, PAST_WORKER, alone, packs, sweep } from "./offline/packs.js";
import { part } from "./offline/ranges.js";

const LASTING = /^\/(static\/build|media)\//;
const TOURS = /^(\/en)?\/tham-quan\//;
const PICTURE = /^\/media\/([\w-]{16})-\d+\.webp$/;
/** The short address of a plaque as it is scanned, and the page where its number is typed. */
const SHORT = /^(\/en)?\/t(?:\/([\w-]+))?$/i;
/** A picture is kept in one width; another one is as good as none. */
const WIDTHS = [640, 1280, 320];
/** In the hills a line may be up and carry nothing: after so long what was saved is better than waiting. */
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), alone(sweep)])));

let known = null;
new BroadcastChannel(CHANGED).addEventListener("message", () => (known = null));

function whole() {
  known ??= packs().catch(() => []);
  return known;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || request.headers.has(PAST_WORKER)) return;
  if (LASTING.test(address.pathname)) event.respondWith(lasting(request, address));
  else if (TOURS.test(address.pathname)) event.respondWith(page(request, address));
  else if (SHORT.test(address.pathname)) event.respondWith(fetch(request).catch((trouble) => lead(address, trouble)));
});

async function lasting(request, address) {
  const kept = await find(address.pathname);
  if (kept) return request.headers.has("Range") ? part(kept, request.headers.get("Range")) : kept;
  return fetch(request).catch(async (trouble) => {
    const other = await otherWidth(address.pathname);
    if (other) return other;
    throw trouble;
  });
}

async function page(request, address) {
  const path = decodeURI(address.pathname);
  const isKept = (await whole()).some(({ tour }) => path === tour || path.startsWith(`${tour}/`));
  if (!isKept) return fetch(request);
  const answer = fetch(request);
  const told = await Promise.race([answer, tooLong()]).catch(() => null);
  if (told && told.status < 500) return told;
  answer.catch(() => {}); // when the saved page is shown, nobody hears how the line failed
  return (await find(address.pathname)) ?? answer;
}

/** Where a plaque leads, as it was known when the tour was saved; else the page where a number is typed. */
async function lead({ pathname, searchParams }, trouble) {
  const [, english = "", scanned = ""] = SHORT.exec(pathname);
  const number = (searchParams.get("so") ?? scanned).replace(/[\W_]/g, "");
  const targets = (await whole()).map(({ leads }) => leads?.[`/t/${number}`]).filter(Boolean);
  const target = targets.find((one) => one.startsWith("/en/") === Boolean(english)) ?? targets[0];
  if (target) return Response.redirect(target, 302);
  const form = (await find(english ? "/en/t" : "/t")) ?? (await find(english ? "/t" : "/en/t"));
  if (form) return form;
  throw trouble;
}

function tooLong() {
  return new Promise((done) => setTimeout(() => done(null), PATIENCE));
}

/** A kept file by its path: a deep link's question does not matter. */
async function find(path) {
  for (const { cache } of await whole()) {
    const kept = await caches.match(path, { cacheName: cache, ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
  }
  return null;
}

async function otherWidth(path) {
  const match = PICTURE.exec(path);
  for (const width of match ? WIDTHS : []) {
    const kept = await find(`/media/${match[1]}-${width}.webp`);
    if (kept) return kept;
  }
  return null;
}
