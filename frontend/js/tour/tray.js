// A tray at the bottom of the picture: words and controls beside which one still looks round. Unlike the sheet it does
// not lie over the picture's controls, and Escape or its button puts it away.
import { icon, make } from "./dom.js";

export class Tray {
  constructor(host, { lang, sprite }) {
    this.title = make("h2", { attributes: { tabindex: "-1", id: "tour-tray-title" } });
    this.body = make("div", { className: "tour-tray-body" });
    const close = make("button", { className: "icon-button", attributes: { type: "button", "aria-label": lang.close } });
    close.append(icon(sprite, "close"));
    close.addEventListener("click", () => this.close());
    const top = make("div", { className: "tour-sheet-top", children: [this.title, close] });
    this.box = make("section", { className: "tour-tray", attributes: { "aria-labelledby": "tour-tray-title", hidden: true }, children: [top, this.body] });
    this.box.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    host.append(this.box);
  }

  show(title, children, { closed = null, back = null } = {}) {
    this.clear();
    this.closed = closed;
    this.back = back ?? document.activeElement;
    this.title.textContent = title;
    this.body.replaceChildren(...children.filter(Boolean));
    this.box.hidden = false;
    this.title.focus({ preventScroll: true });
  }

  clear() {
    const { closed } = this;
    this.closed = null;
    closed?.();
  }

  /** Put away; the focus goes back to where it came from. */
  close() {
    if (this.box.hidden) return;
    this.clear();
    const hadFocus = this.box.contains(document.activeElement);
    this.box.hidden = true;
    if (hadFocus && this.back?.isConnected) this.back.focus({ preventScroll: true });
  }
}
