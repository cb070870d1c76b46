// The narrated walk: stops in order, each a view with words, and a sound in each language if there is one.
import { make } from "../tour/dom.js";
import { claimForm } from "./claim-form.js";
import { move, newClaim, words as empty } from "./draft.js";
import { both, button, group, number, tool } from "./fields.js";
import { captionsInBoth } from "./scene-form.js";
import { voicesInBoth } from "./sound-field.js";

export function walkPanel(editor) {
  const { words, draft, sprite } = editor;
  const stops = draft.content.walk.map((stop, place) => {
    const scene = draft.scene(stop.scene);
    const open = button(`${place + 1}. ${scene?.title.vi || stop.scene}: ${stop.text.vi.slice(0, 40) || words.no_words_yet}`, () => editor.openStop(place), { kind: "quiet" });
    open.setAttribute("aria-pressed", String(editor.stop === place));
    const shift = (by) => () => {
      draft.change((content) => move(content.walk, place, by));
      editor.drawForm();
    };
    return make("li", {
      className: "edit-stop",
      children: [
        open, tool(sprite, "arrow-left", words.earlier, shift(-1), { isDisabled: place === 0 }),
        tool(sprite, "arrow-right", words.later, shift(1), { isDisabled: place === draft.content.walk.length - 1 }),
        tool(sprite, "delete", words.remove_stop, () => editor.mend({ do: "drop stop", number: place + 1 })),
      ],
    });
  });
  const add = button(words.add_stop, () => {
    const stop = { scene: editor.here, ...editor.sphere.view(), text: empty(), sound: empty(), captions: empty(), seconds: 0, claim: newClaim() };
    draft.change((content) => content.walk.push(stop));
    editor.openStop(draft.content.walk.length - 1);
  }, { sprite, name: "add", kind: "primary", isDisabled: !editor.here, isWide: true });
  const chosen = draft.content.walk[editor.stop];
  return make("div", {
    className: "stack",
    children: [
      make("h2", { text: words.walk, attributes: { tabindex: "-1" } }), make("p", { className: "quiet small", text: words.walk_hint }),
      make("ol", { className: "edit-stops", attributes: { role: "list" }, children: stops }), add, chosen && stopForm(editor, chosen, editor.stop),
    ],
  });
}

function stopForm(editor, stop, place) {
  const { words, draft, sprite } = editor;
  const change = (act, key = null, redraw = false) => {
    draft.change((content) => act(content.walk[place]), key && `stop${place}/${key}`);
    if (redraw) editor.drawForm();
  };
  const setBoth = (name) => (told) => change((one) => Object.assign(one[name], told), name + Object.keys(told)[0]);
  return group(
    `${words.stop} ${place + 1}`,
    button(words.take_view, () => change((one) => Object.assign(one, { scene: editor.here, ...editor.sphere.view() }), null, true), { sprite, name: "eye" }),
    both(words, words.narration, stop.text, setBoth("text"), { many: true, limit: 2000 }),
    claimForm(words, stop.claim ?? newClaim(), (act, key) => change((one) => act((one.claim ??= newClaim())), key)),
    ...voicesInBoth(editor, stop.sound, (told) => change((one) => Object.assign(one.sound, told), null, true)),
    ...captionsInBoth(words, stop.captions, setBoth("captions")),
    number(words.seconds, stop.seconds, (value) => change((one) => (one.seconds = value), "seconds"), { least: 0, most: 600, step: 1, hint: words.seconds_hint }),
  );
}
