// The way round for whoever does not turn the picture: every scene with its small picture, what is here, and the plan.
import { icon, make } from "./dom.js";
import { safeLink } from "./scenes.js";
import { iconOf } from "./things.js";

export function placesContent({ scenes, here, hotspots, plan, sprite, lang, onScene, onHotspot }) {
  const places = scenes.map((scene) =>
    entry(scene.title, [thumb(scene)], () => onScene(scene), { "aria-current": scene === here ? "location" : null }),
  );
  const things = hotspots
    .filter(({ kind }) => kind !== "door")
    .map((hotspot) => {
      const words = [hotspot.label, hotspot.where].filter(Boolean);
      return entry(words[0], [icon(sprite, iconOf(hotspot)), words[1] && make("small", { className: "quiet", text: words[1] })], () => onHotspot(hotspot));
    });
  return [
    plan && planOf(plan, { scenes, here, lang, onScene }),
    list(places, "tour-gallery"),
    things.length > 0 && make("h3", { text: here.title }),
    things.length > 0 && list(things),
  ];
}

function thumb({ thumb: src }) {
  return src && make("img", { attributes: { src: safeLink(src), alt: "", width: 160, height: 80, loading: "lazy", decoding: "async" } });
}

function list(entries, more = "") {
  return make("ul", { className: `tour-places ${more}`.trim(), attributes: { role: "list" }, children: entries });
}

function entry(text, [picture, after], act, attributes = {}) {
  const made = make("button", { attributes: { type: "button", ...attributes } });
  made.append(...[picture, make("span", { text }), after].filter(Boolean));
  made.addEventListener("click", act);
  return make("li", { children: [made] });
}

/** The drawing of the place with a button on every scene that lies on it; numbers, because names would cover it. */
export function planOf(plan, { scenes, here, lang, onScene }) {
  const drawing = make("img", { attributes: { src: safeLink(plan.picture.src), alt: plan.picture.alt || lang.plan, width: plan.picture.width, height: plan.picture.height } });
  const frame = make("div", { className: "tour-plan", attributes: { role: "group", "aria-label": lang.plan }, children: [drawing] });
  for (const { scene: slug, x, y } of plan.points) {
    const number = scenes.findIndex((scene) => scene.slug === slug);
    const scene = scenes[number];
    if (!scene) continue;
    const point = make("button", {
      className: "tour-plan-point",
      text: String(number + 1),
      attributes: { type: "button", "aria-label": `${number + 1}. ${scene.title}`, title: scene.title, "aria-current": scene === here ? "location" : null },
    });
    point.style.left = `${x * 100}%`;
    point.style.top = `${y * 100}%`;
    point.addEventListener("click", () => onScene(scene));
    frame.append(point);
  }
  return frame;
}
