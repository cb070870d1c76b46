// How many data the visit may take, and how many it took.
import { filled, make } from "./dom.js";
import { megabytes } from "./meter.js";

/** Content for the sheet; `choose` hears "light" or "sharp". */
export function optionsContent({ quality, bytes, lang, choose }) {
  const meter = make("p", { attributes: { role: "status" } });
  const show = (sum) => (meter.textContent = filled(lang.used, { amount: megabytes(sum) }));
  show(bytes);
  const choice = (value, label, hint) => {
    const input = make("input", { attributes: { type: "radio", name: "tour-quality", value, checked: value === quality } });
    input.addEventListener("change", () => choose(value));
    return make("label", { className: "choice", children: [input, make("span", { children: [make("b", { text: label }), " ", make("small", { text: hint })] })] });
  };
  const choices = make("fieldset", {
    className: "choices",
    children: [make("legend", { text: lang.quality }), choice("light", lang.light, lang.light_hint), choice("sharp", lang.sharp, lang.sharp_hint)],
  });
  return { content: [choices, meter], show };
}
