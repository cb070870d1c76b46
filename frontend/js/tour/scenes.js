// What a tour's JSON means, apart from any picture on the screen. Angles are degrees, unless a name says radians.

export const radians = (degrees) => (degrees * Math.PI) / 180;
export const degrees = (angle) => (angle * 180) / Math.PI;

/** The same direction between -180 and 180. */
export const turned = (yaw) => ((((yaw + 180) % 360) + 360) % 360) - 180;

/** How far apart two directions are. */
export function angleBetween(one, other) {
  const a = radians(one.pitch);
  const b = radians(other.pitch);
  const across = radians(one.yaw - other.yaw);
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(across);
  return degrees(Math.acos(Math.min(1, Math.max(-1, cosine))));
}

/** The flat pictures as the server draws them (marketplace/media/panoramas.py): pixels, and the tallest field of the upright one. */
const POSTER = { wide: { width: 1280, height: 720 }, tall: { width: 600, height: 800 } };
const TALL_FIELD = 85;
/** The page shows the upright picture here: the same words stand in templates/tours/tour.html. */
export const UPRIGHT = "(max-width: 40rem) and (orientation: portrait)";

/** The viewer shows no more and no less than this from top to bottom. */
export const WIDEST = 90;
export const NARROWEST = 30;
const within = (field) => Math.min(WIDEST, Math.max(NARROWEST, field));

/** Where a scene's flat picture looks, and the vertical field at which the scene looks as it does, laid over a stage of this size as `object-fit: cover`. */
export function startOf({ view, posters }, { width, height }, isUpright) {
  const shape = isUpright ? "tall" : "wide";
  const poster = POSTER[shape];
  const hfov = radians(view.hfov) / 2;
  // The server has turned the flat picture of a part, and narrowed it, until nothing beside the part is on it.
  const { yaw, pitch, field } = { ...view, ...posters?.[shape].looks };
  const half = field ? radians(field) / 2 : isUpright ? Math.min(hfov, radians(TALL_FIELD) / 2) : null;
  const focal = half ? poster.height / 2 / Math.tan(half) : poster.width / 2 / Math.tan(hfov);
  const scale = Math.max(width / poster.width, height / poster.height);
  return { yaw, pitch, field: within(degrees(2 * Math.atan(height / 2 / (focal * scale)))) };
}

/** The vertical field of view that is `hfov` degrees across on a screen of this shape. */
export function verticalField(hfov, aspect) {
  return within(degrees(2 * Math.atan(Math.tan(radians(Math.min(hfov, 150)) / 2) / aspect)));
}

export function position({ yaw, pitch }) {
  return { yaw: radians(yaw), pitch: radians(pitch) };
}

/** From left to right as they are seen on arrival: the order of Tab. */
export function inOrderOfYaw(hotspots, yawOnArrival) {
  const turn = ({ yaw }) => (((yaw - yawOnArrival + 180) % 360) + 360) % 360;
  return [...hotspots].sort((one, other) => turn(one) - turn(other));
}

/**
 * Where one looks after a door: as it says itself, else on in the same direction: by the compass, or away from the door that
 * leads `back`; else as the next scene begins (`otherwise`). As onward() in marketplace/tours/directions.py.
 */
export function onward(door, here, there, otherwise, back = null) {
  if (door.arrive_yaw !== null) return turned(door.arrive_yaw);
  if (here.north !== null && there.north !== null) return turned(door.yaw + here.north - there.north);
  return turned(back ? back.yaw + 180 : otherwise);
}

/** The door among these pins that leads to a scene. */
export const doorTo = (scene, pins) => pins.find(({ to }) => to === scene.slug);

const WHOLE = [0, 0, 1, 1];

/** What Photo Sphere Viewer's tiles adapter wants, with no level wider than `most`. A tile that holds nothing of the picture is never asked for. */
export function panorama({ base, levels, part = WHOLE }, { most }) {
  const shown = levels.filter((level) => level.width <= most);
  const taken = shown.length > 0 ? shown : levels.slice(0, 1);
  const [left, top, right, bottom] = part;
  return {
    baseUrl: base,
    levels: taken.map(({ width, cols, rows }) => ({ width, cols, rows })),
    tileUrl(column, row, number) {
      const { cols, rows, tiles } = taken[number];
      const isInside = column + 1 > left * cols + 1e-6 && column < right * cols - 1e-6 && row + 1 > top * rows + 1e-6 && row < bottom * rows - 1e-6;
      return isInside ? tiles.replace("{col}", column).replace("{row}", row) : null;
    },
  };
}

/** How far one may look in a partial picture: null for a whole one, else degrees. */
export function rangeOf(part = WHOLE) {
  const [left, top, right, bottom] = part;
  if (left <= 0 && top <= 0 && right >= 1 && bottom >= 1) return null;
  return {
    yaw: right - left >= 1 ? null : [left * 360 - 180, right * 360 - 180],
    pitch: bottom - top >= 1 ? null : [90 - bottom * 180, 90 - top * 180],
  };
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
