// One panorama on the screen, with pins and areas over it: a thin wrapper around Photo Sphere Viewer that knows nothing
// of the page. The visit and the editor both stand on it. Angles are degrees.
//
//   const stage = new Stage(box, { words, isStill, most: 4096, memory: 28e6 });
//   await stage.show(scene);                          a scene of the tour's JSON
//   stage.setPins([{ id, yaw, pitch, element }]);     elements that stand in the picture
//   stage.setAreas([{ id, corners, use }]);           outlines that can be tapped
//   stage.view(); stage.look({ yaw, pitch, hfov }); stage.at(clientX, clientY);
//
// Events: move (the view changed), rest (it has not for a moment), touch (a hand or key took hold), tap (beside every pin;
// detail: yaw, pitch), placed (a scene arrived, or look() ended), sharp (all tiles in view are drawn), lost (the graphics card gave up).
import { Viewer } from "@photo-sphere-viewer/core";
import { Vector3 } from "three";

import { Areas } from "./areas.js";
import { Pins } from "./pins.js";
import { NARROWEST, UPRIGHT, WIDEST, degrees, panorama, position, radians, rangeOf, startOf, turned, verticalField } from "./scenes.js";
import { LimitedTiles } from "./tiles.js";

const REST_MS = 300;
const SHARP_MS = 200;
const direction = new Vector3();

/** This machine draws no spheres. Whether it does costs a phone a moment to find out: the viewer asks once, nobody else. */
class NoWebGL extends Error {
  name = "NoWebGL";
}

export class Stage extends EventTarget {
  constructor(box, { words = {}, isStill = false, most = 4096, memory = 28e6 } = {}) {
    super();
    Object.assign(this, { box, words, isStill, most, memory });
    /** How many scenes and turns are on their way: one may begin before the one before it ends. */
    this.ways = 0;
  }

  /** The view is on its way to where somebody sent it. */
  get isMoving() {
    return this.ways > 0;
  }

  /** Show a scene; resolves to false when another was asked for meanwhile. Rejects when its picture does not come. */
  async show(scene, { view = scene.view, isCut = this.isStill, keepsField = false } = {}) {
    const field = keepsField && this.viewer ? this.viewer.state.vFov : this.fieldOf(scene, view);
    if (view === scene.view) view = this.startOf(scene);
    if (!this.viewer) return this.open(scene, view, field);
    await this.setRange(scene);
    this.ways += 1;
    try {
      const came = await this.viewer.setPanorama(panorama(scene.panorama, this), {
        position: position(view),
        zoom: this.levelOf(field),
        // The new picture comes up in the direction one looks in already, and the old one fades away under it.
        transition: isCut || this.range ? false : { speed: 700, rotation: false, effect: "fade" },
        sphereCorrection: levelled(scene),
        showLoader: false,
      });
      if (came !== false) {
        // How far one may look depends on how wide one looks, and was asked before that was set.
        if (this.range) this.settle(view, field);
        this.arrived(scene);
      }
      return came !== false;
    } finally {
      this.ways -= 1;
    }
  }

  async open(scene, view, field) {
    this.viewer = new Viewer({
      container: this.box,
      adapter: LimitedTiles.withConfig({ baseBlur: false, showErrorTile: false, most: this.memory }),
      panorama: panorama(scene.panorama, this),
      sphereCorrection: levelled(scene),
      defaultYaw: radians(view.yaw),
      defaultPitch: radians(view.pitch),
      minFov: NARROWEST,
      maxFov: this.widestFor(scene),
      defaultTransition: null,
      navbar: false,
      keyboard: false, // the arrow keys belong to the page until the picture has the focus
      moveInertia: this.isStill ? 0 : 0.8,
      canvasBackground: "#0f1c2a",
      loadingTxt: this.words.loading,
      lang: { loading: this.words.loading, loadError: this.words.trouble, webglError: this.words.trouble, close: this.words.close },
    });
    if (!this.viewer.renderer) throw new NoWebGL();
    this.silenceTheViewer();
    this.pins = new Pins(this);
    this.areas = new Areas(this);
    try {
      await new Promise((done, fail) => {
        this.viewer.addEventListener("ready", done, { once: true });
        this.viewer.addEventListener("panorama-error", ({ error }) => fail(error), { once: true });
      });
    } catch (trouble) {
      this.destroy();
      throw trouble;
    }
    await this.setRange(scene);
    this.settle(view, field);
    this.listen();
    this.arrived(scene);
    return true;
  }

  /** Look there, so wide: first the width, which says how far one may look into a part. */
  settle(view, field) {
    this.viewer.zoom(this.levelOf(field));
    this.viewer.rotate(position(view));
  }

