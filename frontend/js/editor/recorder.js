// The voice of whoever sits here: recorded in the browser, sent like any other sound.
import { make } from "../tour/dom.js";
import { bringFile } from "./bringing.js";
import { button } from "./fields.js";

const LONGEST = 10 * 60 * 1000;

/** A button that records, or nothing where the browser cannot. Tells the key of the sound when it can be used. */
export function recordField(editor, onMade) {
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") return null;
  const { words, sprite } = editor;
  const said = make("p", { className: "quiet small", attributes: { role: "status" } });
  let recorder = null;
  const press = button(words.record, async () => {
    if (recorder) return void recorder.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      recorder = record(stream, async (file) => {
        recorder = null;
        label.textContent = words.record;
        try {
          const key = await bringFile(editor, file, (sentence) => (said.textContent = sentence));
          await editor.lookAgain();
          onMade(key);
        } catch (trouble) {
          said.textContent = trouble.message;
        }
      });
      label.textContent = words.recording;
    } catch {
      said.textContent = words.record_refused;
    }
  }, { sprite, name: "microphone" });
  const label = make("span", { text: words.record });
  press.replaceChildren(press.firstElementChild, " ", label);
  return make("div", { children: [press, said] });
}

function record(stream, onFile) {
  const recorder = new MediaRecorder(stream);
  const parts = [];
  const clock = setTimeout(() => recorder.stop(), LONGEST);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => {
    clearTimeout(clock);
    for (const track of stream.getTracks()) track.stop();
    const type = recorder.mimeType.split(";")[0] || "audio/webm";
    const day = new Date().toISOString().slice(0, 16).replace("T", " ");
    onFile(new File(parts, `${day}.${type.endsWith("mp4") ? "m4a" : "webm"}`, { type, lastModified: Date.now() }));
  });
  recorder.start();
  return recorder;
}
