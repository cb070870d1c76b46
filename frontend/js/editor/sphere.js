// The picture one works on: the visit's stage, with pins and corners that can be dragged. Angles are degrees.
//
// Events: tap (beside every pin: yaw, pitch), choose (number), place (number, yaw, pitch), corner (number, place, yaw, pitch).
import { icon, make } from "../tour/dom.js";
import { Stage } from "../tour/stage.js";
import { turned, upright } from "./draft.js";
import { LaidPictures } from "./laid-pictures.js";

const NUDGE = 0.5;
const SHOVE = 5;
const STIR = 4; // pixels: a pointer that moves less was a tap

export class Sphere extends EventTarget {
  constructor(host, { sprite, words }) {
    super();
    Object.assign(this, { host, sprite, words, pins: [] });
    this.stage = new Stage(host, {
      words: { loading: words.loading, trouble: words.no_picture }, isStill: matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.stage.addEventListener("tap", ({ detail }) => this.tell("tap", plain(detail)));
    this.laid = new LaidPictures(this.stage);
  }

  /** Show this picture; resolves when it can be seen. */
  async show(picture, scene) {
    this.pins = [];
    if (this.stage.viewer) this.clear();
    // A view of its own, not the scene's: a visitor's screen has another shape, and here what is written is what is seen.
    const view = { yaw: scene.yaw, pitch: scene.pitch, hfov: scene.hfov };
    await this.stage.show({ panorama: picture, level: levelOf(scene), view: scene }, { view, isCut: true });
  }

  clear() {
    this.stage.setPins([]);
    this.stage.setAreas([]);
    this.laid.show([]);
  }

  /** Where one looks now, and how wide. */
  view() {
    const { yaw, pitch, hfov } = this.stage.view();
    return { ...plain({ yaw, pitch }), hfov: Math.round(Math.min(120, Math.max(30, hfov))) };
  }

  look({ yaw, pitch }) {
    if (this.stage.viewer) this.stage.look({ yaw, pitch }, { ms: 0 });
  }

  level(scene) {
    if (this.stage.viewer) this.stage.setLevel(levelOf(scene));
  }

  /** Draw the pins; the chosen one with its corners, which can be dragged too. */
  draw(pins, { chosen, labelOf, iconOf, pictureOf }) {
    if (!this.stage.viewer) return;
    this.pins = pins;
    const focused = document.activeElement?.closest?.(".edit-pin")?.dataset.id;
    const corners = pins.filter(({ number }) => number === chosen).flatMap((pin) => pin.corners.map((corner, place) => this.corner(pin, corner, place)));
    this.stage.setPins([...pins.map((pin) => this.pin(pin, pin.number === chosen, labelOf(pin), iconOf(pin))), ...corners]);
    this.outline();
    this.laid.show(pins.filter(isThen).map((pin) => ({ src: pictureOf(pin.pictures[0]), corners: pin.corners })));
    if (focused) this.host.querySelector(`.edit-pin[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  /** The outlines; while a corner is dragged, with the one that moves. */
  outline(moved = null) {
    const areas = this.pins.filter(({ corners }) => corners.length > 2).map((pin) => ({
      id: `shape-${pin.number}`,
      corners: pin.corners.map((corner, place) => (moved?.number === pin.number && moved.place === place ? moved.at : corner)),
    }));
    this.stage.setAreas(areas);
  }

  pin(pin, isChosen, label, name) {
    const id = `pin-${pin.number}`;
    const element = make("button", {
      className: "edit-pin", attributes: { type: "button", "data-kind": pin.kind, "data-id": id, "aria-pressed": String(isChosen), "aria-label": label, title: label },
      children: [icon(this.sprite, name), make("span", { text: String(pin.number) })],
    });
    this.makeDraggable(element, pin, {
      id, onStart: () => this.tell("choose", { number: pin.number }), onEnd: (at) => this.tell("place", { number: pin.number, ...at }),
    });
    return { id, yaw: pin.yaw, pitch: pin.pitch, element };
  }

  corner(pin, corner, place) {
    const id = `corner-${pin.number}-${place}`;
    const element = make("button", { className: "edit-corner edit-pin", text: String(place + 1), attributes: { type: "button", "data-id": id, "aria-label": `${this.words.corner} ${place + 1}` } });
    this.makeDraggable(element, corner, {
      id, onMove: (at) => this.outline({ number: pin.number, place, at }), onEnd: (at) => this.tell("corner", { number: pin.number, place, ...at }),
    });
    return { id, yaw: corner.yaw, pitch: corner.pitch, element };
  }

  /** By pointer, or by the arrow keys: half a degree, five with Shift. */
  makeDraggable(element, from, { id, onStart = () => {}, onMove = () => {}, onEnd }) {
    let start = null;
    let at = null;
    // What begins on a pin moves the pin, never the picture.
    for (const kind of ["touchstart", "mousedown"]) element.addEventListener(kind, (event) => event.stopPropagation(), { passive: true });
    element.addEventListener("pointerdown", (event) => {
      [start, at] = [event, null];
      element.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    element.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (!start || Math.hypot(clientX - start.clientX, clientY - start.clientY) < STIR) return;
      const found = this.stage.at(clientX, clientY);
      if (!found) return;
      at = plain(found);
      this.stage.pins.move(id, at);
      onMove(at);
    });
    element.addEventListener("pointerup", () => {
      if (start && at) onEnd(at);
      else if (start) onStart();
      start = null;
    });
    element.addEventListener("pointercancel", () => (start = null));
    element.addEventListener("click", (event) => event.detail === 0 && onStart());
    element.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? SHOVE : NUDGE;
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      onEnd(plain({ yaw: from.yaw + by[0], pitch: from.pitch + by[1] }));
    });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const isThen = ({ kind, corners, pictures }) => kind === "then" && corners.length === 4 && pictures.length > 0;
const levelOf = ({ level_pitch: pitch, level_roll: roll, turn = 0 }) => ({ pitch, roll, turn });
/** As the document has them: to a tenth of a degree. */
const plain = ({ yaw, pitch }) => ({ yaw: turned(yaw), pitch: upright(pitch) });
