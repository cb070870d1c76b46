// The 360° viewer: Photo Sphere Viewer for the picture, real buttons with names for everything that can be tapped.
// Fetched by tour.js when somebody asks for it.
import { Viewer } from "@photo-sphere-viewer/core";
import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import { MarkersPlugin } from "@photo-sphere-viewer/markers-plugin";

import { icon, make, tool } from "./dom.js";
import { inOrderOfYaw, isSmallOrSaving, panorama, position, sceneAskedFor, verticalField } from "./scenes.js";
import { Sheet, iconOf } from "./sheet.js";

/** Put the tour into its <tour-viewer>; done when the first scene can be seen. */
export async function openTour(host, data) {
  const tour = new Tour(host, data);
  await tour.open();
  return tour;
}

class Tour {
  constructor(host, { start, scenes, lang }) {
    this.host = host;
    this.scenes = scenes;
    this.lang = lang;
    this.sprite = host.dataset.icons;
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.isSmall = isSmallOrSaving();
    this.first = sceneAskedFor(location, scenes) ?? this.sceneBySlug(start) ?? scenes[0];
  }

  sceneBySlug(slug) {
    return this.scenes.find((scene) => scene.slug === slug) ?? null;
  }

  async open() {
    this.draw();
    const { view } = this.first;
    this.viewer = new Viewer({
      container: this.stage,
      adapter: EquirectangularTilesAdapter.withConfig({ baseBlur: true, showErrorTile: false }),
      plugins: [MarkersPlugin.withConfig({})],
      panorama: panorama(this.first.panorama, this),
      defaultYaw: `${view.yaw}deg`,
      defaultPitch: `${view.pitch}deg`,
      navbar: false,
      keyboard: false, // the arrow keys belong to the page until the picture has the focus
      moveInertia: !this.isStill,
      defaultTransition: this.isStill ? null : { speed: 800, rotation: true, effect: "fade" },
      canvasBackground: "#0f1c2a",
      loadingTxt: this.lang.loading,
      lang: { loading: this.lang.loading, loadError: this.lang.trouble, webglError: this.lang.trouble, close: this.lang.close },
    });
    this.markers = this.viewer.getPlugin(MarkersPlugin);
    this.describeCanvas();
    await new Promise((done, fail) => {
      this.viewer.addEventListener("ready", done, { once: true });
      this.viewer.addEventListener("panorama-error", (event) => fail(event.error), { once: true });
    }).catch((trouble) => {
      this.close();
      throw trouble;
    });
    this.viewer.zoom(this.zoomFor(view));
    this.host.querySelector(".tour-poster")?.remove();
    this.arrive(this.first, view);
    this.stage.focus({ preventScroll: true });
    window.addEventListener("hashchange", () => {
      const scene = sceneAskedFor({ hash: location.hash, search: "" }, this.scenes);
      if (scene && scene !== this.here) this.go(scene);
    });
  }

  close() {
    this.viewer.destroy();
    this.stage.remove();
    this.bar.remove();
    this.sheet.dialog.remove();
  }

  draw() {
    this.stage = make("div", {
      className: "tour-stage",
      attributes: { tabindex: "0", role: "application", "aria-label": this.lang.viewer },
    });
    this.title = make("p", { className: "tour-title", attributes: { role: "status" } });
    const zoomBy = (steps) => this.viewer.zoom(Math.min(100, Math.max(0, this.viewer.getZoomLevel() + steps)));
    const tools = make("div", {
      className: "tour-tools",
      children: [
        tool(this.sprite, "list", this.lang.places, () => this.showPlaces()),
        tool(this.sprite, "zoom-in", this.lang.zoom_in, () => zoomBy(20)),
        tool(this.sprite, "zoom-out", this.lang.zoom_out, () => zoomBy(-20)),
        document.fullscreenEnabled && tool(this.sprite, "fullscreen", this.lang.fullscreen, (event) => this.fill(event.currentTarget)),
      ],
    });
    this.bar = make("div", { className: "tour-bar", children: [this.title, tools] });
    this.sheet = new Sheet(this.host, this);
    this.host.prepend(this.bar, this.stage);
    this.stage.addEventListener("focusin", () => this.viewer.startKeyboardControl());
    this.stage.addEventListener("focusout", () => this.viewer.stopKeyboardControl());
    new ResizeObserver(() => this.viewer?.autoSize()).observe(this.stage);
  }

