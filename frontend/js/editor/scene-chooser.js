// The 360° pictures that are here, and a field to bring more: the one that is chosen is taken.
import { make } from "../tour/dom.js";
import { bringPictures } from "./bringing.js";
import { button } from "./fields.js";

/** `onTake(panorama)`; `taken` is what is said of a file that was; `isOne`: there is room for no more than one. */
export function choosePicture(editor, { title, taken, onTake, isOne = false }) {
  const { words, sprite } = editor;
  const take = (panorama) => {
    // What came after the choice was made, or let be, takes nobody's place.
    if (isOne && !dialog.open) return;
    if (isOne) dialog.close();
    onTake(panorama);
  };
  const used = new Set(editor.draft.content.scenes.map((scene) => scene.panorama));
  const tiles = editor.panoramas.map((panorama) => {
    const name = panorama.name || panorama.author;
    const one = make("button", {
      className: "edit-tile",
      attributes: { type: "button", "data-key": panorama.key },
      children: [make("img", { attributes: { src: panorama.thumb, alt: "", loading: "lazy" } }), make("span", { text: used.has(panorama.key) ? `${name} (${words.used})` : name })],
    });
    one.addEventListener("click", () => {
      dialog.close();
      onTake(panorama);
    });
    return make("li", { children: [one] });
  });
  const top = make("div", {
    className: "row row-spread",
    children: [
      make("h2", { text: title, attributes: { id: "scene-picker-title" } }),
      button(words.close, () => dialog.close(), { sprite, name: "close", kind: "quiet" }),
    ],
  });
  const bring = make("a", { className: "button", text: words.bring_pictures, attributes: { href: editor.dataset.panoramas, target: "_blank", "data-kind": "secondary" } });
  const dialog = make("dialog", {
    className: "edit-dialog",
    attributes: { "aria-labelledby": "scene-picker-title" },
    children: [top, bringPictures(editor, { taken, onTake: take, isOne }), make("p", { children: [bring] }), tiles.length > 0 ? make("ul", { className: "edit-tiles", attributes: { role: "list" }, children: tiles }) : make("p", { text: words.no_panoramas })],
  });
  dialog.addEventListener("close", () => dialog.remove());
  editor.append(dialog);
  dialog.showModal();
}
