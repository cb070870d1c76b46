// <copy-button data-text="0123456789" data-done="Đã chép"><button type="button"><span>Chép</span></button></copy-button>
// Copies data-text and says so. Without script the element is hidden: the text itself stands beside it.
import { answer, copy } from "./words.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent(event) {
    const button = event.target.closest("button");
    if (button && (await copy(this.dataset.text))) answer(button, this.dataset.done);
  }
}

customElements.define("copy-button", CopyButton);
