// The plan: a drawing of the place with scenes pinned to it.
import { make } from "../tour/dom.js";
import { button, choice, number } from "./fields.js";

export function planPanel(editor) {
  const { words, draft, sprite } = editor;
  const { plan } = draft.content;
  const take = button(plan ? words.other_plan : words.choose_plan, async () => {
    const key = await editor.pictureChooser.choose();
    if (!key) return;
    draft.change((content) => (content.plan = { picture: key, points: content.plan?.points ?? [] }));
    editor.drawForm();
  }, { sprite, name: "map", isWide: true });
  const parts = [make("h2", { text: words.plan, attributes: { tabindex: "-1" } }), make("p", { className: "quiet small", text: words.plan_hint }), take];
  if (plan) parts.push(drawing(editor, plan), ...points(editor, plan), button(words.drop_plan, () => (draft.change((content) => (content.plan = null)), editor.drawForm()), { kind: "danger" }));
  return make("div", { className: "stack", children: parts });
}

const put = (editor, slug, x, y) => {
  editor.draft.change((content) => {
    const point = content.plan.points.find((one) => one.scene === slug);
    const at = { x: Math.round(x * 1000) / 1000, y: Math.round(y * 1000) / 1000 };
    if (point) Object.assign(point, at);
    else content.plan.points.push({ scene: slug, ...at });
  });
  editor.drawForm();
};

function drawing(editor, plan) {
  const { words, draft } = editor;
  const picture = editor.picture(plan.picture);
  const image = make("img", { attributes: { src: picture?.src, alt: picture?.alt ?? words.plan, draggable: "false" } });
  const pins = plan.points.map((point) => {
    const scene = draft.scene(point.scene);
    const pin = make("button", { className: "edit-plan-pin", text: String(draft.content.scenes.indexOf(scene) + 1), attributes: { type: "button", "aria-label": scene?.title.vi || point.scene, "aria-pressed": String(editor.here === point.scene) } });
    pin.addEventListener("click", (event) => (event.stopPropagation(), editor.openScene(point.scene, { tab: "plan" })));
    // Set by script, which the page's policy allows where a style in the markup is not.
    pin.style.left = `${point.x * 100}%`;
    pin.style.top = `${point.y * 100}%`;
    return pin;
  });
  const frame = make("div", { className: "edit-plan", children: [image, ...pins] });
  frame.addEventListener("click", (event) => {
    if (!editor.here) return;
    const box = image.getBoundingClientRect();
    put(editor, editor.here, Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)), Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)));
  });
  return frame;
}

/** The same by keyboard: which scene, and where in percent. */
function points(editor, plan) {
  const { words, draft } = editor;
  const point = plan.points.find((one) => one.scene === editor.here);
  const scenes = draft.content.scenes.map((scene, place) => [scene.slug, `${place + 1}. ${scene.title.vi || scene.slug}`]);
  const fields = [choice(words.scene, editor.here ?? "", scenes, (slug) => editor.openScene(slug, { tab: "plan" }))];
  fields.push(
    make("div", {
      className: "edit-row",
      children: [
        number(words.from_left, Math.round((point?.x ?? 0.5) * 100), (value) => put(editor, editor.here, value / 100, point?.y ?? 0.5), { least: 0, most: 100, step: 1 }),
        number(words.from_top, Math.round((point?.y ?? 0.5) * 100), (value) => put(editor, editor.here, point?.x ?? 0.5, value / 100), { least: 0, most: 100, step: 1 }),
      ],
    }),
  );
  return fields;
}
