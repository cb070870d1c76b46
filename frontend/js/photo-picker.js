// <photo-picker data-max-side="2000" data-chosen="Đã chọn %(count)s ảnh" data-remove="Bỏ ảnh %(name)s" data-working="Đang thu nhỏ ảnh…">
//   <div class="field"><label for="photos">Ảnh hàng</label><input id="photos" type="file" name="photos" multiple accept="image/*"></div>
// </photo-picker>
// Shows what was chosen, lets one be taken out, and makes big photos smaller before they are sent: a phone's 6 MB picture
// becomes about 500 KB. Whatever the browser cannot read (HEIC) is sent as it is; the server checks everything anyway.
import { fill, say } from "./words.js";

const SHRINKABLE = new Set(["image/jpeg", "image/png", "image/webp"]);
const QUALITY = 0.86;

/** A smaller copy of a photo, or the file itself when it is small enough or cannot be read. */
export async function shrink(file, maxSide) {
  if (!SHRINKABLE.has(file.type) || typeof createImageBitmap !== "function") return file;
  let picture;
  try {
    // The browser turns it upright; the turn mark is not in the new file.
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = maxSide / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pencil = canvas.getContext("2d");
    pencil.imageSmoothingQuality = "high";
    pencil.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const type = file.type === "image/png" ? "image/png" : "image/jpeg";
    const blob = await new Promise((done) => canvas.toBlob(done, type, QUALITY));
    if (!blob || blob.size >= file.size) return file;
    const name = type === "image/jpeg" ? file.name.replace(/\.\w+$/, "") + ".jpg" : file.name;
    return new File([blob], name, { type, lastModified: file.lastModified });
  } catch {
    return file;
  } finally {
    picture?.close();
  }
}

class PhotoPicker extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type='file']");
    if (!this.input || this.list) return;
    this.list = document.createElement("ul");
    this.list.className = "photo-picker-shots";
    this.list.setAttribute("role", "list");
    this.append(this.list);
    this.addresses = [];
    this.input.addEventListener("change", () => this.take());
    this.input.form?.addEventListener("submit", (event) => this.waitUntilReady(event), { capture: true });
  }

  disconnectedCallback() {
    this.forget();
  }

  async take() {
    const turn = (this.turn = {});
    const maxSide = Number(this.dataset.maxSide ?? 2000);
    const chosen = [...this.input.files];
    this.show(chosen);
    if (!chosen.length) return;
    say(this.dataset.working);
    this.working = true;
    const files = [];
    // One after the other: several large pictures at once are more than a cheap phone's memory holds.
    for (const file of chosen) files.push(await shrink(file, maxSide));
    if (this.turn !== turn) return; // others were chosen meanwhile
    this.put(files);
    this.working = false;
    say(fill(this.dataset.chosen, { count: files.length }));
    if (this.waiting) this.input.form.requestSubmit(this.waiting.submitter);
    this.waiting = null;
  }

  /** Sent while pictures are still being made smaller: send it when they are ready. */
  waitUntilReady(event) {
    if (!this.working) return;
    event.preventDefault();
    event.stopPropagation();
    this.waiting = { submitter: event.submitter };
    say(this.dataset.working);
  }

  put(files) {
    try {
      const carrier = new DataTransfer();
      for (const file of files) carrier.items.add(file);
      this.input.files = carrier.files;
    } catch {
      // An old browser: the photos go as they were chosen.
    }
    this.show([...this.input.files]);
  }

  show(files) {
    this.forget();
    this.list.replaceChildren(...files.map((file, index) => this.makeShot(file, index)));
  }

  makeShot(file, index) {
    const shot = document.createElement("li");
    if (SHRINKABLE.has(file.type)) {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = file.name;
      this.addresses.push(picture.src);
      shot.append(picture);
    } else {
      const name = document.createElement("span");
      name.className = "photo-picker-name";
      name.textContent = file.name;
      shot.append(name);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", fill(this.dataset.remove, { name: file.name }));
    remove.addEventListener("click", () => {
      this.put([...this.input.files].filter((_, other) => other !== index));
      this.input.focus();
    });
    shot.append(remove);
    return shot;
  }

  forget() {
    for (const address of this.addresses ?? []) URL.revokeObjectURL(address);
    this.addresses = [];
  }
}

customElements.define("photo-picker", PhotoPicker);
