// Fields of the editor's forms. Each tells its new value as it is typed; what is missing in a language is marked.
import { icon, make } from "../tour/dom.js";

let count = 0;

function labelled(label, input, { hint } = {}) {
  count += 1;
  input.id = `f${count}`;
  const parts = [make("label", { text: label, attributes: { for: input.id } }), input];
  if (hint) {
    parts.splice(1, 0, make("p", { className: "field-hint", text: hint, attributes: { id: `${input.id}-hint` } }));
    input.setAttribute("aria-describedby", `${input.id}-hint`);
  }
  return make("div", { className: "field", children: parts });
}

export function line(label, value, onInput, { hint, lang, limit = 120, type = "text", placeholder } = {}) {
  return typed(label, make("input", { className: "input", attributes: { type, maxlength: limit, lang, placeholder, autocomplete: "off" } }), value, onInput, hint);
}

/** The address of a page on the web. While it is none yet the document keeps none, and the field says so when it is left. */
export function address(words, label, value, onInput) {
  const input = make("input", { className: "input", attributes: { type: "url", maxlength: 500, placeholder: "https://", autocomplete: "off", inputmode: "url" } });
  input.value = value;
  const field = labelled(label, input);
  const wrong = make("p", { className: "edit-missing", text: words.bad_address, attributes: { role: "alert", hidden: "" } });
  field.append(wrong);
  input.addEventListener("input", () => {
    wrong.hidden = true;
    input.removeAttribute("aria-invalid");
    onInput(webAddress(input.value) ?? "");
  });
  input.addEventListener("change", () => {
    const found = webAddress(input.value);
    if (found) input.value = found;
    wrong.hidden = found !== null;
    if (found === null) input.setAttribute("aria-invalid", "true");
  });
  return field;
}

/** The address as the server takes it, "" for nothing, null for what is none. People leave out https://. */
export function webAddress(text) {
  const typed = text.trim();
  if (typed === "") return "";
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`;
  let parsed;
  try {
    parsed = new URL(whole);
  } catch {
    return null;
  }
  return /^https?:$/.test(parsed.protocol) && parsed.hostname.includes(".") && !/\s/.test(whole) ? whole : null;
}

export function lines(label, value, onInput, { hint, lang, limit = 2000, rows = 3 } = {}) {
  return typed(label, make("textarea", { className: "input", attributes: { maxlength: limit, lang, rows } }), value, onInput, hint);
}

function typed(label, input, value, onInput, hint) {
  input.value = value;
  input.addEventListener("input", () => onInput(input.value));
  return labelled(label, input, { hint });
}

/** A text in both languages, side by side; English is marked while only Vietnamese is there. */
export function both(words, label, told, onInput, { many = false, hint, limit } = {}) {
  const field = many ? lines : line;
  return sideBySide(
    field(`${label} (${words.vietnamese})`, told.vi, (value) => onInput({ vi: value }), { hint, lang: "vi", limit }),
    field(`${label} (${words.english})`, told.en, (value) => onInput({ en: value }), { lang: "en", limit }),
  );
}

/** Two fields for the same thing in both languages. */
export function sideBySide(vi, en) {
  const [told, missing] = [vi, en].map((field) => field.querySelector("textarea, input, select"));
  const mark = () => en.toggleAttribute("data-missing", told.value.trim() !== "" && missing.value.trim() === "");
  const pair = make("div", { className: "both-languages", children: [vi, en] });
  pair.addEventListener("input", mark);
  mark();
  return pair;
}

export function choice(label, value, options, onInput, { hint } = {}) {
  const select = make("select", {
    className: "input",
    children: options.map(([key, text]) => make("option", { text, attributes: { value: key } })),
  });
  select.value = value;
  const field = labelled(label, select, { hint });
  select.addEventListener("change", () => onInput(select.value));
  return field;
}

/** `empty`: what an emptied field says; without it an emptied field goes back to what it was. */
export function number(label, value, onInput, { least, most, step = 0.1, hint, empty } = {}) {
  const input = make("input", { className: "input", attributes: { type: "number", min: least, max: most, step, inputmode: "decimal" } });
  input.value = value;
  const field = labelled(label, input, { hint });
  input.addEventListener("change", () => {
    const told = Number(input.value);
    if (input.value === "" && empty !== undefined) onInput(empty);
    else if (input.value === "" || !Number.isFinite(told)) input.value = value;
    else onInput(Math.min(most, Math.max(least, told)));
  });
  return field;
}

export function slider(label, value, onInput, { least, most, step = 0.1 }) {
  const input = make("input", { attributes: { type: "range", min: least, max: most, step } });
  input.value = value;
  const said = make("output", { text: `${value}°` });
  const field = labelled(label, input);
  field.append(said);
  input.addEventListener("input", () => {
    said.textContent = `${input.value}°`;
    onInput(Number(input.value));
  });
  return field;
}

export function check(label, value, onInput) {
  const input = make("input", { attributes: { type: "checkbox" } });
  input.checked = value;
  input.addEventListener("change", () => onInput(input.checked));
  return make("div", { className: "field", children: [make("label", { className: "choice", attributes: { "data-plain": "" }, children: [input, make("span", { text: label })] })] });
}

export function button(label, act, { kind = "secondary", sprite, name, isDisabled = false, isWide = false } = {}) {
  const made = make("button", { className: "button", attributes: { type: "button", "data-kind": kind === "primary" ? null : kind, "data-wide": isWide ? "" : null } });
  if (name) made.append(icon(sprite, name), " ");
  made.append(label);
  made.disabled = isDisabled;
  made.addEventListener("click", act);
  return made;
}

/** Small buttons in a row: pictures with names. */
export function tool(sprite, name, label, act, { isDisabled = false } = {}) {
  const made = make("button", { className: "icon-button", attributes: { type: "button", "aria-label": label, title: label }, children: [icon(sprite, name)] });
  made.disabled = isDisabled;
  made.addEventListener("click", act);
  return made;
}

export function group(title, ...children) {
  return make("section", { className: "edit-group", children: [make("h3", { text: title }), ...children.filter(Boolean)] });
}
