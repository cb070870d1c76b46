// Everything around the picture of a visit: its title, its tools, the foot with captions and the tray.
import { Captions } from "./captions.js";
import { Compass } from "./compass.js";
import { button, icon, make, tool } from "./dom.js";
import { FullScreen } from "./fullscreen.js";
import { widestLevel } from "./lines.js";
import { showOptions } from "./options.js";
import { turned } from "./scenes.js";
import { embedTool, shareFrom } from "./share.js";
import { Sheet } from "./sheet.js";
import { Sounds } from "./sound.js";
import { Stage } from "./stage.js";
import { Tray } from "./tray.js";

/** What the graphics memory may hold of pictures, in bytes. */
export const MEMORY = { light: 28e6, sharp: 120e6 };

/** The parts stand in the visit's element, and the visit knows them by name. */
export function drawFrame(visit) {
  const { lang, sprite } = visit;
  visit.box = make("div", { className: "tour-stage", attributes: { tabindex: "0", role: "application", "aria-label": lang.viewer, "data-veiled": true } });
  visit.title = make("p", { className: "tour-title", attributes: { role: "status" } });
  // Whoever turns or zooms takes over from the narrated walk, by button as by hand.
  const byHand = (act) => () => {
    visit.pauseWalk();
    act();
  };
  const toNorth = () => visit.stage.look({ yaw: turned(-visit.here.north), pitch: visit.stage.view().pitch });
  visit.compass = new Compass({ lang, onNorth: byHand(toNorth) });
  visit.full = new FullScreen(visit.host, (isOn) => visit.showFull(isOn));
  visit.fullButton = tool(sprite, "fullscreen", lang.fullscreen, () => visit.full.toggle());
  visit.muteButton = tool(sprite, "sound", lang.mute, () => visit.sounds.mute(!visit.sounds.isMuted));
  visit.gyroButton = tool(sprite, "gyroscope", lang.gyroscope, () => visit.toggleGyroscope());
  visit.gyroButton.setAttribute("aria-pressed", "false");
  const hasGyroscope = "DeviceOrientationEvent" in window && matchMedia("(pointer: coarse)").matches;
  const tools = make("div", {
    className: "tour-tools",
    children: [
      tool(sprite, "list", lang.places, () => visit.showPlaces()),
      visit.compass.button,
      hasGyroscope && visit.gyroButton,
      visit.hasSound() && visit.muteButton,
      tool(sprite, "share", lang.share, () => shareFrom(visit)),
      embedTool(visit),
      tool(sprite, "filter", lang.options, () => showOptions(visit)),
      visit.fullButton,
    ],
  });
  const zoom = make("div", {
    className: "tour-zooming",
    children: [
      tool(sprite, "zoom-in", lang.zoom_in, byHand(() => visit.stage.zoomBy(20))),
      tool(sprite, "zoom-out", lang.zoom_out, byHand(() => visit.stage.zoomBy(-20))),
    ],
  });
  visit.bar = make("div", { className: "tour-bar", children: [visit.title, tools] });
  visit.foot = make("div", { className: "tour-foot" });
  visit.captions = new Captions();
  visit.sounds = new Sounds();
  visit.sounds.addEventListener("change", () => visit.showMuted());
  visit.trouble = make("p", { className: "tour-said", attributes: { role: "alert", hidden: true } });
  visit.tray = new Tray(visit.foot, visit);
  visit.foot.append(zoom, visit.captions.box, visit.trouble);
  if (visit.stops.length > 0) {
    visit.walkButton = button(lang.walk_begin, () => visit.beginWalk(), { picture: icon(sprite, "play"), attributes: { class: "button tour-walk-begin" } });
    visit.foot.append(visit.walkButton);
  }
  visit.sheet = new Sheet(visit.host, { lang, sprite, opens: () => visit.pauseWalk() });
  visit.host.prepend(visit.bar, visit.box);
  visit.host.append(visit.foot);
  const credit = visit.host.querySelector(".tour-credit") ?? make("p", { className: "tour-credit" });
  visit.credit = credit;
  visit.foot.append(credit);
  visit.stage = new Stage(visit.box, { words: lang, isStill: visit.isStill, most: widestLevel(visit.quality, visit.line), memory: MEMORY[visit.quality] });
}
