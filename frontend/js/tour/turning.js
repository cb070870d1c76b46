// The picture turns by itself, slowly: for a screen on the wall of the house of culture, or for whoever would rather only look. Never
// unasked (docs/decisions/0008): it makes some people sick, and a turn costs its data. Any touch ends it, and so does whatever
// else places the view: a door, the compass, Tab, the narrated walk.

/** Degrees a second: once round in a minute and a half. */
const SPEED = 4;
/** What Photo Sphere Viewer's moveSpeed of 1 is, in degrees a second. */
const FULL_SPEED = 50;

export class Turning {
  constructor(stage, ended) {
    this.stage = stage;
    this.ended = ended;
    this.end = () => this.stop();
    stage.addEventListener("touch", this.end);
    stage.addEventListener("placed", this.end);
    const { dynamics, config } = stage.viewer;
    dynamics.position.roll({ yaw: false }, SPEED / (FULL_SPEED * config.moveSpeed));
  }

  stop() {
    this.stage.removeEventListener("touch", this.end);
    this.stage.removeEventListener("placed", this.end);
    this.stage.viewer?.dynamics.position.stop();
    this.ended();
  }
}
