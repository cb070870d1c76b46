// This very view, sent on: the phone's own sheet, or the address copied.
import { addressOf } from "./address.js";
import { make, toolLink } from "./dom.js";

export async function shareView(url, title) {
  if (navigator.share) {
    try {
      await navigator.share({ url, title });
      return "shared";
    } catch (trouble) {
      if (trouble.name === "AbortError") return "shared"; // the person thought better of it
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "copied";
  } catch {
    return "shown"; // Where nothing may be copied, the address is shown to be copied by hand.
  }
}

/** The page with the line to embed: its links lead to the view of now. */
export function keepShareLinks({ here, stage }) {
  for (const link of document.querySelectorAll("a[data-share]")) link.href = addressOf(here, stage.view(), link.href);
}

/** Such a link in the bar, where the page has one; null in frames, previews and saved tours. */
export function embedTool({ sprite, lang }) {
  const page = document.querySelector("a[data-share]");
  const link = page && toolLink(sprite, "embed", lang.embed, page.href);
  link?.classList.add("tour-embed");
  link?.setAttribute("data-share", "");
  return link;
}

/** The view of now is sent on: by the phone's own sheet, as a copied address, or shown to be copied by hand. */
export async function shareFrom(visit) {
  const url = addressOf(visit.here, visit.stage.view());
  const done = await shareView(url, `${visit.here.title} – ${document.title}`);
  if (done === "copied") visit.say(visit.lang.copied);
  if (done === "shown") {
    const field = make("input", { className: "input", attributes: { readonly: true, value: url, "aria-label": visit.lang.share } });
    visit.sheet.show(visit.lang.share, [field]);
    field.select();
  }
}
