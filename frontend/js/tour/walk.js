// The narrated walk: a bar that leads from stop to stop, turns the view, speaks where there is a sound, shows the words and
// says how they are known. Without a sound a stop stays for as long as its words take to read. Any touch of the picture pauses and hands over.
import { cueAt } from "./captions.js";
import { button, filled, make, relabel, tool } from "./dom.js";
import { playable } from "./sound.js";
import { source } from "./things.js";

/** How much of the usual pace is slow reading: for those who listen in another language, or read along. */
const SLOW = 0.7;

export class Walk {
  /** `visit` goes to scenes and has stage, sounds, captions, lang and sprite. */
  constructor(visit, stops) {
    this.visit = visit;
    this.stops = stops;
    this.number = 0;
    this.ms = 0;
    this.isPlaying = false;
    this.pace = 1;
    this.run = 0;
    this.draw();
  }

  draw() {
    const { lang, sprite, captions } = this.visit;
    this.playButton = tool(sprite, "play", lang.walk_play, () => (this.isPlaying ? this.pause() : this.play()));
    this.before = tool(sprite, "arrow-left", lang.walk_before, () => this.goTo(this.number - 1));
    this.after = tool(sprite, "arrow-right", lang.walk_after, () => this.goTo(this.number + 1));
    this.captionsButton = tool(sprite, "captions", lang.captions, () => {
      captions.toggle(!captions.isOn);
      this.captionsButton.setAttribute("aria-pressed", String(captions.isOn));
    });
    this.captionsButton.setAttribute("aria-pressed", String(captions.isOn));
    this.where = make("p", { className: "tour-walk-where", attributes: { role: "status" } });
    const leave = tool(sprite, "close", lang.walk_leave, () => this.visit.leaveWalk());
    this.bar = make("div", {
      className: "tour-walk",
      attributes: { role: "group", "aria-label": lang.walk },
      children: [this.before, this.playButton, this.after, this.where, this.captionsButton, leave],
    });
    this.sourceButton = button("", () => this.showWords(), { attributes: { class: "tour-walk-source" } });
    // Whoever does not see the captions and has no voice to hear is told the words of a stop as it begins.
    this.told = make("p", { className: "aloud", attributes: { role: "status" } });
    this.parts = [this.told, this.sourceButton, this.bar];
    this.show();
  }

  get stop() {
    return this.stops[this.number];
  }

  show() {
    const { lang, sprite } = this.visit;
    relabel(this.playButton, sprite, this.isPlaying ? "pause" : "play", this.isPlaying ? lang.walk_pause : lang.walk_play);
    this.before.disabled = this.number === 0;
    this.after.disabled = this.number === this.stops.length - 1;
    const where = filled(lang.walk_stop, { number: this.number + 1, of: this.stops.length });
    if (this.where.textContent !== where) this.where.textContent = where;
    const { note } = this.stop;
    this.sourceButton.replaceChildren(...(note ? [note, make("span", { className: "aloud", text: ` – ${lang.walk_words}` })] : [lang.walk_words]));
    this.bar.dataset.state = this.isPlaying ? "playing" : "paused";
    // Pins would cover what is told of; they are there again when one stops.
    this.visit.host.toggleAttribute("data-led", this.isPlaying);
  }

  /** The words of this stop to read at leisure, how they are known, and the way to the source; and how fast they are told. */
  showWords() {
    const { lang, sheet } = this.visit;
    const { text, note, href } = this.stop;
    const pace = button(this.pace === 1 ? lang.walk_slow : lang.walk_usual, () => this.changePace(), { kind: "secondary" });
    sheet.show(filled(lang.walk_stop, { number: this.number + 1, of: this.stops.length }), [make("p", { text }), ...source({ note, href }, lang), pace]);
  }

  /** Slower, or as ever, from here on: the voice and its captions, or the words' own time. */
  changePace() {
    this.pace = this.pace === 1 ? SLOW : 1;
    this.visit.sheet.close();
    this.play();
  }

