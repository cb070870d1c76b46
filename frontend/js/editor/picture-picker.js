// Choosing a document picture: one of those that are here, or a new one with what it shows and whose it is.
import { make } from "../tour/dom.js";
import { button, line } from "./fields.js";

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
      this.form(),
    );
  }

  form() {
    const { words } = this.editor;
    const told = { alt: "", alt_en: "", author: this.editor.author, licence: this.editor.licence };
    const set = (name) => (value) => (told[name] = value);
    const file = make("input", { attributes: { type: "file", accept: "image/jpeg,image/png,image/webp,image/heic", "aria-label": words.picture_file } });
    const said = make("p", { className: "edit-missing", attributes: { role: "alert" } });
    const send = button(words.add_picture, () => this.send(file, told, said, send), { kind: "primary" });
    return make("section", {
      className: "edit-group",
      children: [
        make("h3", { text: words.new_picture }), file, line(words.picture_shows, "", set("alt"), { limit: 200 }),
        line(words.picture_shows_en, "", set("alt_en"), { limit: 200, lang: "en" }),
        line(words.picture_author, told.author, set("author")), line(words.picture_licence, told.licence, set("licence"), { limit: 80 }),
        said, send,
      ],
    });
  }

  async send(input, told, said, send) {
    if (!input.files[0]) {
      said.textContent = this.editor.words.choose_file;
      return;
    }
    const body = new FormData();
    for (const [name, value] of Object.entries(told)) body.set(name, value);
    body.set("file", input.files[0]);
    body.set("csrf_token", this.editor.dataset.token);
    send.disabled = true;
    try {
      const answer = await fetch(this.editor.dataset.pictures, { method: "POST", body });
      const picture = await answer.json();
      if (!answer.ok) throw new Error(picture.error);
      this.editor.pictures.unshift(picture);
      this.take(picture.key);
    } catch (trouble) {
      said.textContent = trouble instanceof TypeError || trouble instanceof SyntaxError ? this.editor.words.offline : trouble.message;
    } finally {
      send.disabled = false;
    }
  }
}
