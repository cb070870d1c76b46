// A picture that can be read large: a tap (or Enter) shows it at its full size in a frame that scrolls; a second one
// lets it fit again. No hidden gestures: the button says what it does.
import { make } from "./dom.js";
import { safeLink } from "./scenes.js";

export function zoomable({ src, srcset, width, height, alt }, lang) {
  const img = make("img", { attributes: { src: safeLink(src), srcset, sizes: "(min-width: 34rem) 32rem, 100vw", width, height, alt: alt || "", decoding: "async" } });
  const frame = make("button", { className: "tour-zoom", attributes: { type: "button", "aria-pressed": "false", "aria-label": lang.enlarge }, children: [img] });
  frame.addEventListener("click", (event) => {
    const isLarge = frame.getAttribute("aria-pressed") !== "true";
    const at = { x: event.offsetX / frame.clientWidth, y: event.offsetY / frame.clientHeight };
    frame.setAttribute("aria-pressed", String(isLarge));
    frame.setAttribute("aria-label", isLarge ? lang.fit : lang.enlarge);
    // The largest file, and the point that was tapped in the middle.
    img.sizes = isLarge ? `${width}px` : "(min-width: 34rem) 32rem, 100vw";
    if (isLarge && event.detail > 0) frame.scrollTo(at.x * frame.scrollWidth - frame.clientWidth / 2, at.y * frame.scrollHeight - frame.clientHeight / 2);
  });
  return frame;
}
