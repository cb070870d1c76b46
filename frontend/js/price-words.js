// <price-words data-unit="đồng"><div class="field">… <input inputmode="numeric" name="price_vnd"></div></price-words>
// Shows the amount as people write it, and on Vietnamese pages as they say it: a missing 0 is heard at once.
const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const GROUPS = ["", " nghìn", " triệu", " tỷ"];

/** Say a whole number from 0 to 999 tỷ: 45000 → "bốn mươi lăm nghìn". */
export function inWords(number) {
  if (number === 0) return DIGITS[0];
  const parts = [];
  for (let rest = number, group = 0; rest > 0; rest = Math.floor(rest / 1000), group += 1) {
    const three = rest % 1000;
    const isFirst = rest < 1000;
    if (three > 0) parts.unshift(threeInWords(three, isFirst) + GROUPS[group]);
  }
  return parts.join(" ");
}

function threeInWords(number, isFirst) {
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10];
  const words = [];
  if (hundreds > 0 || !isFirst) words.push(DIGITS[hundreds], "trăm");
  if (tens === 0 && ones > 0 && words.length > 0) words.push("linh");
  if (tens === 1) words.push("mười");
  if (tens > 1) words.push(DIGITS[tens], "mươi");
  if (ones > 0) words.push(onesInWords(ones, tens));
  return words.join(" ");
}

function onesInWords(ones, tens) {
  if (ones === 1 && tens > 1) return "mốt";
  if (ones === 5 && tens > 0) return "lăm";
  return DIGITS[ones];
}

/** Read what was typed, with dots or spaces between the thousands; null when it is no whole number. */
export function readAmount(text) {
  const digits = text.replace(/[.,\s₫đ]/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}

class PriceWords extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || this.words) return;
    this.words = document.createElement("p");
    this.words.className = "field-hint numbers";
    this.words.setAttribute("aria-live", "polite");
    (input.closest(".field") ?? this).append(this.words);
    input.addEventListener("input", () => this.show(input.value));
    this.show(input.value);
  }

  show(text) {
    const amount = readAmount(text);
    if (amount === null || amount === 0) {
      this.words.textContent = "";
      return;
    }
    const figures = `${amount.toLocaleString("vi-VN")}\u00a0₫`;
    const isVietnamese = this.closest("[lang]")?.lang.startsWith("vi");
    this.words.textContent = isVietnamese ? `${figures} – ${inWords(amount)} ${this.dataset.unit ?? "đồng"}` : figures;
  }
}

customElements.define("price-words", PriceWords);
