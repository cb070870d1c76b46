// The horizon follows the pointer: up and down tilts, sideways rolls. Resolves with the angles, or null when let be.
import { make } from "../tour/dom.js";

const MOST = 20;
const PIXELS = 12; // a degree

export function dragHorizon(stage, scene, { onMove }) {
  const veil = make("div", { className: "editor-veil", attributes: { "aria-hidden": "true" } });
  stage.after(veil);
  const limit = (angle) => Math.round(Math.min(MOST, Math.max(-MOST, angle)) * 10) / 10;
  let from = null;
  let now = null;
  veil.addEventListener("pointerdown", (event) => {
    veil.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, pitch: scene.level_pitch, roll: scene.level_roll };
  });
  veil.addEventListener("pointermove", (event) => {
    if (!from) return;
    now = { level_pitch: limit(from.pitch + (event.clientY - from.y) / PIXELS), level_roll: limit(from.roll + (event.clientX - from.x) / PIXELS) };
    onMove(now);
  });
  return new Promise((done) => {
    const end = () => {
      veil.remove();
      done(now);
    };
    veil.addEventListener("pointerup", end);
    veil.addEventListener("pointercancel", end);
  });
}
