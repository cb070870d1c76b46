// Captions under the picture: the cue that is spoken now, from a list of [start, end, text] in milliseconds.
import { make } from "./dom.js";

/** The text at this moment, or "". */
export function cueAt(cues, ms) {
  return cues.find(([start, end]) => ms >= start && ms < end)?.[2] ?? "";
}

export class Captions {
  constructor() {
    // Not a live region: whoever listens hears the voice itself, or a stop's whole text at its beginning (walk.js).
    this.box = make("p", { className: "tour-captions", attributes: { hidden: true } });
    this.isOn = true;
    this.text = "";
  }

  show(text) {
    if (text === this.text) return;
    this.text = text;
    this.box.textContent = text;
    this.box.hidden = !this.isOn || !text;
  }

  toggle(isOn) {
    this.isOn = isOn;
    this.box.hidden = !isOn || !this.text;
  }
}
