/** Put values into a sentence the server wrote: fill("Còn %(minutes)s phút", { minutes: 3 }). */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)[sd]/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

let speaker;

/** Have a screen reader say a sentence; nothing is shown. */
export function say(sentence) {
  if (!speaker) {
    speaker = document.createElement("p");
    speaker.className = "aloud";
    speaker.setAttribute("role", "status");
    document.body.append(speaker);
  }
  speaker.textContent = "";
  // A reader only notices a change of an element it already knows.
  setTimeout(() => (speaker.textContent = sentence), 50);
}

/** Copy a text; also where the page is not served over HTTPS. Answers whether it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "aloud";
    field.readOnly = true;
    document.body.append(field);
    field.select();
    try {
      return document.execCommand("copy");
    } finally {
      field.remove();
    }
  }
}

/** Show a word on a button for a moment, then its own again. */
export function answer(button, sentence) {
  const label = button.querySelector("span") ?? button;
  label.dataset.own ??= label.textContent;
  label.textContent = sentence;
  say(sentence);
  clearTimeout(Number(label.dataset.timer));
  label.dataset.timer = setTimeout(() => (label.textContent = label.dataset.own), 2500);
}
