// Which pins show their names.
import { turned } from "./scenes.js";

/** From this width on (pixels) there is room for the names of goods; and so near (degrees) one looks at a thing. */
const WIDE = 640;
const NEAR = 22;

/** The label of what one looks at is open, and where there is room those of goods; of the others only the sign. */
export function openNearest({ stage, box, hotspots }) {
  const { yaw, pitch } = stage.view();
  const away = (hotspot) => Math.hypot(turned(hotspot.yaw - yaw), hotspot.pitch - pitch);
  const nearest = hotspots.filter(({ kind }) => kind !== "door").sort((one, other) => away(one) - away(other))[0];
  const isWide = box.clientWidth >= WIDE;
  const isGoods = ({ kind }) => kind === "product" || kind === "shop";
  for (const [number, { element }] of stage.pins.pins.entries()) {
    const hotspot = hotspots[number];
    element.toggleAttribute("data-open", (isWide && isGoods(hotspot)) || (hotspot === nearest && away(nearest) < NEAR));
  }
}
