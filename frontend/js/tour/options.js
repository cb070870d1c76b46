// How many data the visit may take, and how many it took; and whether the picture turns by itself.
import { button, filled, make } from "./dom.js";
import { megabytes } from "./meter.js";

/** The sheet with what can be chosen of a visit. */
export function showOptions(visit) {
  const { lang, meter, quality, sheet } = visit;
  const used = make("p", { attributes: { role: "status" } });
  const choice = (value, label, hint) => {
    const input = make("input", { attributes: { type: "radio", name: "tour-quality", value, checked: value === quality } });
    input.addEventListener("change", () => visit.choose(value));
    return make("label", { className: "choice", children: [input, make("span", { children: [make("b", { text: label }), " ", make("small", { text: hint })] })] });
  };
  const choices = make("fieldset", {
    className: "choices",
    children: [make("legend", { text: lang.quality }), choice("light", lang.light, lang.light_hint), choice("sharp", lang.sharp, lang.sharp_hint)],
  });
  // Not where motion is unwelcome, or the phone turns the view, or there is no whole turn.
  const mayTurn = !visit.isStill && !visit.gyroscope && !visit.stage.range;
  const turn = mayTurn ? [button(visit.turning ? lang.turn_end : lang.turn, () => toggleTurning(visit), { kind: "secondary" })] : [];
  sheet.show(lang.options, [choices, used, ...turn], { closed: () => (visit.counted = null) });
  // After it is shown: what was in the sheet before may have been these very words, and said that it goes.
  visit.counted = (sum) => (used.textContent = filled(lang.used, { amount: megabytes(sum) }));
  visit.counted(meter.bytes);
}

/** The picture turns by itself until somebody touches it. */
async function toggleTurning(visit) {
  visit.sheet.close();
  if (visit.turning) return void visit.turning.stop();
  const { Turning } = await import("./more.js");
  // It may have come late: to a visit that is over, or to a picture that cannot turn.
  if (!visit.stage.viewer || visit.stage.range || visit.gyroscope || visit.turning) return;
  visit.turning = new Turning(visit.stage, () => (visit.turning = null));
}
