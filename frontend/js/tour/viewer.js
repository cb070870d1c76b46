// The visit: scenes one after the other, real buttons with names for everything that can be tapped, the address in step.
// Fetched by tour.js when somebody asks for it. What only some tours have (films, pictures of then, sounds, the narrated
// walk) comes when it is needed.
import { addressOf, sceneAskedFor, viewAskedFor } from "./address.js";
import { button, icon, make, relabel } from "./dom.js";
import { MEMORY, drawFrame } from "./frame.js";
import { keepQuality, keptQuality, lineNow, qualityFor, widestLevel } from "./lines.js";
import { Meter } from "./meter.js";
import { openNearest } from "./nearest.js";
import { onTap } from "./pins.js";
import { placesContent } from "./places.js";
import { Poster } from "./poster.js";
import { prefetchSoon } from "./prefetch.js";
import { doorTo, inOrderOfYaw, onward } from "./scenes.js";
import { keepShareLinks } from "./share.js";
import { contentOf, iconOf } from "./things.js";

/** Put the tour into its <tour-viewer>; done when the first scene can be seen. */
export async function openTour(host, data) {
  const visit = new Visit(host, data);
  await visit.open();
  return visit;
}

class Visit {
  constructor(host, { start, scenes, lang, walk = [], plan = null }) {
    this.host = host;
    this.scenes = scenes;
    this.lang = lang;
    this.stops = walk;
    this.plan = plan;
    this.sprite = host.dataset.icons;
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.line = lineNow();
    this.chosen = keptQuality(this.line);
    this.quality = this.chosen ?? qualityFor(this.line);
    this.first = sceneAskedFor(location, scenes) ?? this.sceneBySlug(start) ?? scenes[0];
    this.gone = new Set();
    /** The way that is being gone: { scene }, or null where one stands. */
    this.going = null;
    this.meter = new Meter((bytes) => this.counted?.(bytes));
  }

  sceneBySlug(slug) {
    return this.scenes.find((scene) => scene.slug === slug) ?? null;
  }

  async open() {
    drawFrame(this);
    this.poster = new Poster(this);
    this.host.scrollIntoView({ block: "nearest", behavior: this.isStill ? "auto" : "smooth" });
    const view = this.viewAsked(this.first);
    this.poster.show(this.first, view);
    try {
      await this.stage.show(this.first, { view });
    } catch (trouble) {
      this.close();
      throw trouble;
    }
    this.listen();
    this.arrive(this.first, view);
    this.poster.lift();
    if (this.host.contains(document.activeElement) || document.activeElement === document.body) this.box.focus({ preventScroll: true });
  }

  /** What the address asks for, else the scene's own start. */
  viewAsked(scene) {
    const asked = sceneAskedFor(location, this.scenes) === scene ? viewAskedFor(location) : {};
    if (Object.keys(asked).length === 0) return scene.view;
    const { yaw = scene.view.yaw, pitch = scene.view.pitch, hfov } = asked;
    // A link to the start view is the start view: its flat picture is on the page already.
    const isStart = [[yaw, scene.view.yaw], [pitch, scene.view.pitch], [hfov ?? scene.view.hfov, scene.view.hfov]].every(([one, other]) => Math.abs(one - other) <= 0.1);
    return isStart ? scene.view : { yaw, pitch, hfov };
  }

  hasSound() {
    return this.stops.some(({ sound }) => sound) || this.scenes.some(({ hotspots, film }) => film || hotspots.some(({ sound }) => sound));
  }

  listen() {
    const { stage } = this;
    stage.addEventListener("move", () => this.moved());
    stage.addEventListener("rest", () => {
      this.keepAddress();
      if (stage.isSharp) prefetchSoon(this);
    });
    stage.addEventListener("touch", () => {
      this.pauseWalk();
      this.poster.lift({ isNow: true });
      this.hasLookedRound = true;
    });
    stage.addEventListener("sharp", () => prefetchSoon(this));
    stage.addEventListener("lost", () => this.lost());
    // A tap on the picture gives it the keys.
    this.box.addEventListener("pointerdown", ({ target }) => target.closest("button") || this.box.focus({ preventScroll: true }));
    this.onPop = () => this.comeBack();
    window.addEventListener("popstate", this.onPop);
    this.onHash = () => {
      const scene = location.hash && sceneAskedFor({ hash: location.hash, search: "" }, this.scenes);
      if (!scene) return;
      this.pauseWalk();
      if (!this.isIn(scene)) this.go(scene, { isNew: false });
    };
    window.addEventListener("hashchange", this.onHash);
  }

  /** Whether one stands in this scene, and is not leaving it for another whose picture is still to come. */
  isIn(scene) {
    return scene === this.here && !this.going;
  }

