// The sheet that comes up from the bottom, over the picture: what a thing has to say, goods, the list of places.
import { icon, make } from "./dom.js";

export class Sheet {
  /** `opens` is called whenever the sheet comes up over the picture. */
  constructor(host, { lang, sprite, opens = () => {} }) {
    this.opens = opens;
    this.title = make("h2", { attributes: { id: "tour-sheet-title", tabindex: "-1" } });
    this.body = make("div", { className: "tour-sheet-body" });
    const close = make("button", { className: "icon-button", attributes: { type: "button", "aria-label": lang.close } });
    close.append(icon(sprite, "close"));
    close.addEventListener("click", () => this.close());
    const top = make("div", { className: "tour-sheet-top", children: [this.title, close] });
    this.dialog = make("dialog", {
      className: "tour-sheet",
      attributes: { "aria-labelledby": "tour-sheet-title" },
      children: [top, this.body],
    });
    // A tap beside the sheet closes it.
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.close());
    // The keys that turn the view must not turn it behind the sheet.
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.dialog.addEventListener("close", () => this.closed?.());
    host.append(this.dialog);
  }

  /** `closed` is called when this content goes, by whatever way. */
  show(title, children, { closed = null } = {}) {
    this.closed?.();
    this.closed = closed;
    this.title.textContent = title;
    this.body.replaceChildren(...children.filter(Boolean));
    this.opens();
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    this.title.focus();
  }

  get isOpen() {
    return this.dialog.open;
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }
}
