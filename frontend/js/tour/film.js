// A scene that moves: the film is drawn on a sphere just inside the picture's, so its still is there before, and stays
// when the film does not come. Fetched with the first such scene.
import { Group, LinearFilter, Mesh, MeshBasicMaterial, SphereGeometry, VideoTexture } from "three";

import { cueAt } from "./captions.js";
import { make, relabel, tool } from "./dom.js";
import { source } from "./things.js";

const RADIUS = 9.5;

/** The address of the size that suits: half the width for phones and few data. */
export function filmSize(sizes, { isLight }) {
  const sorted = [...sizes].sort((one, other) => one.width - other.width);
  return isLight ? sorted[0] : (sorted.filter(({ width }) => width <= 2048).pop() ?? sorted[0]);
}

/** The same mapping as the picture's own sphere: its middle is yaw 0. */
function screen(texture) {
  const geometry = new SphereGeometry(RADIUS, 64, 32, -Math.PI / 2).scale(-1, 1, 1);
  const mesh = new Mesh(geometry, new MeshBasicMaterial({ map: texture, depthTest: false, depthWrite: false }));
  mesh.renderOrder = 10;
  mesh.visible = false;
  const group = new Group();
  group.add(mesh);
  return group;
}

export class Film {
  /** Controls and captions in `foot`; plays by itself unless data are dear or motion is not wanted. */
  constructor({ stage, film, isLight, isStill, foot, captions, lang, sprite, sounds }) {
    Object.assign(this, { stage, film, lang, sprite, captions, sounds });
    this.video = document.createElement("video");
    Object.assign(this.video, { src: filmSize(film.sizes, { isLight }).src, muted: true, loop: true, playsInline: true, preload: isLight ? "none" : "metadata" });
    this.texture = new VideoTexture(this.video);
    this.texture.minFilter = LinearFilter;
    this.texture.generateMipmaps = false;
    this.screen = screen(this.texture);
    stage.viewer.renderer.setSphereCorrection(stage.viewer.config.sphereCorrection, this.screen);
    stage.viewer.renderer.addObject(this.screen);
    this.draw(foot);
    this.listen();
    if (!isLight && !isStill) this.video.play().catch(() => {});
  }

  draw(foot) {
    const { lang, sprite, video } = this;
    this.playButton = tool(sprite, "play", lang.film_play, () => (video.paused ? video.play().catch(() => this.failed()) : video.pause()));
    this.voice = tool(sprite, "muted", lang.unmute, () => {
      video.muted = !video.muted;
      if (!video.muted) this.sounds.stop();
    });
    this.place = make("input", { attributes: { type: "range", min: "0", max: "100", step: "1", value: "0", "aria-label": lang.film_place } });
    this.place.addEventListener("input", () => (video.currentTime = (Number(this.place.value) / 100) * (video.duration || 0)));
    this.said = make("p", { className: "tour-film-said", attributes: { role: "status" } });
    this.bar = make("div", { className: "tour-film", attributes: { role: "group", "aria-label": lang.film }, children: [this.playButton, this.place, this.voice, this.said] });
    const { note, href } = this.film;
    this.source = make("div", { className: "tour-film-source", children: note ? source({ note, href }, lang) : [] });
    foot.append(this.bar, this.source);
    this.show();
  }

  listen() {
    const { video, stage } = this;
    video.addEventListener("playing", () => {
      this.screen.children[0].visible = true;
      this.follow();
    });
    for (const kind of ["play", "pause", "volumechange", "ended"]) video.addEventListener(kind, () => this.show());
    video.addEventListener("error", () => this.failed());
    video.addEventListener("seeked", () => stage.viewer?.needsUpdate());
    this.sounds.addEventListener("change", (this.onSound = () => this.sounds.now && (video.muted = true)));
  }

  follow() {
    if (this.isOver || this.video.paused) return;
    this.stage.viewer.needsUpdate();
    const ms = this.video.currentTime * 1000;
    this.captions.show(cueAt(this.film.cues, ms));
    if (this.video.duration && document.activeElement !== this.place) this.place.value = String((100 * this.video.currentTime) / this.video.duration);
    requestAnimationFrame(() => this.follow());
  }

  show() {
    const { lang, sprite, video } = this;
    relabel(this.playButton, sprite, video.paused ? "play" : "pause", video.paused ? lang.film_play : lang.film_pause);
    relabel(this.voice, sprite, video.muted ? "muted" : "sound", video.muted ? lang.unmute : lang.mute);
    const { currentTime, duration } = video;
    this.place.setAttribute("aria-valuetext", `${clock(currentTime)} / ${clock(duration || 0)}`);
  }

  /** The still stays, and a sentence says why. */
  failed() {
    if (this.isOver) return;
    this.screen.children[0].visible = false;
    this.stage.viewer?.needsUpdate();
    this.said.textContent = this.lang.film_trouble;
    this.playButton.disabled = true;
    this.place.disabled = true;
  }

  leave() {
    this.isOver = true;
    this.sounds.removeEventListener("change", this.onSound);
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
    this.captions.show("");
    this.stage.viewer?.renderer.removeObject(this.screen);
    this.texture.dispose();
    this.bar.remove();
    this.source.remove();
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