  /** Walk to another scene; resolves to false when it did not come to that. The last way that was taken counts. */
  async go(scene, { view = scene.view, isNew = true, through = null } = {}) {
    const before = this.here;
    this.keepAddress();
    const going = (this.going = { scene });
    this.tray.close();
    this.keepFocus();
    this.stage.setPins([]);
    this.stage.setAreas([]);
    this.film?.leave();
    this.film = null;
    if (!this.walk?.isLeading) this.sounds.stop();
    this.host.setAttribute("data-going", "");
    this.trouble.hidden = true;
    try {
      if (through && !this.isStill) await this.stage.look({ yaw: through.yaw, pitch: this.stage.view().pitch }, { ms: 350 });
      if (this.going !== going) return false;
      const came = await this.stage.show(scene, { view });
      if (this.going !== going) return false;
      if (!came) {
        this.drawPins(this.stage.view().yaw); // One is still here: another quality was asked for meanwhile.
        return false;
      }
    } catch (trouble) {
      console.warn(trouble);
      if (this.going !== going) return false;
      this.say(this.lang.scene_trouble);
      await this.stage.show(before, { view: before.view, isCut: true }).catch(() => this.lost());
      if (this.stage.viewer && this.going === going) this.arrive(before, before.view, { isNew: false });
      return false;
    } finally {
      if (this.going === going) {
        this.going = null;
        this.host.removeAttribute("data-going");
      }
    }
    this.arrive(scene, view, { isNew });
    return true;
  }

  /** Pins go with their scene; the focus stays in the viewer. */
  keepFocus() {
    if (this.box.contains(document.activeElement) || this.sheet.isOpen) {
      this.sheet.close();
      this.box.focus({ preventScroll: true });
    }
  }

  arrive(scene, view, { isNew = false } = {}) {
    this.here = scene;
    this.drawPins(view.yaw);
    // Read aloud, because the title is a status: "Bạn đang ở: Sân đình".
    this.title.replaceChildren(make("span", { className: "aloud", text: `${this.lang.you_are_in}: ` }), scene.title);
    this.credit.textContent = scene.credit ?? "";
    this.credit.hidden = !scene.credit;
    for (const entry of document.querySelectorAll("[data-scene]")) {
      entry.toggleAttribute("data-here", entry.dataset.scene === scene.slug);
    }
    const address = addressOf(scene, this.stage.view());
    if (isNew) history.pushState({ scene: scene.slug }, "", address);
    else history.replaceState({ ...history.state, scene: scene.slug }, "", address);
    keepShareLinks(this);
    this.moved();
    this.showFilm(scene);
    this.happened("tour:scene", { scene: scene.slug });
  }

