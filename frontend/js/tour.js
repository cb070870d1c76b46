// <tour-viewer class="tour" data-src="….json" data-css="…" data-ahead="viewer-….js …" data-icons="…" data-loading="…" data-trouble="…" data-no-webgl="…">
//   <picture>…<img class="tour-poster" …></picture><button class="tour-start" type="button">Vào dạo</button>
// </tour-viewer>
// A picture and a button. Only a tap fetches the viewer (150 KB) and the tour; before that the page pays 1 KB.
// Without script the picture and the list of scenes below it are the tour.

class TourViewer extends HTMLElement {
  connectedCallback() {
    // This script may run while the page is still coming: what stands inside is looked for when it is tapped.
    this.addEventListener("click", ({ target }) => target.closest(".tour-start") && this.start());
    this.addEventListener("tour:lost", () => this.lost());
    this.addEventListener("tour:scene", ({ detail }) => this.counter?.scene(detail.scene));
    this.addEventListener("tour:pin", ({ detail }) => this.counter?.pin(detail.scene, detail.number));
  }

  async start() {
    if (this.started) return;
    if (typeof WebGL2RenderingContext === "undefined") return void this.sayTrouble(this.dataset.noWebgl);
    this.started = true;
    this.button = this.querySelector(".tour-start");
    this.label = [...this.button.childNodes];
    this.button.setAttribute("aria-busy", "true");
    this.button.textContent = this.dataset.loading;
    this.askAhead();
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
      this.lost(trouble.name === "NoWebGL" ? this.dataset.noWebgl : this.dataset.trouble);
    }
  }

  /** All that the viewer will import, and the first picture it will want, are on their way together, not one after the other. */
  askAhead() {
    if (this.hasAsked) return;
    this.hasAsked = true;
    for (const name of this.dataset.ahead.split(" ")) {
      const link = document.createElement("link");
      link.rel = "modulepreload";
      link.href = new URL(name, import.meta.url);
      document.head.append(link);
    }
    const poster = this.querySelector(".tour-poster");
    // A link to a scene of the list (#san) has another first picture than the page shows.
    if (location.hash || !poster?.currentSrc) return;
    fetch(new URL("base.webp", poster.currentSrc), { credentials: "same-origin" }).catch(() => {}); // The viewer asks again.
  }

  /** The list of scenes stays on the page: nothing is lost, this sentence points at it, and the button may be tried again. */
  lost(sentence = this.dataset.trouble) {
    this.started = false;
    this.visit = null;
    this.button.removeAttribute("aria-busy");
    this.button.replaceChildren(...this.label);
    if (!this.button.isConnected) this.append(this.button);
    this.sayTrouble(sentence);
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
