// <tour-editor data-src="….json" data-save="…" data-pictures="…" data-desk="…" data-icons="…" data-token="…" data-words="{…}">
// Where a culture officer makes a tour: scenes on the left, the picture in the middle, what is chosen on the right.
// Everything saves itself; every change can be taken back.
import { icon, make } from "./tour/dom.js";
import { Draft, move, movePin, newPin, newScene, removeScene, retake } from "./editor/draft.js";
import { button, tool } from "./editor/fields.js";
import { dragHorizon } from "./editor/horizon.js";
import { offerKept } from "./editor/kept.js";
import { drawNews, mend, mistakesPanel } from "./editor/mistakes.js";
import { PicturePicker } from "./editor/picture-picker.js";
import { pinForm } from "./editor/pin-form.js";
import { planPanel } from "./editor/plan-panel.js";
import { Saving } from "./editor/saving.js";
import { choosePicture } from "./editor/scene-chooser.js";
import { sceneForm } from "./editor/scene-form.js";
import { sceneStrip } from "./editor/scene-strip.js";
import { Sphere } from "./editor/sphere.js";
import { tourForm } from "./editor/tour-form.js";
import { walkPanel } from "./editor/walk-panel.js";

const KINDS = ["info", "door", "product", "shop", "photo", "area", "then", "sound"];
const ICONS = { info: "info", door: "door", product: "goods", shop: "shop", photo: "photo", area: "pin", then: "clock", sound: "bell" };
const TABS = ["scene", "walk", "plan", "tour", "mistakes"];

