// How a sentence is known, and from where. Without that nothing is published.
import { make } from "../tour/dom.js";
import { newClaim } from "./draft.js";
import { address, both, check, choice, group } from "./fields.js";

/** Whether what may tell history does: then it is a claim. */
export function tellsHistory(words, claim, change) {
  return check(words.tells_history, Boolean(claim), (told) => change((one) => (one.claim = told ? { ...newClaim(), kind: "oral" } : null), null, true));
}

export function claimForm(words, claim, change) {
  const known = { source_title: claim.source_title, source_url: claim.source_url };
  const missing = make("p", { className: "edit-missing", text: words.source_missing });
  const say = () => (missing.hidden = Object.values(known).some((value) => value.trim() !== ""));
  const set = (name) => (value) => {
    if (name in known) known[name] = value;
    say();
    change((told) => (told[name] = value), name);
  };
  say();
  return group(
    words.how_known,
    choice(words.claim_kind, claim.kind, words.claim_kinds, set("kind")),
    both(words, words.source_title, { vi: claim.source_title, en: claim.source_title_en ?? "" }, ({ vi, en }) => (vi === undefined ? set("source_title_en")(en) : set("source_title")(vi)), { limit: 300, hint: words.source_hint }),
    address(words, words.source_url, claim.source_url, set("source_url")),
    missing,
    check(words.needs_review, claim.needs_review, set("needs_review")),
  );
}
