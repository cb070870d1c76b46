// A pin that sounds: its tray has a button to play, what is said as text, and where it is heard from.
import { cueAt } from "./captions.js";
import { button, filled, icon, make } from "./dom.js";
import { sideOf } from "./hearing.js";
import { turned } from "./scenes.js";
import { playable } from "./sound.js";
import { source } from "./things.js";

export function showSound(pin, { stage, tray, lang, sprite, sounds, captions }) {
  const src = playable(pin.sound);
  const heard = make("p", { attributes: { role: "status" } });
  const play = button("", () => toggle(), { picture: icon(sprite, "play") });
  const words = make("span");
  play.append(words);
  let isPlaying = false;
  let frame = 0;

  const relabel = () => {
    play.firstChild.replaceWith(icon(sprite, isPlaying ? "pause" : "play"));
    words.textContent = isPlaying ? lang.stop_sound : lang.play_sound;
  };

  const direction = () => {
    const { yaw, pitch } = stage.view();
    return { angle: turned(pin.yaw - yaw), above: pin.pitch - pitch };
  };

  /** "Bạn nghe thấy: trống, bên trái"; said anew only when the side changes. */
  const say = () => {
    const { angle, above } = direction();
    sounds.turn(angle, above);
    const side = sideOf(angle, lang.sides);
    const sentence = filled(lang.you_hear, { what: pin.label, side });
    if (heard.textContent !== sentence) heard.textContent = sentence;
  };

  const follow = () => {
    if (!isPlaying) return;
    captions.show(cueAt(pin.cues ?? [], sounds.now ? sounds.now.audio.currentTime * 1000 : 0));
    frame = requestAnimationFrame(follow);
  };

  const over = (how) => {
    isPlaying = false;
    cancelAnimationFrame(frame);
    captions.show("");
    stage.removeEventListener("move", say);
    heard.textContent = how === "failed" ? lang.no_sound : "";
    relabel();
  };

  async function toggle() {
    if (isPlaying) {
      sounds.stop();
      return;
    }
    isPlaying = true;
    relabel();
    try {
      await sounds.play(src, { direction: pin.from_there ? direction() : null, ended: over, stopped: () => over("stopped") });
      if (pin.from_there) {
        stage.addEventListener("move", say);
        say();
      }
      follow();
    } catch {
      over("failed");
    }
  }

  relabel();
  tray.show(pin.label, [
    src ? play : make("p", { text: lang.no_sound }),
    heard,
    pin.text && make("p", { text: pin.text }),
    ...source(pin, lang),
  ], { closed: () => isPlaying && sounds.stop() });
}
