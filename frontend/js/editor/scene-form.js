// The form of a scene: its names, how one first looks, north, the level horizon.
import { make } from "../tour/dom.js";
import { both, button, check, group, lines, number, sideBySide, slider, tool } from "./fields.js";
import { claimForm, tellsHistory } from "./claim-form.js";
import { newClaim, round, turned } from "./draft.js";

export function sceneForm(editor, scene) {
  const { words, sprite, draft } = editor;
  const change = (act, key = null, redraw = false) => {
    draft.change((content) => act(content.scenes.find((one) => one.slug === scene.slug), content), key && `${scene.slug}/${key}`);
    if (redraw) editor.drawForm();
  };
  const setBoth = (name) => (told) => change((one) => Object.assign(one[name], told), name + Object.keys(told)[0]);
  const place = draft.content.scenes.indexOf(scene);
  const lean = (name) => (value) => {
    change((one) => (one[name] = value), name);
    editor.sphere.level(draft.scene(scene.slug));
  };
  // The document has the bearing of yaw 0; people see a picture with a middle, which looks elsewhere when it is turned.
  const northOf = ({ north, turn = 0 }) => (north === null ? null : bearing(north + turn));
  const middle = number(words.north_of_middle, northOf(scene), (value) => change((one) => (one.north = value === null ? null : bearing(value - (one.turn ?? 0))), "north"), { least: 0, most: 359.9, empty: null });
  const turn = (value) => {
    lean("turn")(value);
    middle.querySelector("input").value = northOf(draft.scene(scene.slug)) ?? "";
  };
  const isNorth = button(words.this_is_north, () => {
    const { yaw } = editor.sphere.view();
    change((one) => (one.north = bearing(-turned(yaw))), null, true);
  });
  const northGroup = group(words.north, make("p", { className: "quiet small", text: words.north_hint }), middle, isNorth);
  northGroup.dataset.part = "north";
  return make("div", {
    className: "stack",
    children: [
      make("div", {
        className: "row row-spread",
        children: [
          make("h2", { text: scene.title.vi || scene.slug, attributes: { tabindex: "-1" } }),
          make("div", {
            className: "row",
            children: [
              tool(sprite, "arrow-left", words.earlier, () => editor.moveScene(scene.slug, -1), { isDisabled: place === 0 }),
              tool(sprite, "arrow-right", words.later, () => editor.moveScene(scene.slug, 1), { isDisabled: place === draft.content.scenes.length - 1 }),
              tool(sprite, "delete", words.remove_scene, () => editor.removeScene(scene.slug)),
            ],
          }),
        ],
      }),
      both(words, words.scene_title, scene.title, setBoth("title")),
      both(words, words.alt, scene.alt, setBoth("alt"), { many: true, limit: 300, hint: words.alt_hint }),
      check(words.is_start, draft.content.start === scene.slug, (told) => change((one, content) => (content.start = told ? scene.slug : (content.scenes[0]?.slug ?? "")), null, true)),
      group(
        words.picture,
        make("p", { className: "quiet small", text: words.retake_hint }),
        button(words.retake, () => editor.chooseOther(scene.slug), { sprite, name: "camera" }),
        slider(words.turn, scene.turn ?? 0, turn, { least: -180, most: 180, step: 0.5 }),
      ),
      group(
        words.start_view,
        make("p", { className: "quiet small", text: words.start_view_hint }),
        button(words.take_view, () => {
          const view = editor.sphere.view();
          change((one) => Object.assign(one, view), null, true);
        }, { sprite, name: "eye", isWide: true }),
        make("p", { className: "numbers", text: `${scene.yaw}°, ${scene.pitch}°, ${scene.hfov}°` }),
      ),
      northGroup,
      group(
        words.horizon,
        make("p", { className: "quiet small", text: words.horizon_hint }),
        slider(words.level_pitch, scene.level_pitch, lean("level_pitch"), { least: -45, most: 45 }),
        slider(words.level_roll, scene.level_roll, lean("level_roll"), { least: -45, most: 45 }),
        button(words.drag_horizon, () => editor.dragHorizon(scene.slug)),
      ),
      scene.video && captionsFields(editor, scene, { change, setBoth }),
    ],
  });
}

/** From 0 to 360 degrees, to a tenth. */
const bearing = (angle) => round((angle + 720) % 360) % 360;

function captionsFields(editor, scene, { change, setBoth }) {
  const { words } = editor;
  return group(
    words.captions,
    make("p", { className: "quiet small", text: words.captions_hint }),
    ...captionsInBoth(words, scene.captions, setBoth("captions")),
    tellsHistory(words, scene.claim, change),
    scene.claim && claimForm(words, scene.claim, (act, key) => change((one) => act((one.claim ??= newClaim())), key)),
  );
}

/** The captions in each language; `onInput` is told which one changed, as both() tells it. */
export function captionsInBoth(words, captions, onInput) {
  const [vi, en] = [["vi", words.vietnamese], ["en", words.english]].map(([language, name]) => captionsField(words, `${words.captions} (${name})`, captions[language], (value) => onInput({ [language]: value })));
  return [sideBySide(vi, en)];
}

/** WebVTT, typed or read from a file. */
function captionsField(words, label, value, onInput) {
  const field = lines(label, value, onInput, { limit: 12000, rows: 4 });
  const file = make("input", { attributes: { type: "file", accept: ".vtt,text/vtt", "aria-label": `${label}: ${words.captions_file}` } });
  file.addEventListener("change", async () => {
    const text = (await file.files[0]?.text()) ?? "";
    const typed = field.querySelector("textarea");
    typed.value = text;
    // As if it had been typed: kept, and no longer missing.
    typed.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.append(file);
  return field;
}
