// The view follows the phone. Photo Sphere Viewer's own plugin loses its place when a finger turns the picture
// meanwhile; here a drag turns what is "ahead" and the phone goes on from there. So does whatever else places the view: a
// door, the compass, Tab. While one is led, the phone has no say.
import { Euler, Quaternion, Vector3 } from "three";

import { radians } from "./scenes.js";

const TO_THE_BACK = new Quaternion(-Math.SQRT1_2, 0, 0, Math.SQRT1_2);
const OUT_OF_THE_SCREEN = new Vector3(0, 0, 1);

/** Ask for leave where the phone wants to be asked (iOS); must be called from a tap. */
export async function mayUseGyroscope() {
  if (typeof DeviceOrientationEvent.requestPermission !== "function") return true;
  try {
    return (await DeviceOrientationEvent.requestPermission()) === "granted";
  } catch {
    return false;
  }
}

/** Where the back of the phone points: yaw (to the right) and pitch, in radians. */
export function pointsAt({ alpha, beta, gamma }, screenAngle = 0) {
  const held = new Quaternion()
    .setFromEuler(new Euler(radians(beta), radians(alpha), -radians(gamma), "YXZ"))
    .multiply(TO_THE_BACK)
    .multiply(new Quaternion().setFromAxisAngle(OUT_OF_THE_SCREEN, -radians(screenAngle)));
  const { x, y, z } = new Vector3(0, 0, -1).applyQuaternion(held);
  return { yaw: Math.atan2(x, -z), pitch: Math.asin(Math.min(1, Math.max(-1, y))) };
}

export class Gyroscope {
  /** `isLed` says whether a narrated walk leads the view now. */
  constructor(stage, { isLed = () => false } = {}) {
    this.stage = stage;
    this.isLed = isLed;
    this.offset = null;
    this.isHeld = false;
    this.feel = (event) => this.felt(event);
    this.hold = () => (this.isHeld = true);
    this.free = () => ((this.isHeld = false), (this.offset = null));
    this.again = () => (this.offset = null);
    stage.addEventListener("placed", this.again);
    window.addEventListener("deviceorientation", this.feel);
    stage.box.addEventListener("pointerdown", this.hold, true);
    window.addEventListener("pointerup", this.free, true);
    window.addEventListener("pointercancel", this.free, true);
  }

  felt(event) {
    if (event.alpha === null || event.beta === null || this.isHeld || this.stage.isMoving) return;
    if (this.isLed()) return void this.again();
    const { yaw, pitch } = pointsAt(event, screen.orientation?.angle ?? 0);
    const { viewer } = this.stage;
    this.offset ??= viewer.getPosition().yaw - yaw;
    viewer.rotate({ yaw: yaw + this.offset, pitch });
  }

  stop() {
    this.stage.removeEventListener("placed", this.again);
    window.removeEventListener("deviceorientation", this.feel);
    this.stage.box.removeEventListener("pointerdown", this.hold, true);
    window.removeEventListener("pointerup", this.free, true);
    window.removeEventListener("pointercancel", this.free, true);
  }
}