  /** Whoever counts visits listens to these: tour:scene, tour:pin, tour:order. */
  happened(name, detail) {
    this.host.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  drawPins(yawOnArrival) {
    const open = this.here.hotspots.filter(({ id }) => !this.gone.has(id));
    this.hotspots = inOrderOfYaw(open, yawOnArrival);
    this.stage.setPins(this.hotspots.map((hotspot) => ({ id: hotspot.id, yaw: hotspot.yaw, pitch: hotspot.pitch, element: this.pin(hotspot) })));
    this.stage.setAreas(
      this.hotspots
        .filter(({ kind, corners }) => kind === "area" && corners.length > 2)
        .map((hotspot) => ({ id: hotspot.id, corners: hotspot.corners, use: () => this.use(hotspot) })),
    );
  }

  pin(hotspot) {
    const made = make("button", { className: "tour-pin", attributes: { type: "button", "data-kind": hotspot.kind, "data-id": hotspot.id } });
    made.append(icon(this.sprite, iconOf(hotspot)));
    if (hotspot.kind === "door") made.append(make("span", { className: "aloud", text: `${this.lang.go} ` }));
    made.append(make("span", { className: "tour-pin-label", text: hotspot.label }));
    onTap(made, () => this.use(hotspot));
    // Tab brings a pin into view.
    made.addEventListener("focus", () => {
      if (!made.matches(":focus-visible")) return;
      this.pauseWalk();
      this.stage.look(hotspot, { ms: 400 });
    });
    return made;
  }

  async use(hotspot) {
    const scene = hotspot.to && this.sceneBySlug(hotspot.to);
    this.happened("tour:pin", { scene: this.here.slug, number: hotspot.number, kind: hotspot.kind });
    if (scene) {
      this.pauseWalk();
      await this.go(scene, { view: { ...scene.view, yaw: onward(hotspot, this.here, scene, scene.view.yaw, doorTo(this.here, scene.hotspots)), hfov: undefined }, through: hotspot });
    } else {
      this.pauseWalk();
      await this.show(hotspot).catch((trouble) => {
        console.warn(trouble);
        this.sheet.show(hotspot.label, contentOf(hotspot, this.lang));
      });
    }
  }

  /** What a pin has to say or to sell. */
  async show(hotspot) {
    if (hotspot.kind === "product" || hotspot.kind === "shop") {
      const { showGoods } = await import("./more.js");
      await showGoods(hotspot, {
        sheet: this.sheet,
        lang: this.lang,
        sprite: this.sprite,
        gone: () => this.letGo(hotspot),
        bought: () => this.happened("tour:order", { scene: this.here.slug, number: hotspot.number }),
      });
    } else if (hotspot.kind === "then" && hotspot.pictures.length > 0 && hotspot.corners.length === 4) {
      const { showThen } = await import("./more.js");
      this.sheet.close();
      await showThen(hotspot, this);
    } else if (hotspot.kind === "sound") {
      const { showSound } = await import("./more.js");
      this.sheet.close();
      showSound(hotspot, this);
    } else {
      this.sheet.show(hotspot.label, contentOf(hotspot, this.lang));
    }
  }

  /** A shop that rests leaves no dead pin behind. */
  letGo(hotspot) {
    this.gone.add(hotspot.id);
    this.drawPins(this.stage.view().yaw);
  }

  moved() {
    if (!this.here) return;
    this.compass.turn(this.stage.view().yaw, this.here.north);
    openNearest(this);
  }

  /** The address says where one is, whenever the view rests. */
  keepAddress() {
    if (!this.here || this.host.hasAttribute("data-going")) return;
    history.replaceState({ ...history.state, scene: this.here.slug }, "", addressOf(this.here, this.stage.view()));
    keepShareLinks(this);
  }

  /** The browser's back button leads through the doors one came by. */
  comeBack() {
    const scene = sceneAskedFor(location, this.scenes);
    if (!scene || location.hash) return; // A link of the list is hashchange's.
    this.pauseWalk();
    const view = this.viewAsked(scene);
    if (this.isIn(scene)) this.stage.look(view, { ms: 400 });
    else this.go(scene, { view, isNew: false });
  }

  async showFilm(scene) {
    if (!scene.film) return;
    try {
      const { Film } = await import("./film.js");
      if (this.here !== scene) return;
      this.film = new Film({ ...this, film: scene.film, isLight: this.quality === "light" });
    } catch (trouble) {
      console.warn(trouble); // The still is there.
    }
  }

  showPlaces() {
    this.sheet.show(this.lang.places, placesContent({
      ...this,
      onScene: (scene) => {
        this.pauseWalk();
        this.sheet.close();
        if (!this.isIn(scene)) this.go(scene);
      },
      onHotspot: (hotspot) => this.use(hotspot),
    }));
  }

  async choose(quality) {
    this.quality = this.chosen = quality;
    keepQuality(quality, this.line);
    this.stage.setMemory(MEMORY[quality]);
    await this.stage.setMost(widestLevel(quality, this.line));
  }

  /** A sentence that goes by itself. */
  say(sentence) {
    this.trouble.textContent = sentence;
    this.trouble.hidden = false;
    clearTimeout(this.said);
    this.said = setTimeout(() => (this.trouble.hidden = true), 6000);
  }

  async toggleGyroscope() {
    if (this.gyroscope) {
      this.gyroscope.stop();
      this.gyroscope = null;
    } else {
      this.turning?.stop();
      const { Gyroscope, mayUseGyroscope } = await import("./more.js");
      if (!(await mayUseGyroscope())) {
        this.say(this.lang.no_gyroscope);
        return;
      }
      this.gyroscope = new Gyroscope(this.stage, { isLed: () => this.walk?.isPlaying });
    }
    this.gyroButton.setAttribute("aria-pressed", String(Boolean(this.gyroscope)));
  }

  async beginWalk() {
    // In the tap itself: the first voice begins only when the view has turned.
    if (this.stops.some(({ sound }) => sound)) this.sounds.unlock();
    const { Walk } = await import("./more.js");
    if (this.walk) return;
    this.walk = new Walk(this, this.stops);
    this.walkButton.hidden = true;
    this.foot.append(...this.walk.parts);
    this.walk.playButton.focus({ preventScroll: true });
    await this.walk.play();
  }

  /** The visitor takes over; the walk remembers its place. */
  pauseWalk() {
    if (this.walk?.isPlaying) this.walk.pause();
  }

  leaveWalk() {
    if (!this.walk) return;
    const hadFocus = this.walk.bar.contains(document.activeElement);
    this.walk.leave();
    this.walk = null;
    this.walkButton.hidden = false;
    if (hadFocus) this.walkButton.focus({ preventScroll: true });
  }

  showMuted() {
    relabel(this.muteButton, this.sprite, this.sounds.isMuted ? "muted" : "sound", this.sounds.isMuted ? this.lang.unmute : this.lang.mute);
    if (this.film && this.sounds.isMuted) this.film.video.muted = true;
  }

  showFull(isOn) {
    relabel(this.fullButton, this.sprite, isOn ? "leave-fullscreen" : "fullscreen", isOn ? this.lang.leave_fullscreen : this.lang.fullscreen);
  }

  /** The graphics card gave up: back to the picture and the list, and the button may be tapped again. */
  lost() {
    this.close();
    this.host.dispatchEvent(new CustomEvent("tour:lost"));
  }

  close() {
    window.removeEventListener("popstate", this.onPop);
    window.removeEventListener("hashchange", this.onHash);
    this.poster.stop();
    this.gyroscope?.stop();
    this.film?.leave();
    this.walk?.leave();
    this.sounds.leave();
    this.full.stop();
    this.meter.stop();
    this.host.append(this.credit);
    for (const part of [this.bar, this.foot, this.box, this.sheet.dialog]) part.remove();
    this.stage.destroy();
  }
}

