/* Builds the front end: frontend/ and npm packages → static/build/, which git does not keep.

   Every file there carries a hash of what it holds in its name, so it may be cached for ever; manifest.json says which
   file a plain name means today. Text files lie there compressed too (.br, .gz), for WhiteNoise to serve as they are.
   The new folder is made beside the old one and takes its place at the end: a failed build changes nothing. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";

import { lessOfThree } from "./tools/three.mjs";

const ROOT = dirname(fileURLToPath(import.meta.url));
const FINAL = join(ROOT, "static/build");
const FRESH = join(ROOT, "static/build.fresh");
const OLD = join(ROOT, "static/build.old");

const ENTRIES = [
  "css/site.css", "css/tour.css", "css/print.css", "css/sandbox.css", "css/editor.css",
  "js/site.js", "js/tour.js", "js/offline-pack.js", "js/kept-form.js", "js/editor.js", "js/sandbox.js",
];
// A browser runs it apart from pages: one plain script that imports nothing.
const WORKER = "js/sw.js";

// Cascade layers need these; older browsers would drop every rule in a layer (facts: docs/look.md).
const TARGET = ["es2020", "chrome99", "safari15.4", "firefox97"];

async function main() {
  process.chdir(ROOT);
  await rm(FRESH, { recursive: true, force: true });
  await mkdir(FRESH, { recursive: true });

  const bundled = await bundle();
  const manifest = { ...bundled.manifest, ...(await worker()), ...(await icons()), ...(await licences(bundled.packages)) };
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(FRESH, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
  // What each file fetches by itself: whoever takes a page along takes these too (marketplace/tours/packing.py).
  await writeFile(join(FRESH, "graph.json"), JSON.stringify(bundled.graph, null, 2) + "\n");
  // So that a page asks for them together, not one after the other (marketplace/assets.py).
  await writeFile(join(FRESH, "needs.json"), JSON.stringify(bundled.needs, null, 2) + "\n");
  await compress();

  await rm(OLD, { recursive: true, force: true });
  if (existsSync(FINAL)) await rename(FINAL, OLD);
  await rename(FRESH, FINAL);
  await rm(OLD, { recursive: true, force: true });
}

/** Bundle styles and scripts; fonts come along because site.css names them. */
async function bundle() {
  const result = await esbuild.build({
    entryPoints: ENTRIES.map((entry) => join("frontend", entry)),
    outdir: FRESH,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    target: TARGET,
    loader: { ".woff2": "file" },
    legalComments: "none", // the whole licences are in licences.txt
    metafile: true,
    logLevel: "warning",
    plugins: [lessOfThree(ROOT)],
  });

  const manifest = {};
  const graph = {};
  const needs = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const inputs = Object.keys(output.inputs);
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
    else if (path.endsWith(".woff2")) manifest[basename(inputs[0])] = basename(path);
    const fetched = output.imports.filter((imported) => !imported.external).map((imported) => basename(imported.path));
    if (fetched.length > 0) graph[basename(path)] = [...new Set(fetched)].sort();
    if (output.entryPoint) needs[basename(path)] = needsOf(result.metafile.outputs, path);
  }
  const packages = new Set(["heroicons", "@fontsource/be-vietnam-pro", "@fontsource-variable/bitter"]);
  for (const input of Object.keys(result.metafile.inputs)) {
    const match = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    if (match) packages.add(match[1]);
  }
  return { manifest, graph, needs, packages };
}

/** What a script imports at once and what later, each with all that this needs: a page can ask for them together. */
function needsOf(outputs, entry) {
  const of = (path, kind) => outputs[path].imports.filter((one) => one.kind === kind && !one.external).map((one) => one.path);
  const withAll = (path, into) => {
    if (into.has(path)) return into;
    into.add(path);
    for (const next of of(path, "import-statement")) withAll(next, into);
    return into;
  };
  const there = withAll(entry, new Set());
  const later = [...there].flatMap((path) => of(path, "dynamic-import")).reduce((into, path) => withAll(path, into), new Set());
  const names = (paths) => paths.map((path) => basename(path)).sort();
  return { at_once: names([...there].filter((path) => path !== entry)), later: names([...later].filter((path) => !there.has(path))) };
}

/** The service worker, which answers from saved tours where there is no network. */
async function worker() {
  const result = await esbuild.build({
    entryPoints: [join("frontend", WORKER)],
    outdir: FRESH,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGET,
    metafile: true,
    logLevel: "warning",
  });
  return { [basename(WORKER)]: basename(Object.keys(result.metafile.outputs)[0]) };
}

/** One SVG of symbols, listed in frontend/icons.txt. The seal is also a file of its own: the browser tab shows it. */
async function icons() {
  const symbols = [];
  for (const line of (await readFile("frontend/icons.txt", "utf8")).split("\n")) {
    if (!line.trim() || line.startsWith("#")) continue;
    const [name, source] = line.trim().split(/\s+/);
    const path = source.includes("/") ? join("frontend", source) : join("node_modules/heroicons/24/outline", source + ".svg");
    const svg = (await readFile(path, "utf8")).replace(/<!--[^]*?-->/g, "");
    const viewBox = /viewBox="([^"]+)"/.exec(svg)[1];
    // How an outline is drawn is decided once, in utilities.css (.icon).
    const shapes = svg
      .replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, "")
      .replace(/\s*\n\s*/g, "")
      .replace(source.includes("/") ? /$^/ : / stroke-line(cap|join)="round"/g, "");
    symbols.push(`<symbol id="${name}" viewBox="${viewBox}">${shapes}</symbol>`);
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  const seal = await readFile("frontend/drawings/seal.svg", "utf8");
  return { "icons.svg": await put("icons.svg", sprite), "seal.svg": await put("seal.svg", seal) };
}

/** The licences of everything that ends in the bundles, as they ask. */
async function licences(packages) {
  const parts = ["Chợ Thôn's pages contain these works. Their licences follow, as they ask."];
  for (const name of [...packages].sort()) {
    const folder = join("node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file: may we ship it?`);
    const text = (await readFile(join(folder, file), "utf8")).trim();
    parts.push(`${"=".repeat(100)}\n${name} ${about.version} (${about.license})\n\n${text}`);
  }
  await writeFile(join(FRESH, "licences.txt"), parts.join("\n\n") + "\n");
  return { "licences.txt": "licences.txt" };
}

async function put(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const hashed = name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
  await writeFile(join(FRESH, hashed), text);
  return hashed;
}

async function compress() {
  for (const name of await readdir(FRESH)) {
    if (!/\.(css|js|svg|txt)$/.test(name)) continue;
    const path = resolve(FRESH, name);
    const bytes = await readFile(path);
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    await writeFile(path + ".br", brotliCompressSync(bytes, quality));
    await writeFile(path + ".gz", gzipSync(bytes, { level: 9 }));
  }
}

await main();
