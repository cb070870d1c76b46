// The form of one pin: what all have, and what only its kind has.
import { make } from "../tour/dom.js";
import { doorTo, inOrderOfYaw, onward } from "../tour/scenes.js";
import { claimForm, tellsHistory } from "./claim-form.js";
import { newClaim, turned, wayBack } from "./draft.js";
import { both, button, check, choice, group, line, number, tool } from "./fields.js";
import { captionsInBoth } from "./scene-form.js";
import { soundField } from "./sound-field.js";

export function pinForm(editor, scene, pin) {
  const { words, sprite } = editor;
  /** Change this pin in the document; `key` joins what is typed in one field to one step. */
  const change = (act, key = null, redraw = false) => {
    editor.draft.change((content) => act(find(content, scene.slug, pin.number)), key && `${scene.slug}/${pin.number}/${key}`);
    if (redraw) editor.drawForm();
  };
  const setBoth = (name) => (told) => change((one) => Object.assign(one[name], told), name + Object.keys(told)[0]);
  const set = (name, redraw = false) => (value) => change((one) => (one[name] = value), redraw ? null : name, redraw);
  // What was brought from another program may tell without a source: here it is asked for one.
  const mustTell = ["info", "photo", "area", "then"].includes(pin.kind);
  const tells = mustTell || pin.kind === "sound";
  return make("div", {
    className: "stack",
    children: [
      make("div", {
        className: "row row-spread",
        children: [
          make("h2", { text: `${words.pin} ${pin.number}: ${words.kinds[pin.kind]}`, attributes: { tabindex: "-1" } }),
          tool(sprite, "delete", words.remove_pin, () => editor.removePin(scene.slug, pin.number)),
        ],
      }),
      ...kindFields(editor, scene, pin, { change, set, setBoth }),
      both(words, words.label, pin.label, setBoth("label"), { limit: 60, hint: words.label_hint }),
      tells && both(words, pin.kind === "sound" ? words.transcript : words.text, pin.text, setBoth("text"), { many: true, limit: 2000 }),
      (pin.claim || mustTell) && claimForm(words, pin.claim ?? newClaim(), (act, key) => change((one) => act((one.claim ??= newClaim())), key)),
      group(
        words.place,
        make("div", {
          className: "edit-row",
          children: [
            number(words.yaw, pin.yaw, set("yaw", true), { least: -180, most: 180 }),
            number(words.pitch, pin.pitch, set("pitch", true), { least: -90, most: 90 }),
          ],
        }),
        button(words.put_in_middle, () => {
          const { yaw, pitch } = editor.sphere.view();
          editor.movePin(scene.slug, pin.number, { yaw, pitch });
        }),
      ),
    ],
  });
}

function kindFields(editor, scene, pin, { change, set, setBoth }) {
  const { words } = editor;
  switch (pin.kind) {
    case "door":
      return [doorFields(editor, scene, pin, { change, set })];
    case "product":
      return [choice(words.kinds.product, pin.product, [["", words.choose], ...editor.products.map((one) => [one.slug, `${one.name} – ${one.shop}`])], set("product")), check(words.is_demo, pin.is_demo, set("is_demo", true))];
    case "shop":
      return [choice(words.kinds.shop, pin.shop, [["", words.choose], ...editor.shops.map((one) => [one.slug, one.name])], set("shop")), check(words.is_demo, pin.is_demo, set("is_demo", true))];
    case "sound":
      return [
        soundField(editor, words.sound, pin.sound, (key) => change((one) => (one.sound = key), null, true)),
        check(words.is_from_there, pin.is_from_there, set("is_from_there", true)),
        ...captionsInBoth(words, pin.captions, setBoth("captions")),
        tellsHistory(words, pin.claim, change),
      ];
    case "photo":
    case "info":
      return [pictureFields(editor, pin, change), pin.kind === "photo" && line(words.year, pin.year, set("year"), { limit: 40, hint: words.year_hint })];
    case "area":
      return [cornersHint(editor, pin, change), pictureFields(editor, pin, change)];
    case "then":
      return [
        pictureFields(editor, pin, change, { most: 1 }), make("p", { className: "quiet small", text: words.then_hint }),
        ...yearOfThen(words, pin, set("year"), set("year", true)),
      ];
    default:
      return [];
  }
}

/** When a picture of then was taken, or that nobody knows. */
export function yearOfThen(words, { year }, onYear, onUnknown) {
  return [
    line(words.year, year === "unknown" ? "" : year, onYear, { limit: 40, hint: words.year_hint }),
    check(words.year_unknown, year === "unknown", (told) => onUnknown(told ? "unknown" : "")),
  ];
}

function doorFields(editor, scene, pin, { change, set }) {
  const { words, draft } = editor;
  const others = draft.content.scenes.filter((one) => one.slug !== scene.slug);
  const there = draft.scene(pin.to);
  const hasBack = there?.pins.some((back) => back.kind === "door" && back.to === scene.slug);
  return group(
    words.kinds.door,
    choice(words.leads_to, pin.to, [["", words.choose], ...others.map((one) => [one.slug, one.title.vi || one.slug])], set("to", true)),
    choice(words.arrive, pin.arrive_yaw === null ? "own" : "set", [["own", words.arrive_own], ["set", words.arrive_set]], (told) =>
      change((one) => (one.arrive_yaw = told === "own" ? null : there ? turned(onward(pin, scene, there, there.yaw, doorTo(scene, inOrderOfYaw(there.pins, there.yaw)))) : 0), null, true),
    ),
    pin.arrive_yaw !== null && number(words.arrive_yaw, pin.arrive_yaw, set("arrive_yaw"), { least: -180, most: 180 }),
    there && !hasBack && button(words.add_way_back, () => editor.mend({ do: "door back", ...wayBack(scene, pin, there) }), { isWide: true }),
    there && button(words.go_there, () => editor.openScene(there.slug)),
  );
}

function cornersHint(editor, pin, change) {
  const { words } = editor;
  const add = button(words.add_corner, () => {
    const { yaw, pitch } = editor.sphere.view();
    change((one) => one.corners.push({ yaw, pitch }), null, true);
  }, { isDisabled: pin.corners.length >= 16 });
  const drop = button(words.drop_corner, () => change((one) => one.corners.pop(), null, true), { isDisabled: pin.corners.length <= 3 });
  return group(words.corners, make("p", { className: "quiet small", text: words.corners_hint }), make("div", { className: "row", children: [add, drop] }));
}

function pictureFields(editor, pin, change, { most = 6 } = {}) {
  const { words, sprite } = editor;
  const shown = pin.pictures.map((key, place) => {
    const picture = editor.picture(key);
    const drop = tool(sprite, "delete", words.drop_picture, () => change((one) => one.pictures.splice(place, 1), null, true));
    const describe = picture && tool(sprite, "edit", words.describe_picture, () => editor.pictureChooser.describe(key));
    return make("li", { children: [picture ? make("img", { attributes: { src: picture.small, alt: picture.alt } }) : make("span", { text: key }), describe, drop] });
  });
  const add = button(words.choose_picture, async () => {
    const key = await editor.pictureChooser.choose();
    if (key) change((one) => one.pictures.push(key), null, true);
  }, { sprite, name: "photo", isDisabled: pin.pictures.length >= most });
  return group(words.pictures, shown.length > 0 && make("ul", { className: "edit-pictures", attributes: { role: "list" }, children: shown }), add);
}

export function find(content, slug, pinNumber) {
  return content.scenes.find((scene) => scene.slug === slug).pins.find((pin) => pin.number === pinNumber);
}
