// The horizon follows the pointer: up and down tilts, sideways rolls, as seen where one looks now (`yaw`): the document's
// two angles turn about the axes of the picture's own middle. Resolves with the angles, or null when let be.
import { make } from "../tour/dom.js";

const MOST = 45; // as far as a document turns it
const PIXELS = 12; // a degree

export function dragHorizon(stage, scene, { yaw, onMove }) {
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
    const [tilt, roll] = [(event.clientY - from.y) / PIXELS, (event.clientX - from.x) / PIXELS];
    const aside = ((yaw - (scene.turn ?? 0)) * Math.PI) / 180;
    const [across, along] = [Math.cos(aside), Math.sin(aside)];
    now = { level_pitch: limit(from.pitch + tilt * across - roll * along), level_roll: limit(from.roll + roll * across + tilt * along) };
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
