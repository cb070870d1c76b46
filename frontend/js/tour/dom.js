// Elements made of the tour's data. Text is only ever text: nothing here reads HTML.

export function make(name, { className, text, attributes = {}, children = [] } = {}) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

export function icon(sprite, name) {
  const SVG = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  picture.append(use);
  return picture;
}

/** A button that does something here and leads nowhere. */
export function button(text, act, { kind, picture, attributes = {} } = {}) {
  const made = make("button", { className: "button", attributes: { type: "button", "data-kind": kind, ...attributes } });
  made.append(...[picture, text].filter(Boolean));
  made.addEventListener("click", act);
  return made;
}

/** A button of the viewer's bar: a picture with a name. */
export function tool(sprite, name, label, act) {
  const made = make("button", { className: "tour-tool", attributes: { type: "button" } });
  made.addEventListener("click", act);
  relabel(made, sprite, name, label);
  return made;
}

/** A link of the viewer's bar. */
export function toolLink(sprite, name, label, href) {
  const made = make("a", { className: "tour-tool", attributes: { href } });
  relabel(made, sprite, name, label);
  return made;
}

/** The same button says and shows something else now. */
export function relabel(made, sprite, name, label) {
  made.replaceChildren(icon(sprite, name));
  made.setAttribute("aria-label", label);
  made.title = label;
}

/** "Chặng %(number)s" with its facts. */
export function filled(sentence, facts) {
  return sentence.replace(/%\((\w+)\)s/g, (whole, name) => facts[name] ?? whole);
}
