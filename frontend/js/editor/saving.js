// Saving by itself: a moment after the last change, and at once when the page is left. What the server has not taken
// stays in this browser and is offered when the page is opened again, whatever was saved by others meanwhile.

const AFTER = 1500;
const WAITS = [2, 5, 10, 20, 30];

export class Saving extends EventTarget {
  constructor(draft, { address, token, revision, words }) {
    super();
    Object.assign(this, { draft, address, token, revision, words });
    this.key = `tour-draft:${address}`;
    this.isDirty = false;
    this.keepsBefore = false;
    this.setAside();
    this.tries = 0;
    draft.addEventListener("change", () => this.later());
    addEventListener("pagehide", () => this.isDirty && this.keepHere());
    addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault());
  }

  later(wait = AFTER) {
    this.isDirty = true;
    this.say("unsaved");
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.save(), wait);
  }

  /** Resolves when the server has what is on the screen now, or with false when it will not. */
  async save() {
    clearTimeout(this.clock);
    if (this.running) {
      await this.running;
      return this.isDirty ? this.save() : true;
    }
    if (!this.isDirty) return true;
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  async send() {
    const body = JSON.stringify(this.draft.content);
    this.isDirty = false;
    this.say("saving");
    try {
      const answer = await fetch(`${this.address}?ban=${this.revision}${this.keepsBefore ? "&giu=1" : ""}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body,
      });
      const told = await answer.json().catch(() => null);
      if (!answer.ok || !told) return this.refused(told ?? {}, answer.status);
      this.tries = 0;
      this.keepsBefore = false;
      this.revision = told.revision;
      this.forgetHere();
      this.say(this.isDirty ? "unsaved" : "saved", told);
      if (this.isDirty) this.later();
      return true;
    } catch {
      return this.unreachable();
    }
  }

  refused(told, status) {
    this.isDirty = true;
    this.keepHere();
    if (status >= 500) return this.unreachable();
    // A page of words where a document was asked for: nobody is signed in here any more, or the page is too old.
    this.say("refused", { ...told, error: told.error ?? this.words.refused[status] ?? this.words.refused.other });
    return false;
  }

  unreachable() {
    this.isDirty = true;
    this.keepHere();
    this.say("offline");
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.save(), wait * 1000);
    return false;
  }

  say(state, told = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { ...told, state } }));
  }

  keepHere() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ revision: this.revision, content: this.draft.content }));
    } catch {
      /* a full or shut store: the page still asks before it is left */
    }
  }

  forgetHere() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* as above */
    }
  }

  /** What an earlier sitting kept lies under a key of its own, so that this sitting's saving does not sweep it away. */
  setAside() {
    try {
      const kept = localStorage.getItem(this.key);
      if (kept) localStorage.setItem(`${this.key}:before`, kept);
      localStorage.removeItem(this.key);
    } catch {
      /* as above */
    }
  }

  /** What this browser kept of an earlier sitting: { content, isOlder }, older when others have saved since; or null. */
  keptHere() {
    try {
      const kept = JSON.parse(localStorage.getItem(`${this.key}:before`));
      return kept ? { content: kept.content, isOlder: kept.revision !== this.revision } : null;
    } catch {
      return null;
    }
  }

  /** The offer was answered. Taken: what was saved meanwhile stays as a version of its own. */
  decided({ isTaken }) {
    this.keepsBefore ||= isTaken;
    try {
      localStorage.removeItem(`${this.key}:before`);
    } catch {
      /* as above */
    }
  }
}
