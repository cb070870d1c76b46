// What is missing is written right where the mistake is told, into the thing it is missing of.
import { make } from "../tour/dom.js";
import { claimForm } from "./claim-form.js";
import { newClaim } from "./draft.js";
import { both, line } from "./fields.js";
import { yearOfThen } from "./pin-form.js";
import { captionsInBoth } from "./scene-form.js";
import { voicesInBoth } from "./sound-field.js";

const LONG = { alt: 300, note: 2000, credit: 2000, text: 2000 };

/** The fields of a mistake's `names`, as one group that is called as the mistake is; null when their thing is gone.
    Stops have no name but their place: while the server has not seen the last change, it may be another's. */
export function missingWords(editor, mistake) {
  const thing = thingOf(editor.draft.content, mistake);
  if (!thing || (mistake.stop && editor.saving.isDirty)) return null;
  const { scene = "", pin = 0, stop = 0 } = mistake;
  const change = (act, key) => editor.draft.change((content) => act(thingOf(content, mistake)), `missing/${scene}/${pin}/${stop}/${key}`);
  return make("div", {
    className: "stack",
    attributes: { role: "group", "aria-label": mistake.sentence },
    children: mistake.mend.names.flatMap((name) => fields(editor, mistake, thing, name, change)),
  });
}

/** The stop, pin, scene or whole tour that the mistake is of. */
function thingOf(content, { scene, pin, stop }) {
  if (stop) return content.walk[stop - 1];
  if (!scene) return content;
  const there = content.scenes.find((one) => one.slug === scene);
  return pin ? there?.pins.find((one) => one.number === pin) : there;
}

function fields(editor, mistake, thing, name, change) {
  const { words } = editor;
  const set = (value) => change((one) => (one[name] = value), name);
  if (name === "year") return yearOfThen(words, thing, set, set);
  if (name === "claim") return [claimForm(words, thing.claim ?? newClaim(), (act, key) => change((one) => act((one.claim ??= newClaim())), key))];
  const setBoth = (told) => change((one) => Object.assign(one[name], told), name + Object.keys(told)[0]);
  if (name === "sound") return voicesInBoth(editor, thing.sound, setBoth);
  if (name === "captions") return captionsInBoth(words, thing.captions, setBoth);
  const label = labelOf(words, mistake, thing, name);
  if (typeof thing[name] === "string") return [line(label, thing[name], set, { hint: name === "licence" ? words.licence_hint : undefined })];
  return [both(words, label, thing[name], setBoth, { many: name in LONG, limit: LONG[name] })];
}

function labelOf(words, { scene, stop }, { kind }, name) {
  if (name === "title") return scene ? words.scene_title : words.tour_title;
  if (name === "text") return stop ? words.narration : kind === "sound" ? words.transcript : words.text;
  return words[name];
}
