// <upload-picker data-start="/…/bat-dau" data-piece="1048576" data-token="…" data-sending="%(name)s: … %(percent)s%…" …>
//   <form enctype="multipart/form-data">… <input type="file" name="file"> … <p class="upload-said" role="status"></p></form>
// </upload-picker>
// Sends a big file in pieces, says how far it is and how long it will take, and goes on after the network was away.
// Without script the form sends the file in one go.
import { fill } from "./words.js";

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries of one piece

class UploadPicker extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.said = this.querySelector(".upload-said");
    this.form?.addEventListener("submit", (event) => this.submit(event));
  }

  async submit(event) {
    const [file, ...more] = this.form.elements.file?.files ?? [];
    if (!file || more.length > 0 || this.busy) {
      if (this.busy) event.preventDefault();
      return; // the server says what is missing; several files go in one form
    }
    event.preventDefault();
    this.busy = true;
    try {
      await this.send(file);
      location.reload();
    } catch (trouble) {
      this.said.textContent = trouble.message || this.dataset.stopped;
      this.busy = false;
    }
  }

  async send(file) {
    let told = this.known(file) ?? (await this.announce(file));
    const began = { at: performance.now(), bytes: told.received };
    while (told.received < told.size) {
      const piece = file.slice(told.received, told.received + Number(this.dataset.piece));
      told = await this.sendPiece(told, piece);
      this.tell(file, told, began);
    }
    this.forget(file);
  }

  async announce(file) {
    const words = new FormData();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") words.set(name, value);
    words.set("name", file.name);
    words.set("size", file.size);
    const answer = await fetch(this.dataset.start, { method: "POST", body: words });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    this.remember(file, told);
    return told;
  }

  async sendPiece(told, piece) {
    for (const wait of [...WAITS, null]) {
      try {
        const answer = await fetch(`${told.piece}?tu=${told.received}`, {
          method: "POST",
          headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": this.dataset.token },
          body: piece,
        });
        const next = await answer.json();
        if (answer.ok || answer.status === 409) return next; // 409: it has other bytes already, and says how many
        if (answer.status < 500) throw Object.assign(new Error(next.error || this.dataset.stopped), { isFinal: true });
      } catch (trouble) {
        if (trouble.isFinal) throw trouble;
      }
      if (wait === null) break;
      this.said.textContent = this.dataset.again;
      await new Promise((done) => setTimeout(done, wait * 1000));
    }
    throw new Error(this.dataset.stopped);
  }

  tell(file, { received, size }, began) {
    const speed = (received - began.bytes) / Math.max(1, performance.now() - began.at); // bytes a millisecond
    const seconds = Math.ceil((size - received) / Math.max(speed, 0.001) / 1000);
    const left = seconds < 90 ? fill(this.dataset.seconds, { count: seconds }) : fill(this.dataset.minutes, { count: Math.ceil(seconds / 60) });
    this.said.textContent = fill(this.dataset.sending, { name: file.name, percent: Math.floor((100 * received) / size), left });
  }

  // Which upload a file belongs to, should this page be closed in the middle.
  key(file) {
    return `upload:${file.name}:${file.size}:${file.lastModified}`;
  }

  known(file) {
    try {
      const told = JSON.parse(sessionStorage.getItem(this.key(file)));
      return told?.size === file.size ? told : null;
    } catch {
      return null;
    }
  }

  remember(file, told) {
    try {
      sessionStorage.setItem(this.key(file), JSON.stringify(told));
    } catch {
      /* it only cannot be resumed after the page is closed */
    }
  }

  forget(file) {
    try {
      sessionStorage.removeItem(this.key(file));
    } catch {
      /* as above */
    }
  }
}

customElements.define("upload-picker", UploadPicker);
