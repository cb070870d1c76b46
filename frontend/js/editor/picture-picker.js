// Document pictures: one of those that are here is chosen, a new one is sent, what is said of one is mended.
import { make } from "../tour/dom.js";
import { button, line, sideBySide } from "./fields.js";

export class PicturePicker {
  constructor(editor) {
    this.editor = editor;
    this.title = make("h2", { text: editor.words.pictures, attributes: { id: "picture-picker-title", tabindex: "-1" } });
    this.body = make("div", { className: "stack" });
    const close = button(editor.words.close, () => this.dialog.close(), { sprite: editor.sprite, name: "close", kind: "quiet" });
    this.dialog = make("dialog", { className: "edit-dialog", attributes: { "aria-labelledby": "picture-picker-title" }, children: [make("div", { className: "row row-spread", children: [this.title, close] }), this.body] });
    editor.append(this.dialog);
  }

  /** Resolves with the key of the chosen picture, or null. */
  choose() {
    this.draw();
    this.dialog.showModal();
    this.title.focus();
    return new Promise((done) => {
      this.done = done;
      this.dialog.addEventListener("close", () => done(null), { once: true });
    });
  }

  take(key) {
    this.done(key);
    this.dialog.close();
  }

  draw() {
    const { pictures, words } = this.editor;
    const tiles = pictures.map((picture) => {
      const one = make("button", { className: "edit-tile", attributes: { type: "button" }, children: [make("img", { attributes: { src: picture.small, alt: "", loading: "lazy" } }), make("span", { text: picture.alt })] });
      one.addEventListener("click", () => this.take(picture.key));
      return make("li", { children: [one] });
    });
    this.body.replaceChildren(
      tiles.length > 0 ? make("ul", { className: "edit-tiles", attributes: { role: "list" }, children: tiles }) : make("p", { className: "quiet", text: words.no_pictures }),
      this.newForm(),
    );
  }

  newForm() {
    const { words, author, licence } = this.editor;
    const file = make("input", { attributes: { type: "file", accept: "image/jpeg,image/png,image/webp,image/heic", "aria-label": words.picture_file } });
    return this.form({ alt: "", alt_en: "", author, licence }, { title: words.new_picture, before: file, label: words.add_picture, act: (body) => this.send(file, body) });
  }

  /** What is said of the picture of this key is mended, here and wherever else it is seen. */
  describe(key) {
    const { words, dataset } = this.editor;
    const picture = this.editor.picture(key);
    if (!picture) return;
    const shown = make("img", { className: "edit-described", attributes: { src: picture.small, alt: picture.alt } });
    const { alt, alt_en, author, licence } = picture;
    const act = async (body) => {
      const told = await answered(`${dataset.pictures}/${key}`, body);
      // The list may be another by now: it is asked for again whenever one comes back to this window.
      Object.assign(this.editor.picture(key) ?? picture, told.picture);
      this.dialog.close();
      this.editor.hearMistakes(told.mistakes);
      this.editor.drawForm();
      this.editor.say(words.picture_described);
      this.editor.panel.querySelector("h2")?.focus({ preventScroll: true });
    };
    this.body.replaceChildren(this.form({ alt, alt_en, author, licence }, { title: words.describe_picture, before: shown, label: words.save_words, act }));
    this.dialog.showModal();
    this.title.focus();
  }

  /** Fields for what a picture shows and whose it is; `act(body)` sends them and may say why not. */
  form(told, { title, before, label, act }) {
    const { words } = this.editor;
    const set = (name) => (value) => (told[name] = value);
    const said = make("p", { className: "edit-missing", attributes: { role: "alert" } });
    const send = button(label, async () => {
      const body = new FormData();
      for (const [name, value] of Object.entries(told)) body.set(name, value);
      body.set("csrf_token", this.editor.dataset.token);
      send.disabled = true;
      try {
        await act(body);
      } catch (trouble) {
        said.textContent = trouble instanceof TypeError || trouble instanceof SyntaxError ? words.offline : trouble.message;
      } finally {
        send.disabled = false;
      }
    }, { kind: "primary" });
    return make("section", {
      className: "edit-group",
      children: [
        make("h3", { text: title }), before, sideBySide(line(words.picture_shows, told.alt, set("alt"), { limit: 200 }), line(words.picture_shows_en, told.alt_en, set("alt_en"), { limit: 200, lang: "en" })),
        line(words.picture_author, told.author, set("author")), line(words.picture_licence, told.licence, set("licence"), { limit: 80 }),
        said, send,
      ],
    });
  }

  async send(input, body) {
    if (!input.files[0]) throw new Error(this.editor.words.choose_file);
    body.set("file", input.files[0]);
    const picture = await answered(this.editor.dataset.pictures, body);
    this.editor.pictures.unshift(picture);
    this.take(picture.key);
  }
}

/** What the server answers to this form. Throws its sentence when it refuses. */
async function answered(address, body) {
  const answer = await fetch(address, { method: "POST", body });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}
