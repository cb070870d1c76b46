// Pictures of then as the visitor will see them, laid on the scene while their corners are found.
import { layPicture } from "../tour/then.js";

const CLEAR = 0.6;

export class LaidPictures {
  constructor(stage) {
    this.stage = stage;
    this.laid = new Map();
  }

  /** Exactly these (`{ src, corners }`) lie there from now on. One whose corners go round no picture is not drawn. */
  show(pictures) {
    const wanted = new Map(pictures.filter(({ src }) => src).map((picture) => [JSON.stringify(picture), picture]));
    for (const [key, laid] of this.laid) {
      if (wanted.has(key)) continue;
      this.laid.delete(key);
      laid.then((one) => one?.remove());
    }
    for (const [key, picture] of wanted) if (!this.laid.has(key)) this.laid.set(key, this.lay(picture));
  }

  async lay(picture) {
    try {
      const laid = await layPicture(this.stage, picture);
      laid.clear(CLEAR);
      return laid;
    } catch (trouble) {
      console.info(trouble); // The outline shows how the corners lie.
      return null;
    }
  }
}
