/* An esbuild plugin: of three.js only what draws a sphere with a picture on it.

   three.js carries the programs of every material in every page that draws one sphere: lights, shadows, metal, fur. Our
   pictures and Photo Sphere Viewer's are MeshBasicMaterial (and programs of their own, which include nothing). What that
   one includes is read from three's own sources; the rest is left out. A program that is missed is an error at the first
   drawing ("Can not resolve #include"), never a wrong picture.

   Its renderer also makes things that our pages never turn on: shadows, headsets, mirrors of the surroundings, lights. Each
   is an object with a few methods, and gets one in its place that does as little (UNUSED below). A name that three.js
   wants and a stand-in lacks fails the build, and so does a stand-in for what is not there any more. */

import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

const THREE = "node_modules/three/src";
const SHADERS = join(THREE, "renderers/shaders");
const OURS = ["meshbasic"];
// What stands in for parts of the renderer that are never turned on here (three.js 0.185.1).
const UNUSED = {
  "renderers/shaders/DFGLUTData.js": "export function getDFGLUT() { return null; }",
  "renderers/webgl/WebGLEnvironments.js": "export function WebGLEnvironments() { return { get: (texture) => texture, dispose() {} }; }",
  "renderers/webgl/WebGLLights.js": `export function WebGLLights() {
    const none = () => [];
    return {
      setup() {}, setupView() {},
      state: {
        version: 0, hash: {}, ambient: [0, 0, 0], probe: none(), directional: none(), directionalShadow: none(), directionalShadowMap: none(),
        directionalShadowMatrix: none(), spot: none(), spotLightMap: none(), spotShadow: none(), spotShadowMap: none(), spotLightMatrix: none(),
        rectArea: none(), rectAreaLTC1: null, rectAreaLTC2: null, point: none(), pointShadow: none(), pointShadowMap: none(), pointShadowMatrix: none(),
        hemi: none(), numSpotLightShadowsWithMaps: 0, numLightProbes: 0,
      },
    };
  }`,
  "renderers/webgl/WebGLMorphtargets.js": "export function WebGLMorphtargets() { return { update() {} }; }",
  "renderers/webgl/WebGLOutput.js": "export function WebGLOutput() {}",
  "renderers/webgl/WebGLShadowMap.js": `import { PCFShadowMap } from "../../constants.js";
    export function WebGLShadowMap() { Object.assign(this, { enabled: false, autoUpdate: true, needsUpdate: false, type: PCFShadowMap, render() {} }); }`,
  "renderers/webgl/WebGLUniformsGroups.js": "export function WebGLUniformsGroups() { return { bind() {}, update() {}, dispose() {} }; }",
  // Animation goes through it even where there is no headset: then nothing is called here.
  "renderers/webxr/WebXRManager.js": `import { EventDispatcher } from "../../core/EventDispatcher.js";
    export class WebXRManager extends EventDispatcher {
      enabled = false;
      isPresenting = false;
      setAnimationLoop() {}
      hasDepthSensing() { return false; }
      getEnvironmentBlendMode() {}
      dispose() {}
    }`,
};
// Where three.js itself names a part of a program, whatever the material.
const NAMED = [
  ["renderers/webgl/WebGLProgram.js", /ShaderChunk\[\s*'(\w+)'\s*\]/g],
  ["materials/ShaderMaterial.js", /ShaderChunk\/(\w+)\.glsl\.js'/g],
];

export function lessOfThree(root) {
  const at = (...parts) => join(root, ...parts);
  return {
    name: "less of three",
    setup(build) {
      const used = usedShaders(at);
      const stoodIn = new Set();
      // The ready-made bundle cannot be taken apart; the sources can.
      build.onResolve({ filter: /^three$/ }, () => ({ path: at(THREE, "Three.js"), sideEffects: false }));
      build.onLoad({ filter: /shaders[\\/]Shader(Chunk|Lib)[\\/].*\.glsl\.js$/ }, async ({ path }) => {
        if ((await used).has(path)) return null;
        // An empty program does not link, and three.js warns of one that is undefined as soon as it names it.
        return { contents: path.includes("ShaderChunk") ? "export default undefined;" : 'export const vertex = "", fragment = "";' };
      });
      build.onLoad({ filter: /three[\\/]src[\\/]renderers[\\/].*\.js$/ }, ({ path }) => {
        const name = relative(at(THREE), path).replaceAll("\\", "/");
        if (!(name in UNUSED)) return null;
        stoodIn.add(name);
        return { contents: UNUSED[name], resolveDir: dirname(path) };
      });
      build.onEnd(() => {
        const lost = Object.keys(UNUSED).filter((name) => !stoodIn.has(name));
        return { errors: lost.map((name) => ({ text: `tools/three.mjs: ${name} is not in three.js any more` })) };
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