class TourEditor extends HTMLElement {
  async connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.sprite = this.dataset.icons;
    const answer = await this.ask();
    if (!answer?.ok) {
      this.querySelector(".editor-loading").textContent = this.words.offline;
      return;
    }
    const told = await answer.json();
    this.take(told);
    this.draft = new Draft(told.content, told.names);
    this.saving = new Saving(this.draft, { address: this.dataset.save, token: this.dataset.token, revision: told.revision, words: this.words });
    this.mistakes = told.mistakes;
    this.preview = told.preview;
    this.tab = "scene";
    this.here = null;
    this.pin = null;
    this.stop = null;
    this.build();
    this.draft.addEventListener("change", ({ detail }) => this.changed(detail));
    this.saving.addEventListener("state", ({ detail }) => this.sayState(detail));
    offerKept(this);
    this.showState("saved", { saved: told.saved });
    const first = this.draft.scene(told.content.start) ?? told.content.scenes[0];
    if (first) await this.openScene(first.slug);
    else this.drawAll();
  }

  ask() {
    return fetch(this.dataset.src, { headers: { Accept: "application/json" } }).catch(() => null);
  }

  take({ panoramas, pictures, products, shops, sounds = [], content }) {
    Object.assign(this, { panoramas, pictures, products, shops, sounds, author: content.author, licence: content.licence });
  }

  picture(key) {
    return this.pictures.find((picture) => picture.key === key) ?? null;
  }

  build() {
    const { words, sprite } = this;
    [this.undoTool, this.redoTool] = ["undo", "redo"].map((name) => tool(sprite, name, words[name], () => this.draft[name]()));
    this.state = make("p", { className: "editor-state", attributes: { role: "status" } });
    const preview = button(words.preview, () => this.openPreview(), { sprite, name: "eye" });
    const desk = make("a", { className: "button", text: words.to_desk, attributes: { href: this.dataset.desk } });
    desk.addEventListener("click", async (event) => {
      event.preventDefault();
      if (await this.saving.save()) location.assign(desk.href);
    });
    const bar = make("div", { className: "editor-bar", children: [this.undoTool, this.redoTool, this.state, preview, desk] });
    this.strip = make("nav", { className: "editor-scenes", attributes: { "aria-label": words.scenes } });
    this.easel = make("div", { className: "editor-stage", attributes: { tabindex: "0", role: "application", "aria-label": words.stage } });
    this.kinds = make("div", { className: "editor-kinds", attributes: { role: "toolbar", "aria-label": words.add_pin } });
    this.said = make("p", { className: "editor-said", attributes: { role: "status" } });
    const middle = make("div", { className: "editor-middle", children: [this.easel, this.kinds, this.said] });
    this.tabs = make("div", { className: "editor-tabs", attributes: { role: "tablist", "aria-label": words.panels } });
    this.panel = make("div", { className: "editor-panel", attributes: { role: "tabpanel", tabindex: "-1", id: "editor-panel" } });
    // When one goes elsewhere on this page. `focusout` would tell of another window too, and in the middle of a tap in the panel.
    this.addEventListener("focusin", () => drawNews(this));
    const side = make("div", { className: "editor-side", children: [this.tabs, this.panel] });
    this.replaceChildren(bar, this.strip, middle, side);
    this.pictureChooser = new PicturePicker(this);
    this.sphere = new Sphere(this.easel, { sprite, words });
    this.sphere.addEventListener("tap", ({ detail }) => this.tapped(detail));
    this.sphere.addEventListener("choose", ({ detail }) => this.choosePin(detail.number));
    this.sphere.addEventListener("place", ({ detail }) => this.movePin(this.here, detail.number, detail));
    this.sphere.addEventListener("corner", ({ detail }) => this.moveCorner(detail));
    for (const kind of KINDS) {
      const add = make("button", { className: "editor-kind", attributes: { type: "button", "data-kind": kind, "aria-pressed": "false" }, children: [icon(sprite, ICONS[kind]), make("span", { text: words.kinds[kind] })] });
      add.addEventListener("click", () => this.armed(kind === this.kind ? null : kind));
      this.kinds.append(add);
    }
    this.addEventListener("keydown", (event) => this.keyed(event));
    addEventListener("focus", () => this.lookAgain());
  }

  keyed(event) {
    const isText = event.target.matches?.("input:not([type=range], [type=checkbox]), textarea, select");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isText) {
      event.preventDefault();
      if (event.shiftKey) this.draft.redo();
      else this.draft.undo();
    } else if (event.key === "Escape" && this.kind) {
      this.armed(null);
    } else if (event.key === "Delete" && this.pin !== null && event.target.closest(".edit-pin")) {
      this.removePin(this.here, this.pin);
    } else if (event.key === "Enter" && this.kind && event.target === this.easel) {
      this.tapped(this.sphere.view());
    }
  }

  // What is shown.

  changed({ isTyping }) {
    this.drawTools();
    if (isTyping) {
      this.drawPins();
      this.drawStrip();
      return;
    }
    if (!this.draft.scene(this.here)) {
      const next = this.draft.content.scenes[0];
      this.here = null;
      this.pin = null;
      if (next) return void this.openScene(next.slug);
    }
    if (this.pin !== null && !this.chosen()) this.pin = null;
    if (this.shown !== this.draft.scene(this.here)?.panorama) return void this.openScene(this.here, { pin: this.pin, tab: this.tab });
    this.sphere.level(this.draft.scene(this.here) ?? { level_pitch: 0, level_roll: 0 });
    this.drawAll();
  }

  drawAll() {
    this.drawPanes();
    this.drawPins();
  }

  drawPanes() {
    this.drawTools();
    this.drawStrip();
    this.drawTabs();
    this.drawForm();
  }

  drawTools() {
    [this.undoTool.disabled, this.redoTool.disabled] = [this.draft.past.length === 0, this.draft.future.length === 0];
  }

  drawStrip() {
    this.strip.replaceChildren(...sceneStrip(this));
  }

  drawTabs() {
    this.tabs.replaceChildren(
      ...TABS.map((name) => {
        const label = name === "mistakes" ? `${this.words.tabs.mistakes} (${this.mistakes.length})` : this.words.tabs[name];
        const tab = make("button", { className: "chip", text: label, attributes: { type: "button", role: "tab", "aria-selected": String(this.tab === name), "aria-controls": "editor-panel", "data-tab": name } });
        tab.addEventListener("click", () => this.openTab(name));
        return tab;
      }),
    );
  }

  openTab(name) {
    this.tab = name;
    this.drawTabs();
    this.drawForm();
  }

  drawForm() {
    const scene = this.draft.scene(this.here);
    const pin = this.chosen();
    const made = {
      scene: () => (pin ? make("div", { className: "stack", children: [button(this.words.back_to_scene, () => this.choosePin(null), { sprite: this.sprite, name: "arrow-left", kind: "quiet" }), pinForm(this, scene, pin)] }) : scene ? this.sceneWithPins(scene) : this.nothingYet()),
      walk: () => walkPanel(this), plan: () => planPanel(this), tour: () => tourForm(this), mistakes: () => mistakesPanel(this),
    }[this.tab]();
    this.panel.replaceChildren(made);
  }

  sceneWithPins(scene) {
    const pins = scene.pins.map((pin) => {
      const one = make("button", { attributes: { type: "button" }, children: [icon(this.sprite, ICONS[pin.kind]), make("span", { text: this.call(pin) })] });
      one.addEventListener("click", () => (this.choosePin(pin.number), this.sphere.look(pin)));
      return make("li", { children: [one] });
    });
    const list = make("section", { className: "edit-group", children: [make("h3", { text: this.words.pins }), pins.length > 0 ? make("ul", { className: "edit-list", attributes: { role: "list" }, children: pins }) : make("p", { className: "quiet small", text: this.words.no_pins })] });
    const form = sceneForm(this, scene);
    form.children[2].after(list);
    return form;
  }

  nothingYet() {
    return make("div", { className: "empty", children: [make("h2", { text: this.words.no_scenes }), make("p", { text: this.words.no_scenes_hint }), button(this.words.add_scene, () => this.chooseScene(), { kind: "primary" })] });
  }

  drawPins() {
    const scene = this.draft.scene(this.here);
    this.sphere.draw(scene?.pins ?? [], { chosen: this.pin, labelOf: (pin) => this.call(pin), iconOf: (pin) => ICONS[pin.kind], pictureOf: (key) => this.picture(key)?.src });
  }

  call(pin) {
    const there = pin.to ? this.draft.scene(pin.to) : null;
    const goods = this.products.find((one) => one.slug === pin.product) ?? this.shops.find((one) => one.slug === pin.shop);
    const name = pin.label.vi || there?.title.vi || goods?.name || pin.text.vi.slice(0, 40) || this.words.no_words_yet;
    return `${pin.number}. ${this.words.kinds[pin.kind]}: ${name}`;
  }

  chosen() {
    return this.draft.scene(this.here)?.pins.find((pin) => pin.number === this.pin) ?? null;
  }

  // What people do.

  async openScene(slug, { pin = null, tab = "scene", view = null } = {}) {
    const scene = this.draft.scene(slug);
    if (!scene) return;
    this.armed(null);
    const isOther = this.here !== slug || this.shown !== scene.panorama;
    Object.assign(this, { here: slug, pin, tab });
    if (tab !== "walk") this.stop = null;
    const picture = this.panoramas.find((one) => one.key === scene.panorama);
    // The form is the scene's at once; its picture takes a moment.
    this.drawPanes();
    if (isOther && picture) {
      this.shown = scene.panorama;
      try {
        await this.sphere.show(picture, view ? { ...scene, ...view } : scene);
      } catch {
        this.say(this.words.no_picture);
      }
      if (this.here !== slug) return;
    }
    const chosen = this.chosen();
    if (chosen) this.sphere.look(chosen);
    else if (view) this.sphere.look(view);
    this.drawPins();
  }

  async openStop(place) {
    const stop = this.draft.content.walk[place];
    if (!stop) return;
    this.stop = place;
    await this.openScene(stop.scene, { tab: "walk", view: stop });
  }

  choosePin(number) {
    this.pin = number;
    this.tab = "scene";
    this.drawTabs();
    this.drawForm();
    this.drawPins();
    if (number !== null) this.panel.querySelector("h2")?.focus({ preventScroll: true });
  }

  armed(kind) {
    this.kind = kind;
    for (const one of this.kinds.children) one.setAttribute("aria-pressed", String(one.dataset.kind === kind));
    this.easel.toggleAttribute("data-armed", kind !== null);
    this.say(kind ? this.words.tap_to_put.replace("%(kind)s", this.words.kinds[kind]) : "");
    if (kind) this.easel.focus({ preventScroll: true });
  }

  tapped(place) {
    const scene = this.draft.scene(this.here);
    if (!this.kind || !scene) return;
    const pin = newPin(this.draft.nextNumber(scene), this.kind, place);
    this.armed(null);
    this.draft.change((content) => content.scenes.find((one) => one.slug === scene.slug).pins.push(pin));
    this.choosePin(pin.number);
  }

  movePin(slug, number, { yaw, pitch }) {
    this.draft.change((content) => movePin(content.scenes.find((one) => one.slug === slug).pins.find((one) => one.number === number), { yaw, pitch }));
  }

  moveCorner({ number, place, yaw, pitch }) {
    this.draft.change((content) => {
      const pin = content.scenes.find((one) => one.slug === this.here).pins.find((one) => one.number === number);
      pin.corners[place] = { yaw, pitch };
    });
  }

  removePin(slug, number) {
    this.pin = null;
    this.draft.change((content) => {
      const scene = content.scenes.find((one) => one.slug === slug);
      scene.pins = scene.pins.filter((pin) => pin.number !== number);
    });
    this.say(this.words.removed);
    this.easel.focus({ preventScroll: true });
  }

  removeScene(slug) {
    // Taking back is gone with this page: what stood there stays as a version.
    this.saving.keepsBefore = true;
    this.draft.change((content) => removeScene(content, slug));
    this.say(this.words.removed);
  }

  moveScene(slug, by) {
    this.draft.change((content) => move(content.scenes, content.scenes.findIndex((scene) => scene.slug === slug), by));
  }

  mend(told, mistake) {
    this.draft.change((content) => mend(this.draft, content, told, mistake));
    this.say(this.words.mended);
    this.saving.later(0);
  }

  dragHorizon(slug) {
    const scene = this.draft.scene(slug);
    this.say(this.words.drag_now);
    dragHorizon(this.easel, scene, { yaw: this.sphere.view().yaw, onMove: (now) => this.sphere.level({ ...scene, ...now }) }).then((now) => {
      this.say("");
      if (now) this.draft.change((content) => Object.assign(content.scenes.find((one) => one.slug === slug), now));
    });
  }

  chooseScene() {
    choosePicture(this, { title: this.words.choose_scene, taken: this.words.is_scene, onTake: (panorama) => this.addScene(panorama) });
  }

  /** Another picture of the same spot; all that was told of the scene stays. */
  chooseOther(slug) {
    const onTake = (panorama) => {
      if (!this.draft.scene(slug)) return;
      this.draft.change((content) => retake(content.scenes.find((scene) => scene.slug === slug), panorama));
      this.say(this.words.retaken);
      this.panel.querySelector("h2")?.focus({ preventScroll: true });
    };
    choosePicture(this, { title: this.words.choose_other, taken: this.words.retaken, isOne: true, onTake });
  }

  addScene(panorama) {
    const title = `${this.words.scene} ${this.draft.content.scenes.length + 1}`;
    const scene = newScene(this.draft.freeSlug(title), panorama, title);
    this.draft.change((content) => {
      content.scenes.push(scene);
      content.start ||= scene.slug;
      content.author ||= panorama.author;
      content.licence ||= panorama.licence;
    });
    this.openScene(scene.slug);
  }

  /** New pictures and sounds may have come while another page was open. */
  async lookAgain() {
    const answer = await this.ask();
    if (!answer?.ok) return;
    const { panoramas, pictures, sounds = [] } = await answer.json();
    const isNews = panoramas.length !== this.panoramas.length || sounds.length !== this.sounds.length;
    Object.assign(this, { panoramas, sounds, pictures: [...pictures, ...this.pictures.filter((one) => !pictures.some((other) => other.key === one.key))] });
    if (isNews) this.drawForm();
  }

  async openPreview() {
    // Opened at once, while the tap still counts as the visitor's own, and sent on when all is saved.
    const page = open("about:blank", "_blank");
    if (!(await this.saving.save())) return void page?.close();
    if (page) page.location.assign(this.preview);
    else location.assign(this.preview);
  }

  // What is said.

  sayState({ state, error, kind, ...told }) {
    if (told.mistakes) {
      this.preview = told.preview;
      this.hearMistakes(told.mistakes);
    }
    this.showState(state, { ...told, error });
  }

  hearMistakes(mistakes) {
    this.mistakes = mistakes;
    this.drawTabs();
    this.drawStrip();
    drawNews(this);
  }

  showState(state, { saved = "", error = "" } = {}) {
    this.state.dataset.state = state;
    this.state.textContent = state === "refused" ? error : this.words.states[state].replace("%(time)s", saved);
  }

  say(sentence) {
    this.said.textContent = sentence;
  }
}

customElements.define("tour-editor", TourEditor);
