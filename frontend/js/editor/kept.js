// What this browser kept of an earlier sitting, because it could not be sent: taken back or let go, as the writer says.
import { make } from "../tour/dom.js";
import { button } from "./fields.js";

export function offerKept(editor) {
  const kept = editor.saving.keptHere();
  if (!kept || JSON.stringify(kept.content) === JSON.stringify(editor.draft.content)) return editor.saving.decided({ isTaken: false });
  const decide = (isTaken) => (editor.saving.decided({ isTaken }), notice.remove());
  const take = button(editor.words.take_kept, () => (decide(true), editor.draft.change((content) => Object.assign(content, kept.content))), { kind: "primary" });
  const drop = button(editor.words.drop_kept, () => decide(false));
  const notice = make("div", { className: "notice", attributes: { "data-kind": "warning", role: "alert" }, children: [make("p", { text: kept.isOlder ? editor.words.kept_older : editor.words.kept }), make("div", { className: "row", children: [take, drop] })] });
  editor.prepend(notice);
}
