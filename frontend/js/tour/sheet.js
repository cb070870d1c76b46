// The sheet that comes up from the bottom: words about a thing, a product, or the list of places.
import { icon, make } from "./dom.js";
import { safeLink } from "./scenes.js";

export class Sheet {
  constructor(host, { lang, sprite }) {
    this.lang = lang;
    this.title = make("h2", { attributes: { id: "tour-sheet-title", tabindex: "-1" } });
    this.body = make("div");
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
    host.append(this.dialog);
  }

  show(title, children) {
    this.title.textContent = title;
    this.body.replaceChildren(...children.filter(Boolean));
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    this.title.focus();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** What a pin has to say. */
  showHotspot({ kind, label, text, note, price, picture, href }) {
    const link = safeLink(href);
    const verb = { product: this.lang.see_goods, shop: this.lang.see_shop }[kind] ?? this.lang.more;
    const source = safeLink(picture);
    this.show(label, [
      source && make("img", { attributes: { src: source, alt: "" } }),
      price && make("p", { className: "price", children: [make("b", { text: price })] }),
      text && make("p", { text }),
      note && make("p", { className: "quiet", text: note }),
      link && make("a", { className: "button", text: verb, attributes: { href: link, ...(kind === "info" ? { "data-kind": "secondary" } : { "data-wide": "" }) } }),
    ]);
  }

  /** Every scene, and what is here: the way round for whoever does not turn the picture. */
  showPlaces({ scenes, here, hotspots, sprite, onScene, onHotspot }) {
    const places = scenes.map((scene) => {
      const button = make("button", { text: scene.title, attributes: { type: "button", "aria-current": scene === here ? "location" : null } });
      button.prepend(icon(sprite, "pin"));
      button.addEventListener("click", () => (this.close(), onScene(scene)));
      return make("li", { children: [button] });
    });
    const things = hotspots
      .filter((hotspot) => hotspot.kind !== "door")
      .map((hotspot) => {
        const button = make("button", { text: hotspot.label, attributes: { type: "button" } });
        button.prepend(icon(sprite, iconOf(hotspot)));
        button.addEventListener("click", () => onHotspot(hotspot));
        return make("li", { children: [button] });
      });
    this.show(this.lang.places, [
      make("ul", { className: "tour-places", attributes: { role: "list" }, children: places }),
      things.length > 0 && make("h3", { text: here.title }),
      things.length > 0 && make("ul", { className: "tour-places", attributes: { role: "list" }, children: things }),
    ]);
  }
}

export function iconOf({ kind }) {
  return { door: "door", product: "goods", shop: "shop" }[kind] ?? "info";
}
