// <qty-stepper data-less="Bớt" data-more="Thêm"><input type="number" min="1" max="9" step="1"></qty-stepper>
// Gives a number field − and + that a thumb can hit. data-send on it sends the form a moment after the last tap.
class QtyStepper extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || this.querySelector("button")) return;
    this.less = this.makeButton("−", this.dataset.less, () => this.input.stepDown());
    this.more = this.makeButton("+", this.dataset.more, () => this.input.stepUp());
    this.prepend(this.less);
    this.append(this.more);
    this.input.addEventListener("input", () => this.show());
    this.show();
  }

  makeButton(sign, name, step) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    const of = this.input.getAttribute("aria-label");
    button.setAttribute("aria-label", of ? `${name}: ${of}` : name);
    button.addEventListener("click", () => {
      step();
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  }

  show() {
    const { value, min, max } = this.input;
    this.less.disabled = min !== "" && Number(value) <= Number(min);
    this.more.disabled = max !== "" && Number(value) >= Number(max);
    if ("send" in this.dataset && value !== this.input.defaultValue) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.input.form?.requestSubmit(), 700);
    }
  }
}

customElements.define("qty-stepper", QtyStepper);
