// <share-button data-url="…" data-title="…" data-done="Đã chép địa chỉ"><button type="button"><span>Gửi cho bạn</span></button></share-button>
// Opens the phone's own sheet (Zalo, messages); where there is none, copies the address.
import { answer, copy } from "./words.js";

class ShareButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const url = new URL(this.dataset.url || location.href, location.href).href;
    if (navigator.share) {
      try {
        await navigator.share({ url, title: this.dataset.title || document.title });
        return;
      } catch (trouble) {
        if (trouble.name === "AbortError") return; // the person thought better of it
      }
    }
    if (await copy(url)) answer(button, this.dataset.done);
  }
}

customElements.define("share-button", ShareButton);