  /** Another stop from its beginning, playing on if it played. */
  goTo(number) {
    const goesOn = this.isPlaying;
    this.pause();
    this.number = Math.min(this.stops.length - 1, Math.max(0, number));
    this.ms = 0;
    this.told.textContent = "";
    this.show();
    if (goesOn) this.play();
    else this.turnTo(++this.run);
  }

  /** Go on from the place where it was left. */
  async play() {
    if (this.isPlaying) return;
    this.isPlaying = true;
    this.show();
    const run = ++this.run;
    while (this.isPlaying && run === this.run) {
      const isThere = await this.turnTo(run);
      if (run !== this.run) return;
      // The scene did not come, or the view was turned away: the visitor decides when to go on.
      if (!isThere) return this.pause();
      const isWhole = await this.tell(run);
      if (!isWhole || run !== this.run) return;
      if (this.number === this.stops.length - 1) return this.finish();
      this.number += 1;
      this.ms = 0;
      this.show();
    }
  }

  finish() {
    this.pause();
    this.number = 0;
    this.ms = 0;
    this.show();
    this.where.textContent = this.visit.lang.walk_over;
  }

  /** Everything stands still; `ms` remembers where. */
  pause() {
    this.run += 1;
    this.isPlaying = false;
    cancelAnimationFrame(this.frame);
    this.visit.sounds.stop();
    this.visit.stage.stop();
    this.settle?.(false);
    this.show();
  }

  /** Look where this stop looks; false when another run began meanwhile. */
  async turnTo(run) {
    const { stage } = this.visit;
    this.isLeading = true;
    try {
      if (!(await this.enter(this.stop))) return false;
      if (run !== this.run) return false;
      const { yaw, pitch, hfov } = this.stop;
      return (await stage.look({ yaw, pitch, hfov }, { ms: 1200 })) && run === this.run;
    } finally {
      this.isLeading = false;
    }
  }

  /** A stop is looked at from its own scene; false when one did not come there. */
  async enter({ scene: slug, yaw, pitch, hfov }) {
    const { visit } = this;
    const scene = visit.sceneBySlug(slug);
    if (!scene) return false;
    return visit.isIn(scene) || visit.go(scene, { view: { yaw, pitch, hfov }, isNew: false });
  }

  /** Say this stop from `ms` on; true when it was said to the end. */
  async tell(run) {
    const { sounds, captions } = this.visit;
    const { stop } = this;
    const src = playable(stop.sound);
    let audio = null;
    const over = new Promise((settle) => (this.settle = settle));
    if (src) {
      try {
        audio = await sounds.play(src, { from: this.ms / 1000, rate: this.pace, ended: (how) => (how === "ended" ? this.settle(true) : this.missVoice(run)) });
      } catch {
        this.missVoice(run);
      }
      if (run !== this.run) return false;
    }
    if (!audio || sounds.isMuted) this.told.textContent = stop.text;
    let seen = performance.now();
    const follow = () => {
      if (run !== this.run) return;
      const passed = performance.now() - seen;
      seen += passed;
      // A sound that broke off leaves the words: they go on by the clock.
      const isHeard = audio && sounds.now?.audio === audio;
      this.ms = isHeard ? audio.currentTime * 1000 : this.ms + passed * this.pace;
      captions.show(cueAt(stop.cues, this.ms));
      if (!isHeard && this.ms >= stop.length_ms) this.settle(true);
      else this.frame = requestAnimationFrame(follow);
    };
    follow();
    const isWhole = await over;
    cancelAnimationFrame(this.frame);
    if (isWhole) captions.show("");
    return isWhole;
  }

  /** A voice that cannot be heard is not left unsaid; the words go on by the clock. */
  missVoice(run) {
    if (run !== this.run) return;
    this.visit.say(this.visit.lang.no_voice);
    this.told.textContent = this.stop.text;
  }

  leave() {
    this.pause();
    this.visit.captions.show("");
    for (const part of this.parts) part.remove();
  }
}
