// The picture one works on: shows a scene, says where in it the pointer is, lets pins and corners be dragged.
// Angles are degrees.
import { Viewer } from "@photo-sphere-viewer/core";
import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import { MarkersPlugin } from "@photo-sphere-viewer/markers-plugin";

import { icon, make } from "../tour/dom.js";
import { panorama, position, verticalField } from "../tour/scenes.js";
import { turned, upright } from "./draft.js";

const NUDGE = 0.5;
const SHOVE = 5;
const degrees = (angle) => (angle * 180) / Math.PI;
const radians = (angle) => (angle * Math.PI) / 180;

export class Sphere extends EventTarget {
  constructor(host, { sprite, words }) {
    super();
    Object.assign(this, { host, sprite, words });
    host.addEventListener("focusin", (event) => event.target === host && this.viewer?.startKeyboardControl());
    host.addEventListener("focusout", () => this.viewer?.stopKeyboardControl());
  }

  /** Show this picture; resolves when it can be seen. */
  async show(picture, scene) {
    const told = panorama(picture, { most: 4096 });
    const view = { yaw: scene.yaw, pitch: scene.pitch };
    if (this.viewer) {
      this.markers.clearMarkers();
      await this.viewer.setPanorama(told, { position: position(view), transition: false, sphereCorrection: correction(scene) });
    } else {
      this.viewer = new Viewer({
        container: this.host, adapter: EquirectangularTilesAdapter.withConfig({ baseBlur: true, showErrorTile: false }),
        plugins: [MarkersPlugin.withConfig({})], panorama: told, navbar: false, keyboard: false, mousewheelCtrlKey: false,
        defaultYaw: `${scene.yaw}deg`, defaultPitch: `${scene.pitch}deg`, sphereCorrection: correction(scene),
        canvasBackground: "#0f1c2a", loadingTxt: this.words.loading,
        lang: { loading: this.words.loading, loadError: this.words.no_picture, webglError: this.words.no_webgl },
      });
      this.markers = this.viewer.getPlugin(MarkersPlugin);
      new ResizeObserver(() => this.viewer.autoSize()).observe(this.host);
      this.viewer.addEventListener("click", ({ data }) => {
        if (!data.rightclick) this.dispatchEvent(new CustomEvent("tap", { detail: { yaw: turned(degrees(data.yaw)), pitch: upright(degrees(data.pitch)) } }));
      });
      this.viewer.addEventListener("position-updated", () => this.dispatchEvent(new CustomEvent("turn")));
      await new Promise((done, fail) => {
        this.viewer.addEventListener("ready", done, { once: true });
        this.viewer.addEventListener("panorama-error", (event) => fail(event.error), { once: true });
      });
    }
    this.zoomTo(scene.hfov);
  }

  zoomTo(hfov) {
    const aspect = this.host.clientWidth / Math.max(1, this.host.clientHeight);
    this.viewer.zoom(this.viewer.dataHelper.fovToZoomLevel(verticalField(hfov, aspect)));
  }

  /** Where one looks now, and how wide. */
  view() {
    const { yaw, pitch } = this.viewer.getPosition();
    return { yaw: turned(degrees(yaw)), pitch: upright(degrees(pitch)), hfov: Math.round(Math.min(120, Math.max(30, this.viewer.state.hFov))) };
  }

  look({ yaw, pitch }) {
    this.viewer?.rotate(position({ yaw, pitch }));
  }

  level(scene) {
    this.viewer?.setOption("sphereCorrection", correction(scene));
  }

  /** What lies under a point of the screen; null beside the picture. */
  under({ clientX, clientY }) {
    const box = this.host.getBoundingClientRect();
    const found = this.viewer.dataHelper.viewerCoordsToSphericalCoords({ x: clientX - box.left, y: clientY - box.top });
    return found && { yaw: turned(degrees(found.yaw)), pitch: upright(degrees(found.pitch)) };
  }

