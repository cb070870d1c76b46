// The viewer fills the screen: by the browser where it can, else (iPhones) by filling the page.
export class FullScreen {
  constructor(host, changed) {
    this.host = host;
    this.changed = changed;
    this.isPage = false;
    this.seen = () => changed(this.isOn);
    document.addEventListener("fullscreenchange", this.seen);
    this.key = (event) => event.key === "Escape" && this.isPage && !event.defaultPrevented && !host.querySelector("dialog[open]") && this.leave();
    document.addEventListener("keydown", this.key);
  }

  get isOn() {
    return this.isPage || document.fullscreenElement === this.host;
  }

  async toggle() {
    if (this.isOn) await this.leave();
    else await this.enter();
  }

  async enter() {
    if (document.fullscreenEnabled) {
      try {
        await this.host.requestFullscreen();
        return;
      } catch {
        // Then the page is filled.
      }
    }
    this.fillPage(true);
  }

  async leave() {
    if (document.fullscreenElement === this.host) await document.exitFullscreen();
    if (this.isPage) this.fillPage(false);
  }

  fillPage(isOn) {
    this.isPage = isOn;
    this.host.toggleAttribute("data-full", isOn);
    document.documentElement.toggleAttribute("data-tour-full", isOn);
    this.changed(isOn);
  }

  stop() {
    if (this.isPage) this.fillPage(false);
    document.removeEventListener("fullscreenchange", this.seen);
    document.removeEventListener("keydown", this.key);
  }
}
