// <kept-form data-address="/di-san/di-tich/dinh/dang-viet" data-kept="…%(time)s…" data-trouble="…"><form>…</form><p role="status" data-kept-said></p></kept-form>
// What is typed is kept by the server a moment later, and not saved: whoever closes the page or loses the line finds it in the
// form again, on any machine. Without script there is the button, as ever. `data-unsent`: the form came back refused, and what
// stands in it is kept nowhere yet.
import "./form-steps.js";
import "./map-place.js";
import { fill } from "./words.js";

const PAUSE = 1_200;
const AGAIN = 10_000;
/** A browser sends no more than this after its page is left. */
const LAST_WORDS = 60_000;

class KeptForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.leave = new AbortController();
    const { signal } = this.leave;
    this.addEventListener("input", () => this.wait(PAUSE), { signal });
    // Whatever form of the page is sent, this one is saved by it, or let go.
    document.addEventListener("submit", () => this.stop(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.clock && this.keep(), { signal });
    if ("unsent" in this.dataset) this.wait(0);
  }

  disconnectedCallback() {
    this.stop();
    this.leave.abort();
  }

  wait(pause) {
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.keep(), pause);
  }

  stop() {
    clearTimeout(this.clock);
    this.clock = null;
    this.sending?.abort();
  }

  async keep() {
    this.stop();
    const body = new URLSearchParams(new FormData(this.form));
    const keepalive = document.hidden && body.toString().length < LAST_WORDS;
    const sending = (this.sending = new AbortController());
    try {
      const answer = await fetch(this.dataset.address, { method: "POST", body, keepalive, signal: sending.signal, headers: { Accept: "application/json" } });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok && told.at) return this.tell(fill(this.dataset.kept, { time: told.at }));
      // Refused, and it would be again: the sentence says what to do. Of a server in trouble one asks again.
      if (answer.status < 500) return this.tell(told.error ?? this.dataset.refused);
      throw new Error(String(answer.status));
    } catch {
      if (sending.signal.aborted) return;
      this.tell(this.dataset.trouble);
      if (this.isConnected) this.wait(AGAIN);
    }
  }

  tell(words) {
    this.querySelector("[data-kept-said]").textContent = words;
  }
}

customElements.define("kept-form", KeptForm);
