// Outlined surfaces of the picture: a carving, a field. Drawn as one path each; a tap on it is a tap on its button, which
// stands beside it and is what a keyboard and a screen reader meet.
import { Vector3 } from "three";

import { onTap } from "./pins.js";
import { angleBetween } from "./scenes.js";

const SVG = "http://www.w3.org/2000/svg";
/** Nearer to the eye's own plane than this a corner has no place on the screen. */
const NEAR = -0.05;
/** An edge is a great circle and looks bent: it is drawn in pieces of so many degrees. */
const PIECE = 4;

export class Areas {
  constructor(stage) {
    this.stage = stage;
    this.areas = [];
    this.layer = document.createElementNS(SVG, "svg");
    this.layer.setAttribute("class", "tour-areas");
    this.layer.setAttribute("aria-hidden", "true");
    stage.viewer.container.insertBefore(this.layer, stage.pins.layer);
  }

  /** `areas`: { id, corners: [{ yaw, pitch }, …], use }. */
  set(areas) {
    this.areas = areas.map(({ corners, use, id }) => {
      const path = document.createElementNS(SVG, "path");
      path.dataset.area = id;
      if (use) onTap(path, use);
      return { path, edge: this.edge(corners) };
    });
    this.layer.replaceChildren(...this.areas.map(({ path }) => path));
    this.place();
  }

  /** The outline in small steps, as vectors. */
  edge(corners) {
    return corners.flatMap((corner, number) => {
      const next = corners[(number + 1) % corners.length];
      const from = this.stage.vector(corner);
      const to = this.stage.vector(next);
      const steps = Math.max(1, Math.ceil(angleBetween(corner, next) / PIECE));
      return Array.from({ length: steps }, (_, step) => new Vector3().lerpVectors(from, to, step / steps));
    });
  }

  place() {
    if (this.areas.length === 0) return;
    const { size } = this.stage.viewer.state;
    const { camera } = this.stage.viewer.renderer;
    for (const { path, edge } of this.areas) {
      const seen = inFront(edge.map((point) => point.clone().applyMatrix4(camera.matrixWorldInverse)));
      const places = seen.map((point) => {
        const { x, y } = point.applyMatrix4(camera.projectionMatrix);
        return `${(((x + 1) / 2) * size.width).toFixed(1)} ${(((1 - y) / 2) * size.height).toFixed(1)}`;
      });
      path.setAttribute("d", places.length > 2 ? `M${places.join("L")}Z` : "");
    }
  }
}

/** The part of an outline that lies before the eye (which looks along -z). */
function inFront(points) {
  return points.flatMap((point, number) => {
    const before = points[(number + points.length - 1) % points.length];
    const isSeen = point.z < NEAR;
    const wasSeen = before.z < NEAR;
    const edge = isSeen === wasSeen ? [] : [new Vector3().lerpVectors(before, point, (NEAR - before.z) / (point.z - before.z))];
    return isSeen ? [...edge, point] : edge;
  });
}
