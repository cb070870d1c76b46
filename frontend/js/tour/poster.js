// The flat picture of a scene: seen while its sphere is fetched, and gone without a jump when the first tiles are drawn.
import { UPRIGHT } from "./scenes.js";

/** At the latest now the sphere is shown, sharp or not (milliseconds). */
const LATEST = 8000;
const FADE = 400;

export class Poster {
  constructor({ host, box, stage, isStill }) {
    Object.assign(this, { host, box, stage, isStill });
  }

  /** The flat picture of the scene that is being fetched, until it can be seen. */
  show(scene, view) {
    const poster = this.host.querySelector(".tour-poster");
    if (!poster || !scene.posters) return;
    const drawn = scene.posters[matchMedia(UPRIGHT).matches ? "tall" : "wide"];
    if (new URL(drawn.src, location.href).href !== poster.currentSrc) {
      for (const source of poster.parentElement.querySelectorAll("source")) source.remove();
      poster.src = drawn.src;
    }
    poster.alt = scene.alt || scene.title;
    // It shows the scene's start; another view has no flat picture of its own.
    poster.toggleAttribute("data-near", view !== scene.view);
  }

  /** The viewer stays unseen over the poster until its first tiles are drawn; then it comes up, and the poster goes. */
  lift({ isNow = false } = {}) {
    if (!this.box.hasAttribute("data-veiled")) return;
    if (isNow || this.stage.isSharp) return void this.gone();
    if (this.clock) return;
    this.clock = setTimeout(() => this.gone(), LATEST);
    this.stage.addEventListener("sharp", () => this.gone(), { once: true });
  }

  gone() {
    if (!this.box.hasAttribute("data-veiled")) return;
    this.stop();
    this.box.removeAttribute("data-veiled");
    const drop = () => this.host.querySelector(".tour-poster")?.closest("picture")?.remove();
    if (this.isStill) drop();
    else setTimeout(drop, FADE);
  }

  stop() {
    clearTimeout(this.clock);
  }
}
