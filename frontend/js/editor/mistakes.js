// What the server sees wrong, with "go there", "mend it", or the fields to write in.
import { icon, make } from "../tour/dom.js";
import { button } from "./fields.js";
import { movePin, newPin } from "./draft.js";
import { missingWords } from "./missing-words.js";

/** What needs the person's own hand is opened; everything else the editor does by itself (mend() below). */
const OPENED = {
  retake: async (editor, { scene }) => {
    await editor.openScene(scene);
    editor.chooseOther(scene);
  },
  // Where a door lets one guess, the picture is turned there, to be confirmed.
  "find north": async (editor, { scene, mend: { yaw } }) => {
    await editor.openScene(scene, { view: yaw === null ? null : { yaw, pitch: 0 } });
    editor.panel.querySelector("[data-part=north] button").focus();
  },
  describe: (editor, { mend: { picture } }) => editor.pictureChooser.describe(picture),
};

export function mistakesPanel(editor) {
  const { words, sprite } = editor;
  editor.drawnMistakes = editor.mistakes;
  const shown = editor.mistakes.map((mistake) => {
    const acts = [];
    const open = OPENED[mistake.mend?.do];
    if (mistake.stop) acts.push(button(words.show_it, () => editor.openStop(mistake.stop - 1)));
    else if (mistake.tab) acts.push(button(words.show_it, () => editor.openTab(mistake.tab)));
    else if (mistake.scene && editor.draft.scene(mistake.scene)) acts.push(button(words.show_it, () => editor.openScene(mistake.scene, { pin: mistake.pin || null })));
    const isWritten = mistake.mend?.do === "write";
    if (mistake.mend && !isWritten) acts.push(button(words.mend[mistake.mend.do] ?? words.mend_it, () => (open ? open(editor, mistake) : editor.mend(mistake.mend, mistake)), { kind: "primary" }));
    return make("li", {
      attributes: { "data-stops": String(mistake.stops) },
      children: [icon(sprite, mistake.stops ? "alert" : "info"), make("div", { children: [make("p", { text: mistake.sentence }), isWritten && missingWords(editor, mistake), acts.length > 0 && make("div", { className: "row", children: acts })] })],
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

/** The list is drawn anew when something else is wrong now, but never under the hands of who is at it: nobody loses what he
    or she writes in, is about to tap, or comes back to from another window. */
export function drawNews(editor) {
  if (editor.tab !== "mistakes" || editor.drawnMistakes === editor.mistakes) return;
  if (!editor.panel.contains(document.activeElement)) editor.drawForm();
}

/** One change that the editor makes by itself, as marketplace/tours/mistakes/ proposes it. `draft` holds the content. */
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
