// How many data a visit may take: light or sharp, by the phone and its line, or as the visitor chose.
const KEPT_AS = "tour-quality";

/** What the line and the device say of themselves. Of a browser that says nothing (Safari) the line passes for good, but
    nothing is fetched ahead over it on a guess. */
export function lineNow({ connection, deviceMemory } = navigator) {
  return {
    isSaving: connection?.saveData === true,
    kind: connection?.effectiveType ?? "4g",
    isKnown: connection?.effectiveType !== undefined,
    isTight: deviceMemory <= 2,
    isSmall: matchMedia("(max-width: 60rem)").matches || deviceMemory <= 2,
  };
}

const isVerySlow = ({ isSaving, kind }) => isSaving || kind === "2g" || kind === "slow-2g";

const isGood = ({ isSaving, kind }) => !isSaving && kind === "4g";

/** Whether neighbours may be fetched before anybody asked for them; `chosen` is what the visitor chose, if anything. */
export function mayFetchAhead(line, { chosen = null }) {
  if (!isGood(line) || line.isTight || chosen === "light") return false;
  return line.isKnown || chosen === "sharp";
}

/** "light" or "sharp", where nobody has chosen. */
export function qualityFor(line) {
  return line.isSmall || isVerySlow(line) || line.kind === "3g" ? "light" : "sharp";
}

/** The widest level of tiles to ask for. */
export function widestLevel(quality, line) {
  if (quality === "sharp") return 8192;
  return isVerySlow(line) ? 2048 : 4096;
}

/** What was chosen on a good line holds on good lines; a dear one (data saver, 3G) asks for a choice of its own. */
const keptAs = (line) => (isGood(line) ? KEPT_AS : `${KEPT_AS}-dear`);

/** What the visitor chose on a line like this one. */
export function keptQuality(line) {
  try {
    const kept = localStorage.getItem(keptAs(line));
    return ["light", "sharp"].includes(kept) ? kept : null;
  } catch {
    return null; // Storage may be shut: then nothing is remembered.
  }
}

export function keepQuality(quality, line) {
  try {
    localStorage.setItem(keptAs(line), quality);
  } catch {
    // As above.
  }
}
