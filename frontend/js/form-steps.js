// Steps back and forth within a form: <form-steps><button data-step="undo">…</button><button data-step="redo">…</button>
// <p role="status"></p><form>…</form></form-steps>. One step is one field: what is typed in it without leaving it for longer than a
// breath is one. A browser undoes letters within a field by itself; this undoes the fields of a long form.
import { fill } from "./words.js";

const BREATH = 1_500;
const MOST = 200;

class FormSteps extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.buttons = Object.fromEntries([...this.querySelectorAll("[data-step]")].map((button) => [button.dataset.step, button]));
    this.said = this.querySelector("[data-said]");
    this.lists = { undo: [], redo: [] };
    this.now = this.read();
    this.leave = new AbortController();
    const { signal } = this.leave;
    this.form.addEventListener("input", (event) => this.typed(event.target), { signal });
    // Whoever leaves a field, or lifts the finger, begins the next step.
    this.form.addEventListener("change", () => (this.last = null), { signal });
    for (const [step, button] of Object.entries(this.buttons)) button.addEventListener("click", () => this.go(step), { signal });
    this.addEventListener("keydown", (event) => this.press(event), { signal });
    this.querySelector(".form-steps").hidden = false;
    this.draw();
  }

  disconnectedCallback() {
    this.leave.abort();
  }

  /** The fields of the form in their order: what stands in each. */
  fields() {
    return [...this.form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "file" && field.type !== "submit" && field.matches("input, select, textarea"));
  }

  read() {
    return this.fields().map((field) => (isTicked(field) ? field.checked : field.value));
  }

  typed(field) {
    if (this.isStepping) return;
    const now = this.read();
    const at = Date.now();
    const goesOn = field === this.last?.field && at - this.last.at < BREATH && !isTicked(field);
    if (!goesOn) {
      this.lists.undo.push(this.now);
      if (this.lists.undo.length > MOST) this.lists.undo.shift();
    }
    this.lists.redo = [];
    this.now = now;
    this.last = { field, at };
    this.draw();
  }

  go(step) {
    const [from, to] = step === "undo" ? ["undo", "redo"] : ["redo", "undo"];
    const target = this.lists[from].pop();
    if (!target) return;
    this.lists[to].push(this.now);
    const changed = this.fields().filter((field, place) => put(field, target[place]));
    this.now = target;
    this.last = null;
    this.isStepping = true;
    // As if it had been typed: kept, and drawn wherever the field is shown.
    for (const field of changed) field.dispatchEvent(new Event("input", { bubbles: true }));
    this.isStepping = false;
    this.draw();
    this.show(changed[0], this.buttons[step].dataset.told);
  }

  /** Ctrl+Z outside of a text field; within one it is the browser's. */
  press(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    const key = event.key.toLowerCase();
    const step = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
    if (!step) return;
    event.preventDefault();
    this.go(step);
  }

  show(field, words) {
    if (!field) return;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    const name = field.labels?.[0]?.closest("fieldset")?.querySelector("legend")?.textContent ?? field.labels?.[0]?.textContent ?? "";
    this.said.textContent = fill(words, { field: name.trim().replace(/\s+/g, " ") });
    field.scrollIntoView({ block: "center" });
  }

  draw() {
    for (const [step, button] of Object.entries(this.buttons)) button.disabled = this.lists[step].length === 0;
  }
}

const isTicked = ({ type }) => type === "checkbox" || type === "radio";

/** Whether something changed. */
function put(field, value) {
  const name = isTicked(field) ? "checked" : "value";
  if (field[name] === value) return false;
  field[name] = value;
  return true;
}

customElements.define("form-steps", FormSteps);