  /** What is drawn is said by the stage, the title and the pins. */
  describeCanvas() {
    this.stage.querySelector("canvas")?.setAttribute("aria-hidden", "true");
  }

  zoomFor({ hfov }) {
    const aspect = this.stage.clientWidth / this.stage.clientHeight;
    return this.viewer.dataHelper.fovToZoomLevel(verticalField(hfov, aspect));
  }

  /** Walk to another scene; through a door the view on arrival is the door's, else the scene's own. */
  async go(scene, { yaw = scene.view.yaw, pitch = scene.view.pitch } = {}) {
    const target = { yaw, pitch };
    this.markers.clearMarkers();
    const came = await this.viewer.setPanorama(panorama(scene.panorama, this), {
      position: position(target),
      zoom: this.zoomFor(scene.view),
      transition: this.isStill ? false : { speed: 800, rotation: true, effect: "fade" },
    });
    if (came !== false) this.arrive(scene, target);
  }

  arrive(scene, view) {
    this.here = scene;
    this.hotspots = inOrderOfYaw(scene.hotspots, view.yaw);
    this.markers.setMarkers(this.hotspots.map((hotspot) => this.pin(hotspot)));
    // Read aloud, because the title is a status: "Bạn đang ở: Sân đình".
    this.title.replaceChildren(make("span", { className: "aloud", text: `${this.lang.you_are_in}: ` }), scene.title);
    this.showCredit(scene.credit);
    for (const entry of document.querySelectorAll("[data-scene]")) {
      entry.toggleAttribute("data-here", entry.dataset.scene === scene.slug);
    }
    history.replaceState(history.state, "", `#${encodeURIComponent(scene.slug)}`);
  }

  showCredit(credit) {
    let line = this.host.querySelector(".tour-credit");
    if (!line) {
      line = make("p", { className: "tour-credit" });
      this.host.append(line);
    }
    line.textContent = credit ?? "";
    line.hidden = !credit;
  }

  pin(hotspot) {
    const button = make("button", { className: "tour-pin", attributes: { type: "button", "data-kind": hotspot.kind } });
    button.append(icon(this.sprite, iconOf(hotspot)));
    if (hotspot.kind === "door") button.append(make("span", { className: "aloud", text: `${this.lang.go} ` }));
    button.append(make("span", { text: hotspot.label }));
    // The viewer cancels the tap that ends a touch it has seen begin; a touch on a pin is the pin's own.
    button.addEventListener("touchstart", (event) => event.stopPropagation(), { passive: true });
    // A mouse that drags the picture by a pin lets go on the same pin: that is no click.
    let pressedAt = null;
    button.addEventListener("pointerdown", (event) => (pressedAt = event));
    button.addEventListener("click", (event) => {
      const isDrag = event.detail > 0 && pressedAt && Math.hypot(event.clientX - pressedAt.clientX, event.clientY - pressedAt.clientY) > 6;
      if (!isDrag) this.use(hotspot);
    });
    button.addEventListener("focus", () => button.matches(":focus-visible") && this.turnTo(hotspot));
    return {
      id: String(hotspot.id),
      element: make("div", { children: [button] }),
      position: position(hotspot),
      anchor: "center center",
    };
  }

  /** Bring a pin that got the focus into view. */
  turnTo(hotspot) {
    const target = position(hotspot);
    if (this.isStill) this.viewer.rotate(target);
    else this.viewer.animate({ ...target, speed: 400 });
  }

  use(hotspot) {
    const scene = hotspot.to && this.sceneBySlug(hotspot.to);
    if (scene) {
      // The pin goes with the old scene; the focus stays in the viewer.
      this.stage.focus({ preventScroll: true });
      this.go(scene, hotspot.arrive_yaw === null || hotspot.arrive_yaw === undefined ? {} : { yaw: hotspot.arrive_yaw });
    } else {
      this.sheet.showHotspot(hotspot);
    }
  }

  showPlaces() {
    this.sheet.showPlaces({
      scenes: this.scenes,
      here: this.here,
      hotspots: this.hotspots,
      sprite: this.sprite,
      onScene: (scene) => this.go(scene),
      onHotspot: (hotspot) => this.sheet.showHotspot(hotspot),
    });
  }

  async fill(button) {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.host.requestFullscreen().catch(() => {});
    const isFull = document.fullscreenElement === this.host;
    button.replaceChildren(icon(this.sprite, isFull ? "leave-fullscreen" : "fullscreen"));
    const label = isFull ? this.lang.leave_fullscreen : this.lang.fullscreen;
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}
