// What a tour's JSON means, apart from any picture on the screen.

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

/** Wider than this a phone held upright shows a fish-eye; narrower, a keyhole. Degrees from top to bottom. */
const TALLEST = 75;
const SHORTEST = 40;

/** The vertical field of view that shows `hfov` degrees across, within what looks right on this screen. */
export function verticalField(hfov, aspect) {
  const vertical = degrees(2 * Math.atan(Math.tan(radians(Math.min(hfov, 150)) / 2) / aspect));
  return Math.min(TALLEST, Math.max(SHORTEST, vertical));
}

export function position({ yaw, pitch }) {
  return { yaw: radians(yaw), pitch: radians(pitch) };
}

/** From left to right as they are seen on arrival: the order of Tab. */
export function inOrderOfYaw(hotspots, yawOnArrival) {
  const turn = ({ yaw }) => (((yaw - yawOnArrival + 180) % 360) + 360) % 360;
  return [...hotspots].sort((one, other) => turn(one) - turn(other));
}

/** What Photo Sphere Viewer's tiles adapter wants. The 8192 level is four times the bytes: only for large screens. */
export function panorama({ base, levels }, { isSmall }) {
  const shown = levels.filter((level) => !isSmall || level.width <= 4096);
  const taken = shown.length > 0 ? shown : levels.slice(0, 1);
  return {
    baseUrl: base,
    levels: taken.map(({ width, cols, rows }) => ({ width, cols, rows })),
    tileUrl: (column, row, level) => taken[level].tiles.replace("{col}", column).replace("{row}", row),
  };
}

/** Small screen, little memory, or a visitor who asked for few data. */
export function isSmallOrSaving() {
  const line = navigator.connection;
  return (
    matchMedia("(max-width: 60rem)").matches ||
    navigator.deviceMemory <= 2 ||
    line?.saveData === true ||
    /2g|3g/.test(line?.effectiveType ?? "")
  );
}

/** The scene an address asks for: #slug or ?canh=slug; null when it asks for none of these. */
export function sceneAskedFor(address, scenes) {
  const wishes = [decodeURIComponent(address.hash.slice(1)), new URLSearchParams(address.search).get("canh")];
  return scenes.find((scene) => wishes.includes(scene.slug)) ?? null;
}

/** A link from the data, if it leads to a page: never javascript: or data:. */
export function safeLink(href) {
  if (!href) return null;
  try {
    const url = new URL(href, location.href);
    return ["https:", "http:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
