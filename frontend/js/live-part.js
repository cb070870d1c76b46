// <live-part src="/don/ABC/phan-tien" data-trouble="Mạng chập chờn, đang thử lại…"><div data-version="7">…</div></live-part>
// Keeps a part of the page fresh. It asks src?v=<version>: 204 is "nothing new", 200 brings one root element with its own
// data-version. data-final in it ends the asking. Often at first, seldom later; not while the page is hidden (the buyer is in
// the bank's app) and at once when it is back. Short questions, because a waiting answer would hold one of the server's
// threads: some thirty buyers who wait would stop the whole market.
import { say } from "./words.js";

const MINUTE = 60_000;
/** Until this age of the page, wait this long between questions. */
const RHYTHM = [
  [2 * MINUTE, 2_500],
  [10 * MINUTE, 5_000],
  [Infinity, 15_000],
];
const LONGEST_WAIT = 60_000;
const PATIENCE = 10_000;

export function waitAt(age, failures = 0, chance = Math.random()) {
  const [, wait] = RHYTHM.find(([until]) => age < until);
  const jitter = 0.85 + 0.3 * chance;
  return Math.min(wait * 2 ** failures, LONGEST_WAIT) * jitter;
}

class LivePart extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-live", "polite");
    this.began = Date.now();
    this.failures = 0;
    document.addEventListener("visibilitychange", this);
    window.addEventListener("online", this);
    window.addEventListener("pageshow", this);
    this.waitForNext();
  }

  disconnectedCallback() {
    this.stop();
    document.removeEventListener("visibilitychange", this);
    window.removeEventListener("online", this);
    window.removeEventListener("pageshow", this);
  }

  get isFinal() {
    return this.querySelector("[data-final]") !== null;
  }

  handleEvent(event) {
    if (event.type === "pageshow" && !event.persisted) return;
    if (document.hidden) this.stop();
    else this.ask();
  }

  stop() {
    clearTimeout(this.timer);
    this.question?.abort();
    this.question = null;
  }

  waitForNext() {
    clearTimeout(this.timer);
    if (this.isFinal || document.hidden || !this.isConnected) return;
    this.timer = setTimeout(() => this.ask(), waitAt(Date.now() - this.began, this.failures));
  }

  async ask() {
    if (this.question || this.isFinal) return;
    clearTimeout(this.timer);
    const question = (this.question = new AbortController());
    const patience = setTimeout(() => question.abort(), PATIENCE);
    try {
      const url = new URL(this.getAttribute("src"), location.href);
      url.searchParams.set("v", this.firstElementChild?.dataset.version ?? "");
      const answer = await fetch(url, {
        headers: { "X-Live": "1" },
        cache: "no-store",
        credentials: "same-origin",
        redirect: "error",
        signal: question.signal,
      });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      const html = answer.status === 204 ? "" : await answer.text();
      if (this.question !== question) return;
      if (html) this.replace(html);
      this.failures = 0;
      this.showTrouble(false);
    } catch {
      if (this.question !== question) return; // stopped on purpose
      this.failures += 1;
      this.showTrouble(this.failures > 1);
    } finally {
      clearTimeout(patience);
      if (this.question === question) {
        this.question = null;
        this.waitForNext();
      }
    }
  }

  replace(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!fresh?.dataset.version) throw new Error("the answer has no data-version");
    const focused = this.contains(document.activeElement) ? document.activeElement.id : "";
    // Either the sentence the server wrote for the ear, or whatever changed; not both.
    this.setAttribute("aria-live", fresh.dataset.say ? "off" : "polite");
    this.replaceChildren(document.adoptNode(fresh));
    if (focused) document.getElementById(focused)?.focus();
    if (fresh.dataset.say) say(fresh.dataset.say);
    this.dispatchEvent(new CustomEvent("live-part:new", { bubbles: true }));
  }

  showTrouble(isThere) {
    let sentence = this.querySelector(":scope > .live-trouble");
    if (!isThere) sentence?.remove();
    else if (!sentence && this.dataset.trouble) {
      sentence = document.createElement("p");
      sentence.className = "live-trouble";
      sentence.textContent = this.dataset.trouble;
      this.append(sentence);
    }
  }
}

customElements.define("live-part", LivePart);
