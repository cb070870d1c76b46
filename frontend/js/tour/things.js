// What a pin's sheet holds, by its kind.
import { make } from "./dom.js";
import { zoomable } from "./picture.js";
import { safeLink } from "./scenes.js";

export function iconOf({ kind }) {
  return { door: "go", product: "goods", shop: "shop", photo: "photo", area: "area", then: "clock", sound: "sound" }[kind] ?? "info";
}

/** How a sentence is known and from where, with the way to it; of what is sold, the way to its page. */
export function source({ note, href, kind }, lang) {
  const link = safeLink(href);
  const words = { product: lang.see_goods, shop: lang.see_shop }[kind] ?? lang.more;
  return [
    note && make("p", { className: "quiet", text: note }),
    link && make("a", { className: "button", text: words, attributes: { href: link, "data-kind": "secondary", rel: "noopener noreferrer" } }),
  ];
}

/** Info, areas and documents; goods, shops, sounds and pictures of then have files of their own. */
export function contentOf(pin, lang) {
  return [...(pin.pictures ?? []).map((picture) => figure(picture, lang)), pin.text && make("p", { text: pin.text }), ...source(pin, lang)];
}

/** A document, to be read large; who made it and when stand under it. */
function figure(picture, lang) {
  const words = [picture.alt, picture.credit].filter(Boolean).join(" · ");
  return make("figure", { className: "tour-figure", children: [zoomable(picture, lang), words && make("figcaption", { className: "quiet small", text: words })] });
}
