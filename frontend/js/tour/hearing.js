// A sound that comes from a direction: louder before one than behind, and to the side where it stands. Apart from any
// page, so that the same graph can be rendered and measured.
import { turned } from "./scenes.js";

/** From here on (degrees) the sound passes behind one's head, from one ear to the other. */
const BEHIND = 165;
const FARTHEST_ASIDE = 0.92;
/** What is left of a sound right behind one. */
const BACK = 0.4;

/** Left (-1) or right (1) for a sound so many degrees to the right of where one looks. Grows up to BEHIND, then swaps sides. */
export function panOf(angle) {
  const aside = Math.abs(turned(angle));
  const pan = aside <= BEHIND ? Math.sin((aside / BEHIND) * (Math.PI / 2)) : (180 - aside) / (180 - BEHIND);
  return Math.sign(turned(angle)) * FARTHEST_ASIDE * pan;
}

/** How loud it is from there: whole ahead, less the farther one turns away, up and down too. */
export function loudnessOf(angle, above = 0) {
  const ahead = Math.cos((turned(angle) * Math.PI) / 180) * Math.cos((above * Math.PI) / 180);
  return BACK + (1 - BACK) * ((1 + ahead) / 2);
}

/** source → side → loudness → out. `turn` hears how far right and above of the view the sound stands. */
export function buildHearing(context, source, out = context.destination) {
  const side = context.createStereoPanner();
  const loudness = context.createGain();
  source.connect(side).connect(loudness).connect(out);
  return {
    turn(angle, above = 0, { at = context.currentTime } = {}) {
      side.pan.setTargetAtTime(panOf(angle), at, 0.03);
      loudness.gain.setTargetAtTime(loudnessOf(angle, above), at, 0.03);
    },
    set(angle, above = 0) {
      side.pan.value = panOf(angle);
      loudness.gain.value = loudnessOf(angle, above);
    },
    leave() {
      loudness.disconnect();
    },
  };
}

/** Eight directions in words; `words` go clockwise from straight ahead. */
export function sideOf(angle, words) {
  return words[Math.round((((turned(angle) % 360) + 360) % 360) / 45) % 8];
}
