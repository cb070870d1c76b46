// Counts one visit of a tour and tells the sums when the page is left: no cookie, no name, nothing kept in the browser.
//   const counter = new Counter("/tham-quan/dao-dinh/dem");
//   counter.view(); counter.scene("san-dinh"); counter.pin("san-dinh", 3); counter.leave();
// Who asked not to be tracked is not counted at all. Time counts only while the page can be seen.

// What the server takes in one telling.
const MOST_SECONDS = 600;
const MOST_ENTRIES = 50;

export class Counter {
  constructor(address) {
    this.address = address;
    this.here = null; // the scene one stands in
    this.since = null; // up to when its time is counted; null while the page cannot be seen
    this.forget();
    this.isOff = !address || asksNotToBeTracked();
    if (this.isOff) return;
    this.onChange = () => {
      if (isSeen()) this.since = performance.now();
      else this.send();
    };
    this.onHide = () => this.send();
    document.addEventListener("visibilitychange", this.onChange);
    window.addEventListener("pagehide", this.onHide);
  }

  /** The tour was opened. */
  view() {
    this.views = 1;
  }

  /** Somebody stands in this scene now. */
  scene(slug) {
    this.countTime();
    this.here = slug;
    this.stay(slug).n += 1;
  }

  /** A pin was opened. */
  pin(scene, number) {
    const place = `${scene}/${number}`;
    this.makeRoom(this.pins, place);
    this.pins.set(place, (this.pins.get(place) ?? 0) + 1);
  }

  /** The visit is over: tell it, and count no more. */
  leave() {
    if (this.isOff) return;
    this.send();
    this.isOff = true;
    document.removeEventListener("visibilitychange", this.onChange);
    window.removeEventListener("pagehide", this.onHide);
  }

  /** The time until now belongs to the scene one stands in. */
  countTime() {
    const now = performance.now();
    if (this.here !== null && this.since !== null) this.stay(this.here).ms += now - this.since;
    this.since = isSeen() ? now : null;
  }

  stay(slug) {
    this.makeRoom(this.scenes, slug);
    if (!this.scenes.has(slug)) this.scenes.set(slug, { n: 0, ms: 0 });
    return this.scenes.get(slug);
  }

  /** More than one telling may hold are two tellings. */
  makeRoom(entries, key) {
    if (!entries.has(key) && this.scenes.size + this.pins.size >= MOST_ENTRIES) this.tell();
  }

  send() {
    this.countTime();
    this.tell();
  }

  tell() {
    const scenes = {};
    for (const [slug, { n, ms }] of this.scenes) {
      const seconds = Math.min(MOST_SECONDS, Math.round(ms / 1000));
      if (n || seconds) scenes[slug] = { n, seconds };
    }
    const told = { views: this.views, scenes, pins: Object.fromEntries(this.pins) };
    this.forget();
    const isNothing = !told.views && !Object.keys(scenes).length && !Object.keys(told.pins).length;
    if (this.isOff || isNothing) return;
    navigator.sendBeacon?.(this.address, new Blob([JSON.stringify(told)], { type: "application/json" }));
  }

  forget() {
    this.views = 0;
    this.scenes = new Map();
    this.pins = new Map();
  }
}

function isSeen() {
  return document.visibilityState === "visible";
}

function asksNotToBeTracked() {
  return navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;
}
