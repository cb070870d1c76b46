// Elements made of the tour's data. Text is only ever text: nothing here reads HTML.

export function make(name, { className, text, attributes = {}, children = [] } = {}) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
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

/** A button of the viewer's bar: a picture with a name. */
export function tool(sprite, name, label, act) {
  const button = make("button", { className: "tour-tool", attributes: { type: "button", "aria-label": label, title: label } });
  button.append(icon(sprite, name));
  button.addEventListener("click", act);
  return button;
}
