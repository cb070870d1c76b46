// A view as a link, ?canh=san-dinh&yaw=12.5&pitch=-3.0&hfov=80.0, and back. Degrees; `hfov` is the width of the view.
// The older #san-dinh is understood, too: the readable list links so.
import { turned } from "./scenes.js";

const NAMES = ["yaw", "pitch", "hfov"];

/** The scene an address asks for; null when it asks for none of these. */
export function sceneAskedFor(address, scenes) {
  const wishes = [new URLSearchParams(address.search).get("canh"), plain(address.hash)];
  for (const wish of wishes) {
    const scene = wish && scenes.find(({ slug }) => slug === wish);
    if (scene) return scene;
  }
  return null;
}

function plain(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** The view an address asks for, as far as it does: what is not a number on the sphere is left out. */
export function viewAskedFor({ search }) {
  const asked = new URLSearchParams(search);
  const view = {};
  for (const name of NAMES) {
    const number = Number.parseFloat(asked.get(name));
    if (Number.isFinite(number)) view[name] = number;
  }
  if (view.yaw !== undefined) view.yaw = turned(view.yaw);
  if (view.pitch !== undefined) view.pitch = Math.min(90, Math.max(-90, view.pitch));
  if (view.hfov !== undefined && !(view.hfov > 0 && view.hfov < 180)) delete view.hfov;
  return view;
}

/** The address of this page with this view; what else it asked for stays. */
export function addressOf(scene, view, page = location.href) {
  const url = new URL(page);
  url.hash = "";
  url.searchParams.set("canh", scene.slug);
  for (const name of NAMES) {
    // "-0.0" is no direction.
    url.searchParams.set(name, (Math.round(view[name] * 10) / 10 + 0).toFixed(1));
  }
  return url.href;
}
