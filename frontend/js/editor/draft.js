// The document being written: every change is one step that can be taken back. Knows nothing of the page.

import { onward } from "../tour/scenes.js";

const MOST_STEPS = 200;
// Words that stand in addresses where a scene's name does (content/document.py: NO_SCENE).
const OURS = ["loi-dan", "nhung", "chia-se", "mang-theo", "dem", "canh"];
const ONE_STEP = 1200; // typing in one field for so long (ms) without a pause is one step

export class Draft extends EventTarget {
  constructor(content) {
    super();
    this.content = content;
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

  scene(slug) {
    return this.content.scenes.find((scene) => scene.slug === slug) ?? null;
  }
}

export const words = (vi = "", en = "") => ({ vi, en });

/** The next number of a pin: numbers are never used again while the tour is open, for links and orders name them. */
export function nextNumber(scene) {
  return Math.max(0, ...scene.pins.map((pin) => pin.number)) + 1;
}

export function newPin(scene, kind, { yaw, pitch }) {
  const tells = ["info", "photo", "area", "then"].includes(kind);
  const pin = {
    number: nextNumber(scene), kind, yaw: round(yaw), pitch: round(pitch), label: words(), text: words(), to: "",
    arrive_yaw: null, product: "", shop: "", is_demo: false, pictures: [], sound: "", is_from_there: false,
    captions: words(), corners: [], year: "", claim: tells ? newClaim() : null,
  };
  if (kind === "then") pin.corners = [[-15, 10], [15, 10], [15, -10], [-15, -10]].map(([x, y]) => corner(yaw + x, pitch + y));
  if (kind === "area") pin.corners = [[-8, 6], [8, 6], [8, -6], [-8, -6]].map(([x, y]) => corner(yaw + x, pitch + y));
  return pin;
}

export function newClaim() {
  return { kind: "document", source_title: "", source_url: "", needs_review: false };
}

export function newScene(content, panorama, title) {
  const { facts = {} } = panorama;
  const [yaw, pitch, hfov] = facts.view ?? [0, 0, null];
  return {
    slug: freeSlug(content, title), panorama: panorama.key, title: words(title), alt: words(), yaw: round(yaw),
    pitch: round(pitch), hfov: Math.min(120, Math.max(30, hfov ?? 100)), north: facts.north == null ? null : round(facts.north) % 360,
    level_pitch: round(-(facts.pitch ?? 0)), level_roll: round(facts.roll ?? 0), video: panorama.video ?? "", captions: words(), pins: [],
  };
}

/** A short name that no scene had: scenes are known by it for ever. */
function freeSlug(content, title) {
  const plain = title.normalize("NFD").replace(/[̀-ͯ]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const base = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "canh";
  const taken = new Set([...OURS, ...content.scenes.map((scene) => scene.slug)]);
  let slug = base;
  for (let n = 2; taken.has(slug); n += 1) slug = `${base}-${n}`;
  return slug;
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

export function corner(yaw, pitch) {
  return { yaw: turned(yaw), pitch: upright(pitch) };
}