  arrived(scene) {
    this.scene = scene;
    this.isSharp = false;
    this.changed();
    // Tiles that do not come draw nothing, and nothing would be heard of them.
    clearInterval(this.waiting);
    this.waiting = setInterval(() => this.judge(), SHARP_MS);
    this.tell("placed");
  }

  judge() {
    if (this.isSharp || !this.viewer.adapter.isDone) return;
    clearInterval(this.waiting);
    this.isSharp = true;
    this.tell("sharp");
  }

  /** The viewer's own buttons have no names and its boxes no roles; none of them is used. */
  silenceTheViewer() {
    const { loader, navbar, panel, notification, overlay } = this.viewer;
    for (const part of [loader, navbar, panel, notification, overlay]) {
      part.container.inert = true;
      part.container.setAttribute("aria-hidden", "true");
    }
    const canvas = this.box.querySelector("canvas");
    canvas.setAttribute("aria-hidden", "true");
    canvas.addEventListener("webglcontextlost", () => this.tell("lost"));
  }

  listen() {
    this.viewer.addEventListener("render", () => this.changed());
    this.viewer.addEventListener("click", ({ data }) => {
      const where = { yaw: turned(degrees(data.yaw)), pitch: degrees(data.pitch) };
      if (!data.rightclick) this.dispatchEvent(new CustomEvent("tap", { detail: where }));
    });
    for (const kind of ["pointerdown", "wheel"]) {
      this.box.addEventListener(kind, () => this.tell("touch"), { passive: true, capture: true });
    }
    this.box.addEventListener("keydown", ({ key }) => /^(Arrow|Page|\+|-)/.test(key) && this.tell("touch"));
    this.box.addEventListener("focusin", () => this.viewer?.startKeyboardControl());
    this.box.addEventListener("focusout", () => this.viewer?.stopKeyboardControl());
    this.sizes = new ResizeObserver(() => this.viewer?.autoSize());
    this.sizes.observe(this.box);
  }

