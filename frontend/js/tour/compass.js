// A needle that turns with the view and points north; a tap turns the view there.
import { make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

export class Compass {
  constructor({ lang, onNorth }) {
    const drawn = document.createElementNS(SVG, "svg");
    drawn.setAttribute("viewBox", "-12 -12 24 24");
    drawn.setAttribute("aria-hidden", "true");
    this.needle = document.createElementNS(SVG, "g");
    for (const [name, path] of [["north", "M0-10 4 0h-8z"], ["south", "M0 10 4 0h-8z"]]) {
      const half = document.createElementNS(SVG, "path");
      half.setAttribute("d", path);
      half.setAttribute("class", name);
      this.needle.append(half);
    }
    drawn.append(this.needle);
    this.button = make("button", { className: "tour-tool tour-compass", attributes: { type: "button", "aria-label": lang.compass, title: lang.compass }, children: [drawn] });
    this.button.addEventListener("click", onNorth);
  }

  /** `yaw` is where one looks, `north` the bearing of yaw 0: null where nobody knows, then there is no compass. */
  turn(yaw, north) {
    this.button.hidden = north === null;
    if (north === null) return;
    this.needle.setAttribute("transform", `rotate(${(-(yaw + north)).toFixed(1)})`);
  }
}