  /** Draw the pins; the chosen one with its corners, which can be dragged too. */
  draw(pins, { chosen, labelOf, iconOf, pictureOf }) {
    if (!this.viewer) return;
    const drawn = pins.flatMap((pin) => [...this.shape(pin, chosen === pin.number, pictureOf), this.pin(pin, chosen === pin.number, labelOf(pin), iconOf(pin))]);
    const focused = document.activeElement?.closest?.(".edit-pin")?.dataset.id;
    this.markers.setMarkers(drawn);
    if (focused) this.host.querySelector(`.edit-pin[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  pin(pin, isChosen, label, name) {
    const button = make("button", {
      className: "edit-pin", attributes: { type: "button", "data-kind": pin.kind, "data-id": `pin-${pin.number}`, "aria-pressed": String(isChosen), "aria-label": label, title: label },
      children: [icon(this.sprite, name), make("span", { text: String(pin.number) })],
    });
    this.makeDraggable(button, pin, {
      id: `pin-${pin.number}`, onStart: () => this.tell("choose", { number: pin.number }),
      onEnd: (place) => this.tell("place", { number: pin.number, ...place }),
    });
    return { id: `pin-${pin.number}`, element: make("div", { children: [button] }), position: position(pin), anchor: "center center", zIndex: isChosen ? 20 : 10 };
  }

  shape(pin, isChosen, pictureOf) {
    if (pin.corners.length < 3) return [];
    const ring = pin.corners.map(({ yaw, pitch }) => [radians(yaw), radians(pitch)]);
    const picture = pin.kind === "then" && pin.corners.length === 4 ? pictureOf(pin.pictures[0]) : null;
    const area = picture
      ? { id: `shape-${pin.number}`, imageLayer: picture, position: pin.corners.map((corner) => position(corner)), opacity: 0.6 }
      : { id: `shape-${pin.number}`, polygon: ring, svgStyle: { fill: "rgba(240,180,41,0.25)", stroke: "#f0b429", strokeWidth: "2px" } };
    if (!isChosen) return [area];
    return [area, ...pin.corners.map((corner, place) => this.corner(pin, corner, place))];
  }

  corner(pin, corner, place) {
    const id = `corner-${pin.number}-${place}`;
    const button = make("button", { className: "edit-corner edit-pin", text: String(place + 1), attributes: { type: "button", "data-id": id, "aria-label": `${this.words.corner} ${place + 1}` } });
    this.makeDraggable(button, corner, { id, onEnd: (at) => this.tell("corner", { number: pin.number, place, ...at }) });
    return { id, element: make("div", { children: [button] }), position: position(corner), anchor: "center center", zIndex: 30 };
  }

  /** By pointer, or by the arrow keys: half a degree, five with Shift. */
  makeDraggable(button, at, { id, onStart = () => {}, onEnd }) {
    let start = null;
    let place = null;
    button.addEventListener("touchstart", (event) => event.stopPropagation(), { passive: true });
    button.addEventListener("mousedown", (event) => event.stopPropagation());
    button.addEventListener("pointerdown", (event) => {
      start = event;
      place = null;
      button.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    button.addEventListener("pointermove", (event) => {
      if (!start || Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < 4) return;
      place = this.under(event) ?? place;
      if (place) this.markers.updateMarker({ id, position: position(place) });
    });
    const release = () => {
      if (start && place) onEnd(place);
      else if (start) onStart();
      start = null;
    };
    button.addEventListener("pointerup", release);
    button.addEventListener("pointercancel", () => (start = null));
    button.addEventListener("click", (event) => event.detail === 0 && onStart());
    button.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? SHOVE : NUDGE;
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      onEnd({ yaw: turned(at.yaw + by[0]), pitch: upright(at.pitch + by[1]) });
    });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function correction({ level_pitch: pitch, level_roll: roll }) {
  return { pan: 0, tilt: radians(pitch), roll: radians(roll) };
}
