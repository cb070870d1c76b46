// On a good line the next doors' blurred pictures are there before anybody asks; but not for one who only looks in.
import { mayFetchAhead } from "./lines.js";

const AFTER = 1500; // milliseconds at rest

export function prefetchSoon(visit) {
  if (!visit.hasLookedRound || !mayFetchAhead(visit.line, visit) || visit.here.fetched) return;
  const scene = visit.here;
  setTimeout(() => {
    // Whoever chose "light" meanwhile is heard.
    if (visit.here !== scene || !mayFetchAhead(visit.line, visit)) return;
    scene.fetched = true;
    for (const { to } of scene.hotspots) {
      const next = to && visit.sceneBySlug(to);
      if (next) fetch(next.panorama.base, { priority: "low", credentials: "same-origin" }).catch(() => {});
    }
  }, AFTER);
}
