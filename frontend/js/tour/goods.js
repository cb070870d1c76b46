// Goods in a scene: the price and stock of this moment, and the cart, without leaving the view. When the shop cannot be
// asked, the sheet still leads to the product's page.
import { button, icon, make } from "./dom.js";
import { safeLink } from "./scenes.js";

/**
 * Show the goods of a pin, or of the shop that stands there. `gone` is called when they are no longer sold here, `bought`
 * when some are in the cart. Who comes back to a shop finds the goods (by `slug`) he or she looked at.
 */
export async function showGoods(pin, using, { slug = null } = {}) {
  const { sheet, lang, gone } = using;
  const said = make("p", { className: "quiet", text: lang.asking, attributes: { role: "status" } });
  const content = make("div", { className: "stack", attributes: { "aria-busy": "true", "aria-live": "polite" }, children: [said] });
  sheet.show(pin.label, [photo(pin.picture), content]);
  const fresh = await ask(pin.fresh);
  if (!content.isConnected) return;
  content.removeAttribute("aria-busy");
  if (fresh === "gone") {
    content.replaceChildren(make("p", { text: lang.gone }));
    gone();
  } else if (fresh === null) {
    content.replaceChildren(...(pin.kind === "shop" ? aboutShop(pin, lang) : told(pin, lang)));
  } else if (fresh.goods) {
    // How many there are is said aloud; the goods themselves are read by whoever goes through them.
    content.setAttribute("aria-live", "off");
    said.textContent = fresh.count;
    content.append(...shelf(pin, fresh, using));
    content.querySelector(`[data-slug="${CSS.escape(slug ?? "")}"]`)?.focus();
  } else {
    sheet.title.textContent = fresh.label;
    content.replaceChildren(...forSale(pin, fresh, using));
  }
}

/** What a shop has on sale, to choose from; the sheet of each leads back to all of them, as they are then. */
function shelf(pin, shop, using) {
  const { sheet, lang, sprite } = using;
  const open = (goods) => {
    const all = button(shop.label, () => showGoods(pin, using, goods), { kind: "secondary", picture: icon(sprite, "shop") });
    const about = forSale({ sample_note: pin.sample_note, href: goods.href }, goods, using);
    sheet.show(goods.label, [photo(goods.picture), make("div", { className: "stack", children: [...about, all] })]);
  };
  const rows = shop.goods.map((goods) => make("li", { children: [onShelf(goods, () => open(goods))] }));
  return [
    pin.text && make("p", { text: pin.text }),
    pin.sample_note && make("p", { className: "quiet small", text: pin.sample_note }),
    make("ul", { className: "tour-places tour-shelf", attributes: { role: "list" }, children: rows }),
    toShop(pin, lang, "secondary"),
  ].filter(Boolean);
}

function onShelf({ slug, label, price: known, stock, thumb }, open) {
  const about = make("span", {
    children: [label, make("br"), make("b", { text: known }), make("small", { className: "quiet", text: ` · ${stock}` })],
  });
  const row = make("button", { attributes: { type: "button", "data-slug": slug }, children: [photo(thumb), about].filter(Boolean) });
  row.addEventListener("click", open);
  return row;
}

/** A shop that cannot be asked. */
function aboutShop(pin, lang) {
  return [pin.text && make("p", { text: pin.text }), pin.note && make("p", { className: "quiet", text: pin.note }), toShop(pin, lang, null)].filter(Boolean);
}

function toShop({ href }, lang, kind) {
  const link = safeLink(href);
  return link && make("a", { className: "button", text: lang.see_shop, attributes: { href: link, "data-wide": true, "data-kind": kind } });
}