  changed() {
    if (!this.viewer) return;
    this.pins.place();
    this.areas.place();
    const seen = Object.values(this.view()).map((angle) => angle.toFixed(2)).join();
    if (seen !== this.seen) {
      this.seen = seen;
      this.tell("move");
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.tell("rest"), REST_MS);
    }
    this.judge();
  }

  tell(kind) {
    this.dispatchEvent(new Event(kind));
  }

  /** Where one looks now, and how wide. */
  view() {
    const { yaw, pitch } = this.viewer.getPosition();
    return { yaw: turned(degrees(yaw)), pitch: degrees(pitch), hfov: this.viewer.dataHelper.vFovToHFov(this.viewer.state.vFov) };
  }

  /** The vertical field for a view of this scene: a link says how wide, else it looks as its flat picture does. */
  fieldOf(scene, view) {
    const isAsked = view !== scene.view && view.hfov !== undefined;
    const field = isAsked ? verticalField(view.hfov, this.box.clientWidth / this.box.clientHeight) : this.startOf(scene).field;
    return Math.min(field, this.widestFor(scene), isAsked ? this.widestAt(scene, view) : WIDEST);
  }

  startOf(scene) {
    return startOf(scene, { width: this.box.clientWidth, height: this.box.clientHeight }, matchMedia(UPRIGHT).matches);
  }

  /** How wide a partial picture can be shown with this direction in the middle: a link and a plaque land where they say. */
  widestAt({ panorama: { part }, level: { turn = 0 } = {} }, { yaw, pitch }) {
    const range = rangeOf(part);
    const fields = [WIDEST];
    if (range?.pitch) fields.push(2 * Math.min(range.pitch[1] - pitch, pitch - range.pitch[0]));
    if (range?.yaw) {
      const [left, right] = range.yaw.map((edge) => Math.abs(turned(yaw - turn - edge)));
      fields.push(verticalField(Math.min(2 * Math.min(left, right), 170), this.box.clientWidth / this.box.clientHeight));
    }
    return Math.max(NARROWEST, Math.min(...fields));
  }

  /** A partial picture is never shown wider or higher than it is. */
  widestFor(scene) {
    const range = rangeOf(scene.panorama.part);
    const { clientWidth, clientHeight } = this.box;
    const fields = [WIDEST];
    if (range?.pitch) fields.push(range.pitch[1] - range.pitch[0]);
    if (range?.yaw) fields.push(verticalField(range.yaw[1] - range.yaw[0], clientWidth / clientHeight));
    return Math.max(NARROWEST + 1, Math.min(...fields));
  }

  /** A zoom level of the viewer for a vertical field; its own function rounds to whole levels. */
  levelOf(field) {
    const { minFov, maxFov } = this.viewer.config;
    return Math.min(100, Math.max(0, ((maxFov - field) / (maxFov - minFov)) * 100));
  }

  /** The code for partial pictures comes with the first of them. */
  async setRange(scene) {
    const range = rangeOf(scene.panorama.part);
    if (!range && !this.range) return;
    if (!this.ranges) {
      const { VisibleRangePlugin } = await import("@photo-sphere-viewer/visible-range-plugin");
      this.ranges = new VisibleRangePlugin(this.viewer, {});
      this.ranges.init();
    }
    this.range = range;
    this.viewer.setOption("maxFov", this.widestFor(scene));
    this.limit(scene.level);
  }

  /** One looks no farther than the picture goes, however it is turned. */
  limit({ turn = 0 } = {}) {
    this.ranges?.setHorizontalRange(this.range?.yaw?.map((yaw) => radians(yaw + turn)) ?? null);
    this.ranges?.setVerticalRange(this.range?.pitch?.map((pitch) => radians(pitch)) ?? null);
  }

  /** Turn to a view; resolves when one looks there, to false when something came between. */
  async look(view, { ms = 800 } = {}) {
    this.ways += 1;
    try {
      return await this.turn(view, ms);
    } finally {
      this.ways -= 1;
      this.tell("placed");
    }
  }

  async turn({ yaw, pitch, hfov }, ms) {
    const target = { ...position({ yaw, pitch }) };
    const zoom = hfov === undefined ? undefined : this.levelOf(verticalField(hfov, this.viewer.state.aspect));
    if (this.isStill || ms === 0) {
      await this.viewer.stopAll();
      this.viewer.rotate(target);
      if (zoom !== undefined) this.viewer.zoom(zoom);
      return true;
    }
    return (await this.viewer.animate({ ...target, ...(zoom === undefined ? {} : { zoom }), speed: ms })) !== false;
  }

  /** Closer (positive) or wider, in hundredths of what there is. */
  zoomBy(steps) {
    this.viewer.zoom(Math.min(100, Math.max(0, this.viewer.getZoomLevel() + steps)));
  }

  stop() {
    this.viewer.stopAll();
  }

  /** Turn the sphere until its horizon is level and what was told of the scene stands where it did. */
  setLevel(level) {
    this.viewer.setOption("sphereCorrection", levelled({ level }));
    this.limit(level);
  }

  setPins(pins) {
    this.pins.set(pins);
  }

  setAreas(areas) {
    this.areas.set(areas);
  }

  /** What direction lies under a point of the window; null beside the picture. */
  at(clientX, clientY) {
    const { left, top } = this.viewer.container.getBoundingClientRect();
    const found = this.viewer.dataHelper.viewerCoordsToVector3({ x: clientX - left, y: clientY - top });
    return found && this.directionOf(found);
  }

  /** Where in the stage a direction is drawn (pixels), whether it lies before the eye, and whether it is in the picture. */
  place(where) {
    const { size } = this.viewer.state;
    this.vector(where, direction);
    const isAhead = direction.dot(this.viewer.state.direction) > 0;
    direction.project(this.viewer.renderer.camera);
    const x = ((direction.x + 1) / 2) * size.width;
    const y = ((1 - direction.y) / 2) * size.height;
    return { x, y, isAhead, isSeen: isAhead && x >= 0 && x <= size.width && y >= 0 && y <= size.height };
  }

  vector(where, into = new Vector3()) {
    return this.viewer.dataHelper.sphericalCoordsToVector3(position(where), into);
  }

  /** The direction a vector points in. */
  directionOf(vector) {
    const { yaw, pitch } = this.viewer.dataHelper.vector3ToSphericalCoords(vector);
    return { yaw: turned(degrees(yaw)), pitch: degrees(pitch) };
  }

  /** Levels up to this wide are asked for from now on; the view stays. */
  async setMost(most) {
    this.most = most;
    if (this.scene) await this.show(this.scene, { view: this.view(), isCut: true, keepsField: true });
  }

  setMemory(memory) {
    this.memory = memory;
    if (this.viewer) this.viewer.adapter.most = memory;
  }

  /** What the pictures take on the graphics card, in bytes. */
  textureBytes() {
    return this.viewer.adapter.bytes;
  }

  destroy() {
    clearTimeout(this.resting);
    clearInterval(this.waiting);
    this.sizes?.disconnect();
    this.ranges?.destroy();
    this.viewer?.destroy();
    this.viewer = null;
  }
}

/** How the sphere is turned: made level, then to the right by `turn`. The viewer's own pan goes to the left. */
function levelled({ level }) {
  return level ? { pan: radians(-(level.turn ?? 0)), tilt: radians(level.pitch), roll: radians(level.roll) } : null;
}
