// How many data a visit may take: light or sharp, by the phone and its line, or as the visitor chose.
const KEPT_AS = "tour-quality";

/** What the line and the device say of themselves; a browser that says nothing has a good line. */
export function lineNow({ connection, deviceMemory } = navigator) {
  return {
    isSaving: connection?.saveData === true,
    kind: connection?.effectiveType ?? "4g",
    isSmall: matchMedia("(max-width: 60rem)").matches || deviceMemory <= 2,
  };
}

const isVerySlow = ({ isSaving, kind }) => isSaving || kind === "2g" || kind === "slow-2g";

/** Whether neighbours may be fetched before anybody asked for them. */
export const isGood = ({ isSaving, kind }) => !isSaving && kind === "4g";

/** "light" or "sharp", where nobody has chosen. */
export function qualityFor(line) {
  return line.isSmall || isVerySlow(line) || line.kind === "3g" ? "light" : "sharp";
}

/** The widest level of tiles to ask for. */
export function widestLevel(quality, line) {
  if (quality === "sharp") return 8192;
  return isVerySlow(line) ? 2048 : 4096;
}

export function keptQuality() {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return ["light", "sharp"].includes(kept) ? kept : null;
  } catch {
    return null; // Storage may be shut: then nothing is remembered.
  }
}

export function keepQuality(quality) {
  try {
    localStorage.setItem(KEPT_AS, quality);
  } catch {
    // As above.
  }
}
