// Every sound of the visit goes through here: one at a time in the whole page, none before a tap, one switch mutes all.
import { buildHearing } from "./hearing.js";

/** The file this browser can play; null when there is none. */
export function playable(sound) {
  if (!sound) return null;
  const probe = document.createElement("audio");
  const kinds = [["webm", 'audio/webm; codecs="opus"'], ["m4a", "audio/mp4"]];
  const found = kinds.find(([name, type]) => sound[name] && probe.canPlayType(type) !== "");
  return found ? sound[found[0]] : null;
}

export class Sounds extends EventTarget {
  constructor() {
    super();
    this.isMuted = false;
    this.now = null;
    // Two players and no more: iOS lets one that has once been started by a tap play on by itself.
    this.plain = new Audio();
    this.placed = new Audio();
    for (const audio of [this.plain, this.placed]) {
      audio.addEventListener("ended", () => this.over(audio, "ended"));
      audio.addEventListener("error", () => this.over(audio, "failed"));
    }
    // Whatever else on the page begins to play aloud, ours goes quiet.
    this.other = ({ target }) => this.now && target !== this.now.audio && !target.muted && this.stop();
    document.addEventListener("play", this.other, true);
  }

  /** Play a file; what played before stops. `direction` makes it come from somewhere; `ended` hears "ended" or "failed". */
  async play(src, { from = 0, direction = null, ended = () => {}, stopped = () => {} } = {}) {
    this.stop();
    const graph = direction && this.hear();
    const audio = graph ? this.placed : this.plain;
    graph?.set(direction.angle, direction.above);
    const now = { audio, ended, stopped };
    this.now = now;
    // The same sound again is not fetched anew: it goes on, or back, from where it stands.
    if (audio.src !== new URL(src, location.href).href) audio.src = src;
    if (Math.abs(audio.currentTime - from) > 0.3) audio.currentTime = from;
    audio.muted = this.isMuted;
    for (const other of document.querySelectorAll("audio, video")) if (!other.muted) other.pause();
    await audio.play();
    this.tell();
    return audio;
  }

  /** The graph that gives a sound its direction; made once, at the first tap that needs it. */
  hear() {
    try {
      if (!this.graph) {
        this.context = new AudioContext();
        this.graph = buildHearing(this.context, this.context.createMediaElementSource(this.placed));
      }
      this.context.resume();
      return this.graph;
    } catch {
      return null; // Then it comes from everywhere.
    }
  }

  /** The view turned: the sound now stands so far to the right and above. */
  turn(angle, above) {
    this.graph?.turn(angle, above);
  }

  over(audio, how) {
    const { now } = this;
    if (now?.audio !== audio) return;
    this.now = null;
    now.ended(how);
    this.tell();
  }

  stop() {
    const { now } = this;
    if (!now) return;
    this.now = null;
    now.audio.pause();
    now.stopped();
    this.tell();
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    for (const audio of [this.plain, this.placed]) audio.muted = isMuted;
    this.tell();
  }

  leave() {
    this.stop();
    document.removeEventListener("play", this.other, true);
    this.context?.close();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
