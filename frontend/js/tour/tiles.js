// Photo Sphere Viewer's tiles, with a limit: it keeps every tile of a scene until the next one, and a phone that has
// looked all round would hold 45 MB of textures. Here those farthest behind one's back are let go; the unsharp base
// shows in their place, and the browser's cache has them when one turns round again.
// Its queue also begins a tile anew that is on its way already, whenever the view moves: each one more is decoded for
// nothing and stays on the graphics card. Here one is fetched at a time.
import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import { MeshBasicMaterial, Vector3 } from "three";

/** A texture's bytes on the graphics card: four a pixel, a third more where smaller copies of it are kept. */
export function textureBytes(texture) {
  const { width = 0, height = 0 } = texture?.image ?? {};
  return width * height * 4 * (texture?.generateMipmaps ? 4 / 3 : 1);
}

const middle = new Vector3();
const NOTHING = new MeshBasicMaterial({ opacity: 0, transparent: true, depthTest: false, depthWrite: false });

export class LimitedTiles extends EquirectangularTilesAdapter {
  static id = "limited-tiles";

  static withConfig(config) {
    return [LimitedTiles, config];
  }

  constructor(viewer, { most, ...config }) {
    super(viewer, config);
    this.most = most;
    this.drawn = new Map();
    this.coming = new Map();
  }

  /** Whether everything the view wants is there, or is known not to come. */
  get isDone() {
    const { queue, state } = this;
    const waits = Object.values(queue.tasks).some(({ status }) => status === 1 || status === 2);
    return !state.inTransition && Object.keys(state.tiles).length > 0 && !waits;
  }

  get bytes() {
    return [...this.drawn.values()].reduce((sum, { texture }) => sum + textureBytes(texture), textureBytes(this.viewer.state.textureData?.texture));
  }

  __loadTile(tile, task) {
    if (!this.coming.has(task.id)) {
      const came = super.__loadTile(tile, task).finally(() => this.coming.get(task.id) === came && this.coming.delete(task.id));
      this.coming.set(task.id, came);
    }
    return this.coming.get(task.id);
  }

  __swapMaterial(tile, material, isError) {
    super.__swapMaterial(tile, material, isError);
    if (isError || !material.map) return;
    this.drawn.set(`${tile.col}x${tile.row}/${tile.config.level}`, { tile, material, texture: material.map });
    this.letGo();
  }

  __cleanup() {
    super.__cleanup();
    this.drawn?.clear();
    this.coming?.clear();
  }

  /** Let the farthest tiles go until the rest fits. Those in view are never far enough. */
  letGo() {
    if (this.bytes <= this.most) return;
    const farthest = [...this.drawn].sort(([, one], [, other]) => this.angleTo(other.tile) - this.angleTo(one.tile));
    for (const [id, { tile, material }] of farthest) {
      if (this.bytes <= this.most || this.angleTo(tile) < Math.PI / 3) return;
      this.drawn.delete(id);
      delete this.state.tiles[id];
      this.uncover(tile, material);
      material.map.dispose();
      material.dispose();
    }
  }

  /** How far from where one looks a tile's middle lies, in radians; the sphere may have been levelled and turned. */
  angleTo({ col, row, config }) {
    const yaw = ((col + 0.5) / config.cols) * 2 * Math.PI - Math.PI;
    const pitch = Math.PI / 2 - ((row + 0.5) / config.rows) * Math.PI;
    middle.set(-Math.cos(pitch) * Math.sin(yaw), Math.sin(pitch), Math.cos(pitch) * Math.cos(yaw));
    return middle.applyEuler(this.viewer.renderer.sphereCorrection).angleTo(this.viewer.state.direction);
  }

  /** Where this tile was drawn, nothing is. */
  uncover(tile, material) {
    const { geom, faces, materials } = this.state;
    for (const group of geom.groups) {
      if (materials[group.materialIndex] !== material) continue;
      materials[group.materialIndex] = NOTHING;
      delete faces[group.start];
    }
  }
}
