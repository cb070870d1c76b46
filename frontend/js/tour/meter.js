// What this visit has cost so far: every byte that came over the line for this page, headers included, as the browser
// itself counts it. What came from its cache cost nothing.

export class Meter {
  /** `heard` is told of every new sum, in bytes. */
  constructor(heard = () => {}) {
    this.heard = heard;
    const [page] = performance.getEntriesByType("navigation");
    this.bytes = page?.transferSize ?? 0;
    performance.setResourceTimingBufferSize?.(2000);
    this.observer = new PerformanceObserver((list) => this.add(list.getEntries()));
    this.observer.observe({ type: "resource", buffered: true });
  }

  add(entries) {
    const ours = entries.filter(({ name }) => name.startsWith(location.origin + "/"));
    this.bytes += ours.reduce((sum, { transferSize }) => sum + transferSize, 0);
    this.heard(this.bytes);
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
