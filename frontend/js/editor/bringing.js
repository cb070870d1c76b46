// Files brought from inside the editor: sent in pieces, then waited for while the market looks at and cuts them.
import { filled, make } from "../tour/dom.js";
import { askAfter, howFar, sendFile } from "../sending.js";
import { choice, line } from "./fields.js";

const ASK_AGAIN = 2000;

/** Whose it is, as long as nobody says otherwise. */
const creditHere = ({ draft, dataset }) => ({ author: draft.content.author || dataset.author, licence: dataset.licence });

/** Send a file and wait until it can be used; resolves with its key. `credit`: whose it is. Rejects with a sentence. */
export async function bringFile(editor, file, onSay, credit = creditHere(editor)) {
  const { words } = editor;
  let told = await sendFile(file, {
    start: editor.dataset.bring, piece: Number(editor.dataset.piece), token: editor.dataset.token, stopped: words.offline,
    words: { ...credit, csrf_token: editor.dataset.token },
    onTell: (told) => onSay(filled(words.sending, howFar(told, words))),
    onAgain: () => onSay(words.offline),
  });
  while (!told.made) {
    onSay(told.of ? `${told.said} ${Math.floor((100 * told.done) / told.of)}%` : told.said);
    if (["looked", "undone", "refused", "dropped"].includes(told.state)) throw new Error(`${told.said}. ${words.see_files}`);
    await new Promise((done) => setTimeout(done, ASK_AGAIN));
    told = (await askAfter(told, { stopped: words.offline })) ?? told;
  }
  return told.made;
}

/** A field for files of 360°: each is taken when it is ready. It can be dropped into, too. */
export function bringPictures(editor, { taken, onTake, isOne }) {
  const { words } = editor;
  const input = make("input", { attributes: { type: "file", multiple: isOne ? null : "", accept: "image/jpeg,image/png,image/webp,video/mp4,video/quicktime", id: "bring-scenes" } });
  const list = make("ul", { className: "edit-bringing", attributes: { role: "list" } });
  // Whoever brings another's picture says so before it is sent: its name stands under it from then on.
  const credit = creditHere(editor);
  const whose = [
    line(words.picture_author, credit.author, (author) => (credit.author = author || editor.dataset.author)),
    choice(words.picture_licence, credit.licence, JSON.parse(editor.dataset.licences), (licence) => (credit.licence = licence)),
  ];
  const frame = make("div", { className: "edit-drop", children: [...whose, make("label", { text: isOne ? words.drop_one_here : words.drop_here, attributes: { for: "bring-scenes" } }), input, list] });
  const take = async (files) => {
    for (const file of isOne ? files.slice(0, 1) : files) {
      const said = make("span", { text: "…", attributes: { role: "status" } });
      list.append(make("li", { children: [make("b", { text: file.name }), " ", said] }));
      try {
        const key = await bringFile(editor, file, (sentence) => (said.textContent = sentence), { ...credit });
        await editor.lookAgain();
        const panorama = editor.panoramas.find((one) => one.key === key);
        if (panorama) onTake(panorama);
        said.textContent = taken;
      } catch (trouble) {
        said.textContent = trouble.message;
      }
    }
  };
  input.addEventListener("change", () => take([...input.files]));
  for (const name of ["dragover", "drop"]) frame.addEventListener(name, (event) => event.preventDefault());
  frame.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  return frame;
}
