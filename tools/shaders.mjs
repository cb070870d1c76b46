/* An esbuild plugin: of three.js's shaders only those that our materials use.

   three.js carries the programs of every material in every page that draws one sphere: lights, shadows, metal, fur. Our
   pictures and Photo Sphere Viewer's are MeshBasicMaterial (and programs of their own, which include nothing). What that
   one includes is read from three's own sources; the rest is left out: 17 kB of what a phone fetches before it sees
   anything. A program that is missed is an error at the first drawing ("Can not resolve #include"), never a wrong picture. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const THREE = "node_modules/three/src";
const SHADERS = join(THREE, "renderers/shaders");
const OURS = ["meshbasic"];
// Where three.js itself names a part of a program, whatever the material.
const NAMED = [
  ["renderers/webgl/WebGLProgram.js", /ShaderChunk\[\s*'(\w+)'\s*\]/g],
  ["materials/ShaderMaterial.js", /ShaderChunk\/(\w+)\.glsl\.js'/g],
];

export function fewShaders(root) {
  const at = (...parts) => join(root, ...parts);
  return {
    name: "few shaders",
    setup(build) {
      const used = usedShaders(at);
      // The ready-made bundle cannot be taken apart; the sources can.
      build.onResolve({ filter: /^three$/ }, () => ({ path: at(THREE, "Three.js"), sideEffects: false }));
      build.onLoad({ filter: /shaders[\\/]Shader(Chunk|Lib)[\\/].*\.glsl\.js$/ }, async ({ path }) => {
        if ((await used).has(path)) return null;
        // An empty program does not link, and three.js warns of one that is undefined as soon as it names it.
        return { contents: path.includes("ShaderChunk") ? "export default undefined;" : 'export const vertex = "", fragment = "";' };
      });
    },
  };
}

/** The files of the shaders that are kept: of our materials, what three.js names itself, and all that these include. */
async function usedShaders(at) {
  const chunk = (name) => at(SHADERS, "ShaderChunk", `${name}.glsl.js`);
  const used = new Set();
  const keep = async (path) => {
    if (used.has(path)) return;
    used.add(path);
    for (const [, name] of (await readFile(path, "utf8")).matchAll(/#include <(\w+)>/g)) await keep(chunk(name));
  };
  for (const name of OURS) await keep(at(SHADERS, "ShaderLib", `${name}.glsl.js`));
  for (const [file, naming] of NAMED) {
    for (const [, name] of (await readFile(at(THREE, file), "utf8")).matchAll(naming)) await keep(chunk(name));
  }
  return used;
}
