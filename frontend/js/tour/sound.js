// Every sound of the visit goes through here: one at a time in the whole page, none before a tap, one switch mutes all.
import { buildHearing } from "./hearing.js";

/** A file with nothing to hear: one hundredth of a second. */
function silence() {
  const bytes = new DataView(new ArrayBuffer(44 + 80));
  const write = (at, word) => [...word].forEach((letter, number) => bytes.setUint8(at + number, letter.charCodeAt(0)));
  write(0, "RIFF");
  bytes.setUint32(4, 36 + 80, true);
  write(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true); // one channel
  bytes.setUint32(24, 8000, true);
  bytes.setUint32(28, 8000, true);
  bytes.setUint16(32, 1, true);
  bytes.setUint16(34, 8, true);
  write(36, "data");
  bytes.setUint32(40, 80, true);
  for (let at = 44; at < 44 + 80; at += 1) bytes.setUint8(at, 128); // the middle: no swing
  return URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
}

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

  /** Called in a tap: from now on the player may also begin later, when the view has turned (iOS, and Chrome after a while). */
  unlock() {
    if (this.isUnlocked || this.now) return;
    this.isUnlocked = true;
    this.plain.src = silence();
    this.plain.play().catch(() => {}); // What matters is that it was asked for.
  }

  /** Play a file; what played before stops. Rejects when it cannot be played, or may not. `direction` makes it come from somewhere; `ended` hears "ended" or "failed". */
  async play(src, { from = 0, rate = 1, direction = null, ended = () => {}, stopped = () => {} } = {}) {
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
    // A new source begins at its default; the pitch stays.
    audio.defaultPlaybackRate = audio.playbackRate = rate;
    for (const other of document.querySelectorAll("audio, video")) if (!other.muted) other.pause();
    try {
      await audio.play();
    } catch (trouble) {
      if (this.now === now) this.now = null;
      throw trouble;
    } finally {
      this.tell();
    }
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
