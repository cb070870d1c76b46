// What the server sees wrong, with "go there" and "mend it".
import { icon, make } from "../tour/dom.js";
import { button } from "./fields.js";
import { movePin, newPin } from "./draft.js";

export function mistakesPanel(editor) {
  const { words, sprite } = editor;
  const shown = editor.mistakes.map((mistake) => {
    const acts = [];
    if (mistake.stop) acts.push(button(words.show_it, () => editor.openStop(mistake.stop - 1)));
    else if (mistake.tab) acts.push(button(words.show_it, () => editor.openTab(mistake.tab)));
    else if (mistake.scene && editor.draft.scene(mistake.scene)) acts.push(button(words.show_it, () => editor.openScene(mistake.scene, { pin: mistake.pin || null })));
    if (mistake.mend) acts.push(button(words.mend[mistake.mend.do] ?? words.mend_it, () => editor.mend(mistake.mend, mistake), { kind: "primary" }));
    return make("li", {
      attributes: { "data-stops": String(mistake.stops) },
      children: [icon(sprite, mistake.stops ? "alert" : "info"), make("div", { children: [make("p", { text: mistake.sentence }), acts.length > 0 && make("div", { className: "row", children: acts })] })],
    });
  });
  return make("div", {
    className: "stack",
    children: [
      make("h2", { text: words.mistakes, attributes: { tabindex: "-1" } }),
      shown.length > 0 ? make("ul", { className: "mistake-list", attributes: { role: "list" }, children: shown }) : make("p", { text: words.no_mistakes }),
    ],
  });
}

/** One change that the editor makes by itself, as marketplace/tours/mistakes.py proposes it. `draft` holds the content. */
export function mend(draft, content, told, mistake = {}) {
  const scene = content.scenes.find((one) => one.slug === (told.scene ?? mistake.scene));
  switch (told.do) {
    case "start":
      content.start = told.scene;
      break;
    case "move":
      movePin(scene.pins.find((pin) => pin.number === mistake.pin), told);
      break;
    case "door back": {
      const pin = newPin(draft.nextNumber(scene), "door", { yaw: told.yaw, pitch: told.pitch });
      scene.pins.push(Object.assign(pin, { to: told.to, arrive_yaw: told.arrive_yaw }));
      break;
    }
    case "level":
      Object.assign(scene, { level_pitch: told.level_pitch, level_roll: told.level_roll });
      break;
    case "drop stop":
      content.walk.splice(told.number - 1, 1);
      break;
    default:
      throw new Error(`nobody knows how to ${told.do}`);
  }
}
