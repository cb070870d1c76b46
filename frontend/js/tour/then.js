// A picture of then, laid on the same view. Its four corners are directions; between them it lies as the flat picture
// that it is, with true perspective.
//
// Points P1…P4 on the four rays from the eye form a parallelogram exactly when they are the corners of the flat picture
// itself, however it was held: P1 - P2 + P3 - P4 = 0. That fixes how far along its ray each corner lies, and the graphics
// card does the rest.
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, MeshBasicMaterial, TextureLoader } from "three";

import { angleBetween, degrees, radians, verticalField } from "./scenes.js";

/** How far along its ray each corner of a flat picture lies. Throws when the four are no convex quadrangle. */
export function depths([a, b, c, d]) {
  const determinant = (x, y, z) => x.clone().cross(y).dot(z);
  const found = [determinant(b, c, d), determinant(a, c, d), determinant(a, b, d), determinant(a, b, c)];
  const sign = Math.sign(found[0]);
  if (!found.every((depth) => depth * sign > 1e-9)) throw new Error("the corners do not go round a picture");
  const largest = Math.max(...found.map(Math.abs));
  return found.map((depth) => Math.abs(depth) / largest);
}

/** The flat picture in the scene: from its upper left corner clockwise. */
export function pictureMesh(directions, texture) {
  const far = depths(directions);
  const corners = directions.map((direction, number) => direction.clone().multiplyScalar(far[number]));
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(corners.flatMap(({ x, y, z }) => [x, y, z])), 3));
  geometry.setAttribute("uv", new BufferAttribute(new Float32Array([0, 1, 1, 1, 1, 0, 0, 0]), 2));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  const material = new MeshBasicMaterial({ map: texture, side: DoubleSide, transparent: true, opacity: 0, depthTest: false, depthWrite: false });
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = 20;
  mesh.frustumCulled = false;
  return mesh;
}

function meshOf(stage, corners, texture) {
  try {
    return pictureMesh(corners.map((corner) => stage.vector(corner)), texture);
  } catch (trouble) {
    texture.dispose();
    throw trouble;
  }
}

/** Lay a picture on the stage; gives what changes and removes it. */
export async function layPicture(stage, { corners, src }) {
  const texture = await new TextureLoader().loadAsync(src);
  const mesh = meshOf(stage, corners, texture);
  stage.viewer.renderer.addObject(mesh);
  return {
    clear(opacity) {
      mesh.material.opacity = opacity;
      stage.viewer.needsUpdate();
    },
    remove() {
      stage.viewer?.renderer.removeObject(mesh);
      stage.viewer?.needsUpdate();
      texture.dispose();
      mesh.material.dispose();
      mesh.geometry.dispose();
    },
  };
}

/** The direction of a picture's middle. */
export function middleOf(corners, stage) {
  const middle = corners.reduce((sum, corner) => sum.add(stage.vector(corner).normalize()), stage.vector(corners[0]).setScalar(0));
  return stage.directionOf(middle);
}

/** Turn so that the whole picture stands in what the tray leaves of the stage. */
export async function lookAtWhole(corners, { stage, covered }) {
  const { yaw, pitch } = middleOf(corners, stage);
  const { clientWidth: width, clientHeight: height } = stage.box;
  const free = Math.max(0.3, (height - covered) / height);
  const tall = Math.max(...corners.map((corner) => angleBetween(corner, { yaw, pitch }))) * 2.1;
  const across = Math.min(stage.view().hfov, Math.max(verticalToHorizontal(tall / free, width / height), tall));
  const field = verticalField(across, width / height);
  await stage.look({ yaw, pitch: pitch - (field * (1 - free)) / 2, hfov: across }, { ms: 500 });
}

function verticalToHorizontal(field, aspect) {
  return degrees(2 * Math.atan(Math.tan(radians(Math.min(field, 150)) / 2) * aspect));
}
