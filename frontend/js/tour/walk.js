// The narrated walk: a bar that leads from stop to stop, turns the view, speaks where there is a sound, and shows the words.
// Without a sound a stop stays for as long as its words take to read. Any touch of the picture pauses and hands over.
import { cueAt } from "./captions.js";
import { filled, make, relabel, tool } from "./dom.js";
import { playable } from "./sound.js";

export class Walk {
  /** `visit` goes to scenes and has stage, sounds, captions, lang and sprite. */
  constructor(visit, stops) {
    this.visit = visit;
    this.stops = stops;
    this.number = 0;
    this.ms = 0;
    this.isPlaying = false;
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
    this.bar.dataset.state = this.isPlaying ? "playing" : "paused";
    // Pins would cover what is told of; they are there again when one stops.
    this.visit.host.toggleAttribute("data-led", this.isPlaying);
  }

  /** Another stop from its beginning, playing on if it played. */
  goTo(number) {
    const goesOn = this.isPlaying;
    this.pause();
    this.number = Math.min(this.stops.length - 1, Math.max(0, number));
    this.ms = 0;
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
      if (!(await this.turnTo(run)) || run !== this.run) return;
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
      if (!(await this.visit.goFor(this.stop))) return false;
      if (run !== this.run) return false;
      const { yaw, pitch, hfov } = this.stop;
      return (await stage.look({ yaw, pitch, hfov }, { ms: 1200 })) && run === this.run;
    } finally {
      this.isLeading = false;
    }
  }

  /** Say this stop from `ms` on; true when it was said to the end. */
  async tell(run) {
    const { sounds, captions } = this.visit;
    const { stop } = this;
    let src = playable(stop.sound);
    let audio = null;
    const over = new Promise((settle) => (this.settle = settle));
    if (src) {
      try {
        audio = await sounds.play(src, { from: this.ms / 1000, ended: (how) => how === "ended" && this.settle(true) });
      } catch {
        src = null;
      }
      if (run !== this.run) return false;
    }
    const began = performance.now() - this.ms;
    const follow = () => {
      if (run !== this.run) return;
      // A sound that broke off leaves the words: they go on by the clock.
      const isHeard = audio && sounds.now?.audio === audio;
      this.ms = isHeard ? audio.currentTime * 1000 : Math.max(this.ms, performance.now() - began);
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

  leave() {
    this.pause();
    this.visit.captions.show("");
    this.bar.remove();
  }
}
