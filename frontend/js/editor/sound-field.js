// A sound: one of those that are here, a file, or the voice of whoever sits here.
import { make } from "../tour/dom.js";
import { button, choice, sideBySide } from "./fields.js";
import { recordField } from "./recorder.js";

/** The voice in each language; `onChoose` is told which one changed, as both() tells it. */
export function voicesInBoth(editor, sound, onChoose) {
  const { words } = editor;
  const voice = (language, name) => soundField(editor, `${words.sound} (${name})`, sound[language], (key) => onChoose({ [language]: key }));
  return [sideBySide(voice("vi", words.vietnamese), voice("en", words.english))];
}

export function soundField(editor, label, key, onChoose) {
  const { words } = editor;
  const options = editor.sounds.map((sound) => [sound.key, sound.name]);
  if (key && !options.some(([known]) => known === key)) options.push([key, key]);
  const parts = [choice(label, key, [["", words.no_sound_yet], ...options], onChoose)];
  if (key) parts.push(make("audio", { attributes: { controls: "", preload: "none", src: `/media/sound/${key}/sound.webm` } }));
  const record = recordField(editor, onChoose);
  if (record) parts.push(record);
  parts.push(make("p", { children: [make("a", { text: words.bring_sounds, attributes: { href: editor.dataset.panoramas, target: "_blank" } })] }));
  parts.push(button(words.look_again, () => editor.lookAgain(), { kind: "quiet" }));
  return make("div", { className: "stack", children: parts });
}
