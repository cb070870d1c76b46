// <kept-form data-address="/di-san/di-tich/dinh/dang-viet" data-kept="…%(time)s…" data-trouble="…"><form>…</form><p role="status"></p></kept-form>
// What is typed is kept by the server a moment later, and not saved: whoever closes the page or loses the line finds it in the
// form again, on any machine. Without script there is the button, as ever.
import { fill } from "./words.js";

const PAUSE = 1_200;
const AGAIN = 10_000;

class KeptForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.addEventListener("input", () => this.wait(PAUSE));
    this.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", this);
  }

  disconnectedCallback() {
    this.stop();
    document.removeEventListener("visibilitychange", this);
  }

  /** The page is left or laid aside: what was typed a moment ago goes now. */
  handleEvent() {
    if (document.hidden && this.clock) void this.keep();
  }

  wait(pause) {
    this.stop();
    this.clock = setTimeout(() => this.keep(), pause);
  }

  stop() {
    clearTimeout(this.clock);
    this.clock = null;
  }

  async keep() {
    this.stop();
    try {
      const answer = await fetch(this.dataset.address, { method: "POST", body: new FormData(this.form), keepalive: true, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { at } = await answer.json();
      this.tell(fill(this.dataset.kept, { time: at }));
    } catch {
      this.tell(this.dataset.trouble);
      if (this.isConnected) this.wait(AGAIN);
    }
  }

  tell(words) {
    this.querySelector("p[role=status]").textContent = words;
  }
}

customElements.define("kept-form", KeptForm);
