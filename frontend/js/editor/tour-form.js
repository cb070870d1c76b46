// What is said of the whole tour.
import { make } from "../tour/dom.js";
import { address, both, line } from "./fields.js";

export function tourForm(editor) {
  const { words, draft } = editor;
  const told = draft.content;
  const setBoth = (name) => (value) => draft.change((content) => Object.assign(content[name], value), name + Object.keys(value)[0]);
  const set = (name) => (value) => draft.change((content) => (content[name] = value), name);
  return make("div", {
    className: "stack",
    children: [
      make("h2", { text: words.tour, attributes: { tabindex: "-1" } }),
      both(words, words.tour_title, told.title, setBoth("title")), both(words, words.note, told.note, setBoth("note"), { many: true, hint: words.note_hint }),
      line(words.author, told.author, set("author")), line(words.licence, told.licence, set("licence"), { hint: words.licence_hint }),
      address(words, words.licence_url, told.licence_url, set("licence_url")),
      both(words, words.credit, told.credit, setBoth("credit"), { many: true, hint: words.credit_hint }),
    ],
  });
}
