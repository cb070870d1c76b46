// How a sentence is known, and from where. Without that nothing is published.
import { make } from "../tour/dom.js";
import { check, choice, group, line } from "./fields.js";

export function claimForm(words, claim, change) {
  const set = (name) => (value) => change((told) => (told[name] = value), name);
  const isKnown = claim.source_title.trim() !== "" || claim.source_url.trim() !== "";
  return group(
    words.how_known,
    choice(words.claim_kind, claim.kind, words.claim_kinds, set("kind")),
    line(words.source_title, claim.source_title, set("source_title"), { limit: 300, hint: words.source_hint }),
    line(words.source_url, claim.source_url, set("source_url"), { limit: 500, type: "url", placeholder: "https://" }),
    !isKnown && make("p", { className: "edit-missing", text: words.source_missing }),
    check(words.needs_review, claim.needs_review, set("needs_review")),
  );
}
