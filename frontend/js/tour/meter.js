// What this visit has cost so far: every byte that came over the line for this page, headers included, as the browser
// itself counts it. What came from its cache, or from a saved tour, cost nothing.
//
// Whoever once saved a tour has a worker (sw.js) between every page and the line, and the browser counts nothing of what the worker
// fetched. Of that the size of the file counts, once: what the worker found in the browser's cache is told as if it had come,
// for a visitor would rather hear too much than too little.

/** What an answer has beside the file, about: the browser itself reckons so. */
const HEADERS = 300;

/** Whether the worker had this file from a saved tour. */
async function isSaved({ name, deliveryType }) {
  if (deliveryType !== undefined) return deliveryType === "cache-storage";
  return (await caches.match(new URL(name).pathname, { ignoreSearch: true, ignoreVary: true }).catch(() => null)) !== undefined;
}

export class Meter {
  /** `heard` is told of every new sum, in bytes. */
  constructor(heard = () => {}) {
    this.heard = heard;
    this.bytes = 0;
    this.byWorker = new Set();
    this.add(performance.getEntriesByType("navigation"));
    performance.setResourceTimingBufferSize?.(2000);
    this.observer = new PerformanceObserver((list) => this.add(list.getEntries()));
    this.observer.observe({ type: "resource", buffered: true });
  }

  async add(entries) {
    const ours = entries.filter(({ name }) => name.startsWith(location.origin + "/"));
    for (const entry of ours) {
      // Asked first: while one waits, another list may have been added.
      const cost = await this.costOf(entry);
      this.bytes += cost;
    }
    this.heard(this.bytes);
  }

  async costOf(entry) {
    const { name, transferSize, encodedBodySize, workerStart } = entry;
    if (transferSize > 0 || !workerStart || this.byWorker.has(name)) return transferSize;
    this.byWorker.add(name);
    return (await isSaved(entry)) ? 0 : encodedBodySize + HEADERS;
  }

  stop() {
    this.observer.disconnect();
  }
}

/** "0,9 MB", or "340 kB" below a tenth of one. */
export function megabytes(bytes, language = document.documentElement.lang) {
  if (bytes < 100_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}
