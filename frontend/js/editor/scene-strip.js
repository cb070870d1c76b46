// The row of scenes: which there are, which one is worked on, where something is wrong.
import { make } from "../tour/dom.js";
import { button } from "./fields.js";

export function sceneStrip(editor) {
  const { words, sprite, draft } = editor;
  const scenes = draft.content.scenes.map((scene, place) => {
    const known = editor.panoramas.find((one) => one.key === scene.panorama);
    const wrong = editor.mistakes.filter((mistake) => mistake.scene === scene.slug && mistake.stops).length;
    const one = make("button", {
      className: "editor-scene",
      attributes: { type: "button", "aria-current": editor.here === scene.slug ? "true" : null },
      children: [
        known && make("img", { attributes: { src: known.thumb, alt: "", width: 320, height: 160, loading: "lazy" } }),
        make("span", { text: `${place + 1}. ${scene.title.vi || scene.slug}` }),
        draft.content.start === scene.slug && make("small", { text: words.start }),
        wrong > 0 && make("small", { className: "edit-missing", text: words.wrong.replace("%(count)s", wrong) }),
      ],
    });
    one.addEventListener("click", () => editor.openScene(scene.slug));
    return make("li", { children: [one] });
  });
  const add = button(words.add_scene, () => editor.chooseScene(), { sprite, name: "add", kind: "primary", isWide: true });
  return [make("ol", { attributes: { role: "list" }, children: scenes }), add];
}
