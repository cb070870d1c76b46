// <once-form><form method="post">… <button data-busy="Đang gửi…">Đặt hàng</button></form></once-form>
// A second tap sends nothing; the button says that it is being sent. (The server refuses doubles by itself too.)
class OnceForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    window.addEventListener("pageshow", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    window.removeEventListener("pageshow", this);
  }

  handleEvent(event) {
    if (event.type === "pageshow") {
      this.free(); // came back by the back button: the form may be sent again
    } else if (this.sent) {
      event.preventDefault();
    } else if (!event.defaultPrevented) {
      this.sent = true;
      const button = event.submitter ?? this.querySelector("button:not([type='button'])");
      if (button) this.hold(button);
    }
  }

  hold(button) {
    // Not `disabled`: the name and value of the button belong to what is sent.
    this.button = button;
    button.setAttribute("aria-busy", "true");
    if (!button.dataset.busy) return;
    this.label = [...button.childNodes];
    button.style.minWidth = `${button.offsetWidth}px`;
    button.replaceChildren(button.dataset.busy);
  }

  free() {
    this.sent = false;
    this.button?.removeAttribute("aria-busy");
    if (this.label) {
      this.button.replaceChildren(...this.label);
      this.button.style.minWidth = "";
    }
    this.label = this.button = null;
  }
}

customElements.define("once-form", OnceForm);
