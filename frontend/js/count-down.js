// <count-down data-until="2026-05-03T02:42:00Z" data-minutes="Còn %(minutes)s phút %(seconds)s giây" data-seconds="Còn %(seconds)s giây"
//             data-over="Đã hết giờ">Trả trước 09:42</count-down>     data-hours="Còn %(hours)s giờ %(minutes)s phút" for longer waits
// Says how long is left. Without script the sentence inside names the time.
// The server's clock may differ from the phone's: data-now (the server's time when the page was drawn) puts it right.
import { fill } from "./words.js";

class CountDown extends HTMLElement {
  connectedCallback() {
    const drawn = Date.parse(this.dataset.now ?? "");
    this.ahead = Number.isNaN(drawn) ? 0 : Date.now() - drawn;
    this.until = Date.parse(this.dataset.until);
    if (Number.isNaN(this.until)) return;
    this.setAttribute("role", "timer");
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.ceil((this.until - (Date.now() - this.ahead)) / 1000);
    if (left <= 0) {
      clearInterval(this.timer);
      this.textContent = this.dataset.over;
      return;
    }
    const { hours, minutes, seconds } = this.dataset;
    const areHoursSaid = hours && left >= 3600;
    const values = {
      hours: Math.floor(left / 3600),
      minutes: areHoursSaid ? Math.floor(left / 60) % 60 : Math.floor(left / 60),
      seconds: left % 60,
    };
    this.textContent = fill(areHoursSaid ? hours : left >= 60 ? minutes : seconds, values);
  }
}

customElements.define("count-down", CountDown);
