// The document being written: every change is one step that can be taken back. Knows nothing of the page.

import { onward } from "../tour/scenes.js";

const MOST_STEPS = 200;
// Words that stand in addresses where a scene's name does (content/document.py: NO_SCENE).
const OURS = ["loi-dan", "nhung", "chia-se", "mang-theo", "dem", "canh"];
const ONE_STEP = 1200; // typing in one field for so long (ms) without a pause is one step

export class Draft extends EventTarget {
  /** `used`: each scene's short name that any version had, with the highest number of a pin in it. */
  constructor(content, used = {}) {
    super();
    this.content = content;
    this.used = new Map(Object.entries(used));
    this.remember();
    this.past = [];
    this.future = [];
    this.last = { key: null, at: 0 };
  }

  /** Change the document by `act(content)`. Changes of one `key` that follow each other quickly are one step. */
  change(act, key = null) {
    const isSame = key !== null && key === this.last.key && performance.now() - this.last.at < ONE_STEP;
    if (!isSame) {
      this.past.push(JSON.stringify(this.content));
      if (this.past.length > MOST_STEPS) this.past.shift();
    }
    this.last = { key, at: performance.now() };
    this.future.length = 0;
    act(this.content);
    this.remember();
    this.tell({ isTyping: key !== null });
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (from.length === 0) return;
    to.push(JSON.stringify(this.content));
    this.content = JSON.parse(from.pop());
    this.last = { key: null, at: 0 };
    this.tell({ isTyping: false });
  }

  tell(detail) {
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** Names and numbers that were given once are never another thing's: links, plaques and orders know things by them. */
  remember() {
    for (const { slug, pins } of this.content.scenes) this.used.set(slug, Math.max(this.used.get(slug) ?? 0, ...pins.map((pin) => pin.number)));
  }

  /** The next number of a pin in this scene. */
  nextNumber(scene) {
    return Math.max(this.used.get(scene.slug) ?? 0, ...scene.pins.map((pin) => pin.number)) + 1;
  }

  /** A short name that no scene of this tour ever had. */
  freeSlug(title) {
    const plain = title.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
    const base = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "canh";
    let slug = base;
    for (let n = 2; this.used.has(slug) || OURS.includes(slug); n += 1) slug = `${base}-${n}`;
    return slug;
  }

  scene(slug) {
    return this.content.scenes.find((scene) => scene.slug === slug) ?? null;
  }
}

export const words = (vi = "", en = "") => ({ vi, en });

/** A pin of this number, empty of all that its kind asks for. */
export function newPin(number, kind, { yaw, pitch }) {
  const tells = ["info", "photo", "area", "then"].includes(kind);
  const pin = {
    number, kind, yaw: round(yaw), pitch: round(pitch), label: words(), text: words(), to: "",
    arrive_yaw: null, product: "", shop: "", is_demo: false, pictures: [], sound: "", is_from_there: false,
    captions: words(), corners: [], year: "", claim: tells ? newClaim() : null,
  };
  if (kind === "then") pin.corners = [[-15, 10], [15, 10], [15, -10], [-15, -10]].map(([x, y]) => corner(yaw + x, pitch + y));
  if (kind === "area") pin.corners = [[-8, 6], [8, 6], [8, -6], [-8, -6]].map(([x, y]) => corner(yaw + x, pitch + y));
  return pin;
}

/** As far as a document turns a horizon. */
const level = (angle) => round(Math.min(45, Math.max(-45, angle)));

export function newClaim() {
  return { kind: "unsaid", source_title: "", source_title_en: "", source_url: "", needs_review: false };
}

/** A scene of this picture, as its camera stood. */
export function newScene(slug, panorama, title) {
  const { facts = {} } = panorama;
  const [yaw, pitch, hfov] = facts.view ?? [0, 0, null];
  return {
    slug, panorama: panorama.key, title: words(title), alt: words(), yaw: round(yaw),
    pitch: round(pitch), hfov: Math.min(120, Math.max(30, hfov ?? 100)), north: facts.north == null ? null : round(facts.north) % 360,
    level_pitch: level(-(facts.pitch ?? 0)), level_roll: level(facts.roll ?? 0), turn: 0, video: panorama.video ?? "", captions: words(), claim: null, pins: [],
  };
}

/** Another picture of the same spot takes the scene's place, turned as the one before it stood if both know their north. Pins, links and words stay. */
export function retake(scene, panorama) {
  const { level_pitch, level_roll, north, video } = newScene(scene.slug, panorama, "");
  const isKnown = scene.north !== null && north !== null;
  // The words were the other film's. What came without its film, from another market, waits for it.
  if (scene.video && video !== scene.video) Object.assign(scene, { captions: words(), claim: null });
  Object.assign(scene, { panorama: panorama.key, level_pitch, level_roll, video, turn: isKnown ? turned(north - scene.north) : 0 });
}

export function removeScene(content, slug) {
  content.scenes = content.scenes.filter((scene) => scene.slug !== slug);
  for (const scene of content.scenes) scene.pins = scene.pins.filter((pin) => pin.to !== slug);
  content.walk = content.walk.filter((stop) => stop.scene !== slug);
  if (content.plan) content.plan.points = content.plan.points.filter((point) => point.scene !== slug);
  if (content.start === slug) content.start = content.scenes[0]?.slug ?? "";
}

/** The door that leads back: behind whoever comes in, and on arrival one looks away from the first door. */
export function wayBack(here, door, there) {
  return { scene: there.slug, to: here.slug, yaw: turned(onward(door, here, there, there.yaw) + 180), pitch: door.pitch, arrive_yaw: turned(door.yaw + 180) };
}

export function move(list, from, by) {
  const to = Math.min(list.length - 1, Math.max(0, from + by));
  list.splice(to, 0, ...list.splice(from, 1));
}

export const round = (angle) => Math.round(angle * 10) / 10;

/** From -180 to 180. */
export const turned = (yaw) => round(((((yaw + 180) % 360) + 360) % 360) - 180);

export const upright = (pitch) => round(Math.min(90, Math.max(-90, pitch)));

/** The pin stands elsewhere, with the corners of what it shows. */
export function movePin(pin, { yaw, pitch }) {
  const [across, up] = [yaw - pin.yaw, pitch - pin.pitch];
  Object.assign(pin, { yaw, pitch });
  for (const one of pin.corners) Object.assign(one, corner(one.yaw + across, one.pitch + up));
}

export function corner(yaw, pitch) {
  return { yaw: turned(yaw), pitch: upright(pitch) };
}
