// The make-believe bank's script: a camera that reads codes, and lists that stay fresh.
import "./live-part.js";
import "./once-form.js";

const SECOND_LOOK = 500;
const LONGEST_SIDE = 1000;

// <code-camera data-looking="…" data-found="…" data-trouble="…"><button data-start> <button data-stop hidden> <video hidden> <p data-status>
// Sends pictures of the camera, one after the other, to the form #picture-form's address until a code is found in one.
// Without script or camera it is hidden: a picture can be chosen beside it.
class CodeCamera extends HTMLElement {
  connectedCallback() {
    this.hidden = !navigator.mediaDevices?.getUserMedia;
    this.form = document.getElementById("picture-form");
    this.video = this.querySelector("video");
    this.addEventListener("click", this);
    window.addEventListener("pagehide", this);
  }

  disconnectedCallback() {
    this.stop();
    this.removeEventListener("click", this);
    window.removeEventListener("pagehide", this);
  }

  handleEvent(event) {
    if (event.type === "pagehide" || event.target.closest("[data-stop]")) this.stop();
    else if (event.target.closest("[data-start]")) this.start();
  }

  tell(sentence) {
    this.querySelector("[data-status]").textContent = sentence;
  }

  show(isOn) {
    this.querySelector("[data-start]").hidden = isOn;
    this.querySelector("[data-stop]").hidden = !isOn;
    this.video.hidden = !isOn;
  }

  async start() {
    this.show(true);
    this.tell(this.dataset.looking);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      this.video.srcObject = this.stream;
      await this.video.play();
      await this.look(this.stream);
    } catch {
      this.stop();
      this.tell(this.dataset.trouble);
    }
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
    this.show(false);
    this.tell("");
  }

  async look(stream) {
    while (this.stream === stream) {
      const href = await this.ask(await this.frame());
      if (href && this.stream === stream) {
        this.stop();
        this.tell(this.dataset.found);
        location.assign(href);
        return;
      }
      await new Promise((after) => setTimeout(after, SECOND_LOOK));
    }
  }

  frame() {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d").drawImage(this.video, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  }

  /** The address that the code in a picture leads to; nothing when there is no code, or none that can be read. */
  async ask(picture) {
    const data = new FormData();
    data.set("csrf_token", this.form.elements.csrf_token.value);
    data.set("anh", picture, "frame.jpg");
    const answer = await fetch(this.form.action, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    if (answer.status === 204 || answer.status === 422) return null;
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return (await answer.json()).href;
  }
}

customElements.define("code-camera", CodeCamera);
