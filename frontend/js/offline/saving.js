// One saving of a tour, from the list of its files to its entry in the index.
import { PAST_WORKER, count, newCacheName } from "./packs.js";

const AT_ONCE = 4;
/** What a cache needs beside the files: names, headers, its own books. */
const OVERHEAD = 1.1;
/** These belong to the line, not to the file. */
const LINE_HEADERS = ["Content-Encoding", "Content-Length", "Set-Cookie", "Vary", "Transfer-Encoding"];

export class Stopped extends Error {}

export class Saving {
  constructor(list, { tour, sound, withFilms }) {
    this.tour = tour;
    this.withFilms = withFilms;
    this.version = list.version;
    this.leads = list.leads ?? {};
    this.files = list.files.filter((file) => !file.sound || file.sound === sound);
    this.bytes = list.bytes[sound];
    this.unpacked = list.stored_bytes[sound];
    this.cache = newCacheName(tour, list.version);
    this.end = new AbortController();
  }

  stop() {
    this.end.abort(new Stopped("the visitor stopped it"));
  }

  /** How many bytes are left on the phone when they are too few; else null. */
  async roomMissing() {
    if (!navigator.storage?.estimate) return null;
    const { quota, usage } = await navigator.storage.estimate();
    const left = Math.max(0, quota - usage);
    return left < this.unpacked * OVERHEAD ? left : null;
  }

  /** The tour is saved whole; or this raises and nothing of it is left. */
  async run(progress) {
    try {
      await navigator.serviceWorker.register("/sw.js", { scope: "/" });
      await navigator.serviceWorker.ready;
      await navigator.storage?.persist?.().catch(() => false);
      await this.fetchAll(progress);
      await count({ tour: this.tour, cache: this.cache, version: this.version, leads: this.leads, withFilms: this.withFilms, bytes: this.bytes, savedAt: Date.now() });
    } catch (trouble) {
      await caches.delete(this.cache);
      throw this.end.signal.aborted ? this.end.signal.reason : trouble;
    }
  }

  async fetchAll(progress) {
    const cache = await caches.open(this.cache);
    const ahead = [...this.files];
    let done = 0;
    const work = async () => {
      for (let file = ahead.shift(); file; file = ahead.shift()) {
        await this.keep(cache, file);
        done += file.bytes;
        progress(done);
      }
    };
    // One that fails ends the others: what they still write goes with the cache.
    await Promise.all(Array.from({ length: AT_ONCE }, () => work().catch((trouble) => this.fail(trouble))));
  }

  fail(trouble) {
    if (!this.end.signal.aborted) this.end.abort(trouble);
    throw trouble;
  }

  /** Without cookies: what is kept is what anybody sees. */
  async keep(cache, file) {
    const { signal } = this.end;
    signal.throwIfAborted();
    const answer = await fetch(file.url, { credentials: "omit", headers: { [PAST_WORKER]: "1" }, signal });
    if (!answer.ok) throw new Error(`${file.url} answered ${answer.status}`);
    const headers = new Headers(answer.headers);
    for (const name of LINE_HEADERS) headers.delete(name);
    const body = await answer.blob();
    signal.throwIfAborted();
    await cache.put(file.as ?? file.url, new Response(body, { headers }));
  }
}
