// Elements that stand in the picture: each is placed anew with every frame. One out of sight stays where Tab finds it.
import { make } from "./dom.js";

/** So far beyond the edge (pixels) a pin is still drawn: its label may reach in. */
const MARGIN = 80;

export class Pins {
  constructor(stage) {
    this.stage = stage;
    this.pins = [];
    // Inside the viewer's own box, so that the picture can also be dragged by a pin.
    this.layer = make("div", { className: "tour-pins" });
    stage.viewer.container.append(this.layer);
  }

  /** `pins`: { id, yaw, pitch, element }, in the order of Tab. */
  set(pins) {
    this.pins = pins;
    this.layer.replaceChildren(...pins.map(({ element }) => element));
    this.place();
  }

  /** Another place for one of them. */
  move(id, { yaw, pitch }) {
    Object.assign(this.pins.find((pin) => pin.id === id), { yaw, pitch });
    this.place();
  }

  place() {
    const { width, height } = this.stage.viewer.state.size;
    for (const { element, ...where } of this.pins) {
      const { x, y, isAhead } = this.stage.place(where);
      const isNear = isAhead && x > -MARGIN && x < width + MARGIN && y > -MARGIN && y < height + MARGIN;
      element.toggleAttribute("data-away", !isNear);
      element.style.transform = isNear ? `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)` : "";
    }
  }
}

/**
 * Call `use` for a tap, a click or a key on this element, and not when the picture was dragged by it.
 * The viewer swallows the click that would end a touch it has seen begin, so a touch is judged by where it ends.
 */
export function onTap(element, use) {
  let pressedAt = null;
  const isStill = ({ clientX, clientY }) => !pressedAt || Math.hypot(clientX - pressedAt.clientX, clientY - pressedAt.clientY) < 8;
  element.addEventListener("pointerdown", (event) => (pressedAt = event));
  element.addEventListener("touchend", (event) => {
    if (event.touches.length > 0 || !isStill(event.changedTouches[0])) return;
    event.preventDefault(); // and no click follows
    use(event);
  });
  element.addEventListener("click", (event) => {
    if (event.detail === 0 || isStill(event)) use(event);
  });
}
