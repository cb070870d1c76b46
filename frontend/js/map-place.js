// <map-place><figure hidden><svg viewBox="0 0 340 340">…</svg></figure> two fields, from the left and from the top in hundredths
// </map-place>
// The point is set by a tap on the drawing and moved by dragging; the fields say the same and are all there is without script.

const EDGE = 20;
const STEP = 3;
const SVG = "http://www.w3.org/2000/svg";

class MapPlace extends HTMLElement {
  connectedCallback() {
    this.drawing = this.querySelector("svg");
    this.fields = [...this.querySelectorAll("input")];
    this.point = document.createElementNS(SVG, "circle");
    this.point.setAttribute("class", "village-map-dot");
    this.point.dataset.theme = "culture";
    this.point.setAttribute("r", "12");
    this.drawing.append(this.point);
    this.querySelector("figure").hidden = false;
    this.leave = new AbortController();
    const { signal } = this.leave;
    this.drawing.addEventListener("pointerdown", (event) => this.take(event), { signal });
    this.drawing.addEventListener("pointermove", (event) => this.drawing.hasPointerCapture(event.pointerId) && this.place(event), { signal });
    this.drawing.addEventListener("pointerup", () => this.fields[1].dispatchEvent(new Event("change", { bubbles: true })), { signal });
    this.addEventListener("input", () => this.draw(), { signal });
    this.draw();
  }

  disconnectedCallback() {
    this.leave.abort();
    this.point.remove();
  }

  take(event) {
    event.preventDefault();
    this.drawing.setPointerCapture(event.pointerId);
    this.place(event);
  }

  place({ clientX, clientY }) {
    const { left, top, width } = this.drawing.getBoundingClientRect();
    const told = [clientX - left, clientY - top].map((pixels) => ((pixels / width) * 340 - EDGE) / STEP);
    for (const [number, field] of this.fields.entries()) field.value = Math.min(100, Math.max(0, Math.round(told[number])));
    this.fields[1].dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    const [x, y] = this.fields.map(({ value }) => (value.trim() === "" ? NaN : Number(value)));
    const isThere = x >= 0 && x <= 100 && y >= 0 && y <= 100;
    this.point.style.display = isThere ? "" : "none";
    if (!isThere) return;
    this.point.setAttribute("cx", EDGE + STEP * x);
    this.point.setAttribute("cy", EDGE + STEP * y);
  }
}

customElements.define("map-place", MapPlace);