async function ask(address) {
  // In a frame, and in a tour that was saved, nobody is asked: the tour tells what it knows.
  if (!address) return null;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
    if (answer.status === 404) return "gone";
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function photo(src) {
  const address = safeLink(src);
  return address && make("img", { attributes: { src: address, alt: "" } });
}

function price(text) {
  return text && make("p", { className: "price", children: [make("b", { text })] });
}

/** What the tour itself knows of them. */
function told({ price: known, text, note, href }, lang) {
  const link = safeLink(href);
  return [
    price(known),
    text && make("p", { text }),
    note && make("p", { className: "quiet", text: note }),
    make("p", { text: lang.not_asked }),
    link && make("a", { className: "button", text: lang.see_goods, attributes: { href: link, "data-wide": true } }),
  ].filter(Boolean);
}

function forSale(pin, fresh, { lang, sprite, bought }) {
  const maker = make("p", { children: [make("a", { text: fresh.maker, attributes: { href: safeLink(fresh.maker_href) } })] });
  const facts = make("p", { className: "row", children: [make("span", { className: "state", text: fresh.stock, attributes: { "data-state": fresh.can_buy ? "good" : "over" } })] });
  return [
    price(fresh.price),
    maker,
    facts,
    fresh.season && make("p", { className: "quiet", text: fresh.season }),
    pin.text && make("p", { text: pin.text }),
    pin.sample_note && make("p", { className: "quiet small", text: pin.sample_note }),
    fresh.can_buy ? cartForm(pin, fresh, { lang, sprite, bought }) : make("p", { text: lang.ask_maker }),
    make("p", { children: [make("a", { text: lang.see_goods, attributes: { href: safeLink(pin.href) } })] }),
  ].filter(Boolean);
}

/** A form that works by itself: "Mua ngay" sends it to the checkout; "Thêm vào giỏ" stays here. */
function cartForm(pin, fresh, { lang, sprite, bought }) {
  const hidden = (name, value) => make("input", { attributes: { type: "hidden", name, value } });
  const said = make("p", { className: "tour-said", attributes: { role: "status" } });
  const add = make("button", { className: "button", text: lang.add, attributes: { type: "submit", "data-kind": "secondary" } });
  const now = make("button", { className: "button", text: lang.buy_now, attributes: { type: "submit", name: "mua_ngay", value: "1" } });
  const form = make("form", {
    className: "stack",
    attributes: { method: "post", action: safeLink(fresh.cart) },
    children: [
      hidden("csrf_token", fresh.csrf),
      hidden("hang", fresh.slug),
      hidden("tu", fresh.from),
      quantity(fresh, lang),
      make("div", { className: "tour-buy", children: [said, add, now] }),
    ],
  });
  form.addEventListener("submit", async (event) => {
    if (event.submitter === now) return;
    event.preventDefault();
    if (add.getAttribute("aria-busy") === "true") return;
    add.setAttribute("aria-busy", "true");
    const answer = await put(form);
    add.removeAttribute("aria-busy");
    const toCart = make("a", { text: lang.to_cart, attributes: { href: safeLink(fresh.cart_page) } });
    said.replaceChildren(...(answer?.count === undefined ? [answer?.error ?? lang.not_added] : [icon(sprite, "ok"), ` ${lang.added} · `, toCart]));
    if (answer?.count !== undefined) {
      showCount(answer.count, answer.words);
      bought(answer);
    }
  });
  return form;
}

function quantity({ weights, step, most }, lang) {
  if (weights.length > 0) {
    const options = weights.map(({ value, label }) => make("option", { text: label, attributes: { value } }));
    const select = make("select", { className: "input", attributes: { name: "so_luong" }, children: options });
    return make("label", { className: "stack", children: [make("span", { text: lang.how_much }), select] });
  }
  const input = make("input", { className: "input", attributes: { type: "number", name: "so_luong", value: step, min: step, max: most, step, inputmode: "numeric", "aria-label": lang.how_many } });
  return make("qty-stepper", { attributes: { "data-less": lang.fewer, "data-more": lang.more_of_it }, children: [input] });
}

async function put(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" });
    return await answer.json();
  } catch {
    return null;
  }
}

/** The number at the cart in the page's header. */
function showCount(count, words) {
  for (const cart of document.querySelectorAll(".site-cart")) {
    let number = cart.querySelector(".count");
    if (!number) cart.append((number = make("b", { className: "count", attributes: { "aria-hidden": "true" } })));
    number.textContent = count;
    const aloud = cart.querySelector(".aloud");
    if (aloud) aloud.textContent = words;
  }
}

