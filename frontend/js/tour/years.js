// The slider through the years: from now back to the oldest picture of the same view. One picture or several, the old
// ones each laid where they were taken; what is told in the tray is told of the one that is seen best.
import { filled, make } from "./dom.js";
import { angleBetween } from "./scenes.js";
import { layPicture, lookAtWhole, middleOf } from "./then.js";
import { source } from "./things.js";

const SAME_VIEW = 25; // degrees between the middles of two pictures
const STEP = 100; // of the slider, from one picture to the next
const AT_FIRST = 60; // how clear the newest picture is at first: what is there now can be seen through it

/** The pictures of then that show what this one shows, newest first. One whose year nobody knows stands alone. */
export function picturesOfTheView(pin, pins, stage) {
  const middle = middleOf(pin.corners, stage);
  const isThere = (one) => one.kind === "then" && one.pictures.length > 0 && one.corners.length === 4 && yearOf(one) !== null;
  if (!isThere(pin)) return [pin];
  const found = pins.filter((one) => isThere(one) && angleBetween(middleOf(one.corners, stage), middle) < SAME_VIEW);
  return found.sort((one, other) => yearOf(other) - yearOf(one));
}

/** The year in what is written of it ("khoảng 1935"); null where there is none. */
export function yearOf({ year }) {
  return (year.match(/\d+/g) ?? []).map(Number).find((number) => number >= 100 && number < 3000) ?? null;
}

/** How clear picture `n` is (0 to 1) where the slider stands: it comes up to its own stop and goes while the next one comes. */
export function clearness(n, at, count) {
  const [comes, goes] = [at / STEP - n, n === count - 1 ? 1 : n + 2 - at / STEP];
  return Math.min(1, Math.max(0, Math.min(comes, goes)));
}

/** The tray with the slider, and the pictures; done when the one that was tapped is seen whole. Rejects when it does not come. */
export async function showThen(pin, visit) {
  const { stage, tray, lang, here } = visit;
  const years = picturesOfTheView(pin, visit.hotspots, stage);
  const laid = years.map(() => null);
  const lay = (n) => (laid[n] ??= layPicture(stage, { corners: years[n].corners, src: years[n].pictures[0].src }));
  const putAway = () => laid.forEach((one) => one?.then((picture) => picture.remove(), () => {}));
  const first = years.indexOf(pin);
  try {
    await lay(first);
  } finally {
    // One went on while it came: it belongs to a scene that is not here any more.
    if (!visit.isIn(here) || !stage.viewer) return void putAway();
  }

  const slider = make("input", { attributes: { type: "range", min: "0", max: String(STEP * years.length), step: "5", value: String(first === 0 ? AT_FIRST : STEP * (first + 1)), "aria-label": lang.then_slider } });
  const now = make("output");
  const about = make("div", { className: "stack" });
  let told = null;
  const lost = new Set();
  const clear = () => {
    const each = years.map((one, n) => clearness(n, Number(slider.value), years.length));
    each.forEach((clearly, n) => {
      if (clearly > 0 || laid[n]) lay(n).then((picture) => picture.clear(clearness(n, Number(slider.value), years.length)), () => lost.has(n) || (lost.add(n), clear()));
    });
    const best = each.indexOf(Math.max(...each));
    const said = `${years[best].year}: ${lost.has(best) ? lang.no_picture : filled(lang.clear, { percent: Math.round(100 * each[best]) })}`;
    slider.setAttribute("aria-valuetext", said);
    now.textContent = said;
    if (told === best) return;
    told = best;
    tray.title.textContent = titleOf(years[best]);
    about.replaceChildren(...tell(years[best], lang));
  };
  slider.addEventListener("input", clear);
  clear();
  const marks = years.length > 1 ? [lang.now, ...years.map((one) => String(yearOf(one)))] : [lang.now, lang.then];
  const ends = make("p", { className: "tour-ends small", attributes: { "aria-hidden": "true" }, children: marks.map((text) => make("span", { text })) });
  tray.show(titleOf(pin), [make("div", { className: "tour-then", children: [slider, ends] }), make("p", { children: [now] }), about], {
    closed: putAway,
  });
  await lookAtWhole(pin.corners, { stage, covered: tray.box.offsetHeight });
}

const titleOf = ({ label, year }) => `${label} · ${year}`;

function tell(pin, lang) {
  const [picture] = pin.pictures;
  return [
    pin.text && make("p", { text: pin.text }),
    make("p", { className: "quiet small", text: [lang.about_there, picture.credit].filter(Boolean).join(" ") }),
    ...source(pin, lang),
  ].filter(Boolean);
}
