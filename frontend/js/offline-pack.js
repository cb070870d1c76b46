// <offline-pack data-tour="/tham-quan/lang" data-list="/tham-quan/lang/mang-theo.json" data-save="Lưu để xem khi đi thăm (%(size)s)" …>
// Saves a tour for a visit without network. Without script, without a secure address or without storage it stays empty.
// The words are in data-*; what is saved and how is told in offline/packs.js.
import { Saving, Stopped } from "./offline/saving.js";
import { alone, drop, packOf, sweep } from "./offline/packs.js";
import { fill, say } from "./words.js";

const CAN_SAVE = "serviceWorker" in navigator && "caches" in self && "locks" in navigator && isSecureContext;

class OfflinePack extends HTMLElement {
  async connectedCallback() {
    if (!CAN_SAVE || this.began) return;
    this.began = true;
    await alone(sweep);
    await this.show();
  }

  /** What can be done now: save, update, drop. */
  async show(sentence = "") {
    const saved = await packOf(this.dataset.tour);
    const offered = await this.ask({ short: true, withFilms: saved?.withFilms });
    const parts = [];
    if (sentence) parts.push(line(sentence, "alert"));
    if (saved) {
      parts.push(line(fill(this.dataset.saved, { day: this.day(saved.savedAt), size: this.size(saved.bytes) })));
      if (offered && offered.version !== saved.version) parts.push(this.button(this.dataset.newer, offered.bytes, () => this.save(saved.withFilms)));
      if (offered?.with_films && !saved.withFilms) parts.push(this.button(this.dataset.saveFilms, offered.with_films, () => this.save(true)));
      parts.push(this.button(this.dataset.drop, null, () => this.forget(), "quiet"));
    } else if (offered) {
      parts.push(this.button(this.dataset.save, offered.bytes, () => this.save()));
      if (offered.with_films) parts.push(this.button(this.dataset.saveFilms, offered.with_films, () => this.save(true)));
    }
    this.replaceChildren(...parts);
  }

  async save(withFilms = false) {
    const result = await alone(() => this.saveAlone(withFilms));
    if (result === undefined) await this.show(this.dataset.elsewhere);
  }

  async saveAlone(withFilms) {
    const list = await this.ask({ withFilms });
    if (!list) return this.endWith(this.dataset.broken);
    const saving = new Saving(list, { tour: this.dataset.tour, sound: soundPlayed(), withFilms });
    const left = await saving.roomMissing();
    if (left !== null) return this.endWith(fill(this.dataset.full, { size: this.size(saving.unpacked), left: this.size(left) }));
    this.showProgress(saving);
    try {
      await saving.run((done) => this.progress(done, saving.bytes));
    } catch (trouble) {
      if (trouble instanceof Stopped) return this.endWith("");
      if (trouble.name !== "QuotaExceededError") console.warn(trouble);
      return this.endWith(trouble.name === "QuotaExceededError" ? this.dataset.noRoom : this.dataset.broken);
    }
    await this.show();
    say(this.querySelector("p")?.textContent ?? "");
    this.querySelector("button")?.focus();
    return true;
  }

  async endWith(sentence) {
    await this.show(sentence);
    return false;
  }

  async forget() {
    await drop(this.dataset.tour);
    await this.show();
    say(this.dataset.dropped);
    this.querySelector("button")?.focus();
  }

  showProgress(saving) {
    this.bar = document.createElement("progress");
    this.bar.max = saving.bytes;
    this.words = line("");
    this.words.id = "pack-words";
    this.bar.setAttribute("aria-labelledby", this.words.id);
    const stop = this.button(this.dataset.stop, null, () => saving.stop(), "quiet");
    this.replaceChildren(this.words, this.bar, stop);
    this.progress(0, saving.bytes);
    stop.focus();
  }

  progress(done, all) {
    this.bar.value = done;
    this.words.textContent = fill(this.dataset.saving, { done: this.size(done), size: this.size(all) });
  }

  /** A button whose words say how many bytes, of the sound this browser plays. */
  button(words, bytes, act, kind = "secondary") {
    const button = document.createElement("button");
    button.className = "button";
    button.type = "button";
    button.dataset.kind = kind;
    button.textContent = bytes ? fill(words, { size: this.size(bytes[soundPlayed()]) }) : words;
    button.addEventListener("click", act, { once: true });
    return button;
  }

  /** The list of files, or with `short` its size and version; null without network. */
  async ask({ short = false, withFilms = false }) {
    const asked = new URLSearchParams();
    if (short) asked.set("gon", "1");
    if (withFilms) asked.set("phim", "1");
    if (navigator.connection?.saveData) asked.set("muc", "2048");
    try {
      const answer = await fetch(`${this.dataset.list}?${asked}`, { credentials: "omit" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  size(bytes) {
    const language = this.dataset.language || "vi";
    if (bytes < 950_000) return `${Math.ceil(bytes / 1000).toLocaleString(language)} KB`;
    return `${(bytes / 1_000_000).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
  }

  day(savedAt) {
    return new Date(savedAt).toLocaleDateString(this.dataset.language === "en" ? "en-GB" : "vi-VN", { day: "numeric", month: "numeric" });
  }
}

function line(text, role = null) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  if (role) paragraph.setAttribute("role", role);
  return paragraph;
}

function soundPlayed() {
  return document.createElement("audio").canPlayType('audio/webm; codecs="opus"') ? "webm" : "m4a";
}

customElements.define("offline-pack", OfflinePack);
