// <upload-picker data-start="/…/bat-dau" data-piece="1048576" data-token="…" data-sending="%(name)s: … %(percent)s%…" …>
//   <form enctype="multipart/form-data">… <input type="file" name="file"> … <p class="upload-said" role="status"></p></form>
// </upload-picker>
// Sends a big file in pieces, says how far it is and how long it will take, and goes on after the network was away.
// Where there is a name for several together (data-several="%(count)s …"), they are sent as one archive, in pieces too.
// Without script the form sends what was chosen in one go.
import { asOne } from "./as-one.js";
import { howFar, sendFile, SendingStopped } from "./sending.js";
import { fill } from "./words.js";

class UploadPicker extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.said = this.querySelector(".upload-said");
    this.form?.addEventListener("submit", (event) => this.submit(event));
  }

  async submit(event) {
    const files = [...(this.form.elements.file?.files ?? [])];
    const { several } = this.dataset;
    if (files.length === 0 || (files.length > 1 && !several) || this.busy) {
      if (this.busy) event.preventDefault();
      return; // the server says what is missing
    }
    event.preventDefault();
    this.busy = true;
    try {
      await this.send(files.length === 1 ? files[0] : await this.asOne(files));
      location.reload();
    } catch (trouble) {
      // Other errors speak English, and to programmers.
      this.said.textContent = trouble instanceof SendingStopped ? trouble.message : this.dataset.stopped;
      this.busy = false;
    }
  }

  /** Several files in one archive. Rejects with SendingStopped when they are more than may be sent at once. */
  async asOne(files) {
    const { several, most, tooMuch, packing } = this.dataset;
    if (files.reduce((sum, file) => sum + file.size, 0) > Number(most)) throw new SendingStopped(tooMuch);
    this.said.textContent = packing;
    return asOne(files, fill(several, { count: files.length }));
  }

  send(file) {
    const { start, piece, token, stopped, again } = this.dataset;
    const words = Object.fromEntries([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
    return sendFile(file, {
      start, piece: Number(piece), token, words, stopped,
      onTell: (told) => this.tell(file, told), onAgain: () => (this.said.textContent = again),
    });
  }

  tell(file, told) {
    this.said.textContent = fill(this.dataset.sending, { name: file.name, ...howFar(told, this.dataset) });
  }
}

customElements.define("upload-picker", UploadPicker);
