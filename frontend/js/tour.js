// <tour-viewer class="tour" data-src="….json" data-css="…" data-icons="…" data-loading="…" data-trouble="…" data-no-webgl="…">
//   <picture>…<img class="tour-poster" …></picture><button class="tour-start" type="button">Vào dạo</button>
// </tour-viewer>
// A picture and a button. Only a tap fetches the viewer (190 KB) and the tour; before that the page pays 1 KB.
// Without script the picture and the list of scenes below it are the tour.

class TourViewer extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector(".tour-start");
    this.label = this.button && [...this.button.childNodes];
    this.button?.addEventListener("click", () => this.start());
    this.addEventListener("tour:lost", () => this.lost());
    this.addEventListener("tour:scene", ({ detail }) => this.counter?.scene(detail.scene));
    this.addEventListener("tour:pin", ({ detail }) => this.counter?.pin(detail.scene, detail.number));
  }

  async start() {
    if (this.started) return;
    if (!hasWebGL2()) {
      this.sayTrouble(this.dataset.noWebgl);
      return;
    }
    this.started = true;
    this.button.setAttribute("aria-busy", "true");
    this.button.textContent = this.dataset.loading;
    try {
      const [{ openTour }, { Counter }, tour] = await Promise.all([import("./tour/viewer.js"), import("./tour/counting.js"), fetchTour(this.dataset.src), addStyles(this.dataset.css)]);
      this.querySelector(".tour-sentence")?.remove();
      if (this.dataset.count && !this.counter) {
        this.counter = new Counter(this.dataset.count);
        this.counter.view();
      }
      this.visit = await openTour(this, tour);
      this.button.remove();
    } catch (trouble) {
      console.error(trouble);
      this.lost();
    }
  }

  /** The list of scenes stays on the page: nothing is lost, this sentence points at it, and the button may be tried again. */
  lost() {
    this.started = false;
    this.visit = null;
    this.button.removeAttribute("aria-busy");
    this.button.replaceChildren(...this.label);
    if (!this.button.isConnected) this.append(this.button);
    this.sayTrouble(this.dataset.trouble);
  }

  sayTrouble(sentence) {
    let place = this.querySelector(".tour-sentence");
    if (!place) {
      place = document.createElement("p");
      place.className = "tour-sentence";
      place.setAttribute("role", "alert");
      this.append(place);
    }
    place.textContent = sentence;
  }
}

function hasWebGL2() {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

async function fetchTour(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the tour answered ${answer.status}`);
  return answer.json();
}

function addStyles(address) {
  if (document.querySelector(`link[href="${CSS.escape(address)}"]`)) return null;
  return new Promise((done, fail) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = done;
    link.onerror = () => fail(new Error("the viewer's styles did not come"));
    document.head.append(link);
  });
}

customElements.define("tour-viewer", TourViewer);
