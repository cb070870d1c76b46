"""A cheap phone on a slow line: Chromium at 360×740, two pixels to one, 1.6 Mbit/s, 150 ms, a quarter of the processor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, Page

from marketplace.config import ROOT

RESULTS: Final = ROOT / "benchmarks" / "results"
SCREEN: Final = {"width": 360, "height": 740}
LINE: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER: Final = 4

# Before the page's own scripts: keeps the drawn picture readable, looks at its middle when something was drawn (sixteen
# times a second at most until there is a picture, then five times), and adds up the textures that are alive. To look costs
# time of the page itself: it waits for the graphics card.
_WATCH: Final = """(() => {
  const watch = (window.watch = { first: null, last: null, poster: null, canvas: null, textures: new Map() });
  const context = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    const made = context.call(this, kind, /webgl/.test(kind) ? { ...options, preserveDrawingBuffer: true } : options);
    // A viewer may first try on a canvas of its own whether the machine can: only what is on the page is looked at.
    if (made && /webgl/.test(kind) && watch.canvas !== this && !watch.canvas?.isConnected) { watch.canvas = this; count(made); }
    return made;
  };
  function count(gl) {
    let bound = null;
    const keep = (name, act) => { const real = gl[name].bind(gl); gl[name] = (...told) => { act(...told); return real(...told); }; };
    const size = (w, h) => bound && w && h && watch.textures.set(bound, w * h * 4);
    keep("bindTexture", (target, texture) => { bound = texture; });
    keep("deleteTexture", (texture) => watch.textures.delete(texture));
    keep("generateMipmap", () => watch.textures.has(bound) && watch.textures.set(bound, (watch.textures.get(bound) * 4) / 3));
    for (const draw of ["drawElements", "drawArrays"]) keep(draw, () => (watch.isDrawn = true));
    if (gl.texStorage2D) keep("texStorage2D", (target, levels, format, w, h) => size(w, h));
    keep("texImage2D", (...told) => { const source = told[5]; typeof told[3] === "number" && told.length > 6 ? size(told[3], told[4]) : source && size(source.width, source.height); });
  }
  const small = document.createElement("canvas");
  small.width = small.height = 32;
  const pen = context.call(small, "2d", { willReadFrequently: true });
  let before = null, looked = 0;
  let often = setInterval(look, 60);
  function look() {
    const { canvas } = watch;
    if (!canvas || !canvas.width || (!watch.isDrawn && performance.now() - looked < 1000)) return;
    watch.isDrawn = false;
    looked = performance.now();
    pen.drawImage(canvas, canvas.width / 4, canvas.height / 4, canvas.width / 2, canvas.height / 2, 0, 0, 32, 32);
    const pixels = pen.getImageData(0, 0, 32, 32).data;
    let sum = 0, squares = 0;
    for (let i = 0; i < pixels.length; i += 4) { sum += pixels[i + 1]; squares += pixels[i + 1] ** 2; }
    const n = pixels.length / 4;
    if (squares / n - (sum / n) ** 2 <= 60) return;
    if (before && pixels.some((value, i) => Math.abs(value - before[i]) > 2)) watch.last = performance.now();
    before = pixels;
    if (watch.first !== null) return;
    watch.first = watch.last = performance.now();
    clearInterval(often);
    often = setInterval(look, 200);
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.element?.closest?.("tour-viewer")) watch.poster ??= entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
})();"""


_WHERE: Final = """(() => {
  const { left, top, width, height } = window.watch.canvas.getBoundingClientRect();
  return [left, top, width, height];
})()"""


@dataclass
class Visit:
    """One visit. Times are ms from the start of the navigation, sizes bytes as they travelled."""

    page: Page
    sizes: list[float] = field(default_factory=list)

    @property
    def bytes_(self) -> int:
        """All bytes so far."""
        return round(sum(self.sizes))

    def first_picture(self) -> float:
        """When the viewer drew something. Raises TimeoutError after two minutes."""
        until(self.page, "window.watch.first !== null")
        return float(self.page.evaluate("window.watch.first"))

    def last_change(self) -> float:
        """When the picture changed last: it was as sharp as it gets."""
        return float(self.page.evaluate("window.watch.last"))

    def poster(self) -> float | None:
        """When the flat picture was painted."""
        told = self.page.evaluate("window.watch.poster")
        return None if told is None else float(told)

    def texture_bytes(self) -> int:
        """What the graphics memory holds now, mipmaps included."""
        return round(
            float(self.page.evaluate("[...window.watch.textures.values()].reduce((sum, one) => sum + one, 0)"))
        )

    def wait_until_quiet(self) -> None:
        """Until nothing came for three seconds."""
        last, calm = -1, 0
        while calm < 3:
            self.page.wait_for_timeout(1_000)
            calm = calm + 1 if self.bytes_ == last else 0
            last = self.bytes_

    def turn_round(self) -> None:
        """A whole turn, by the thumb: fourteen drags across the picture, beside the buttons at its edges.

        Raises RuntimeError when the picture stood still.
        """
        left, top, width, height = self.page.evaluate(_WHERE)
        before, y = self.canvas(), top + height * 0.6
        for _ in range(14):
            self.page.mouse.move(left + width * 0.75, y)
            self.page.mouse.down()
            self.page.mouse.move(left + width * 0.05, y, steps=6)
            self.page.wait_for_timeout(150)
            self.page.mouse.up()
            self.page.wait_for_timeout(350)
        if self.canvas() == before:
            raise RuntimeError("the picture did not turn")
        self.wait_until_quiet()

    def canvas(self) -> bytes:
        """What the viewer shows now, as PNG."""
        told: Any = self.page.evaluate("window.watch.canvas.toDataURL('image/png').split(',')[1]")
        return bytes.fromhex(
            self.page.evaluate(
                "text => [...atob(text)].map(c => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')", told
            )
        )


def until(page: Page, expression: str, *, seconds: int = 120) -> None:
    """Wait until it is true. Playwright's own way evaluates a string, which our pages' policy forbids."""
    for _ in range(seconds * 10):
        if page.evaluate(f"Boolean({expression})"):
            return
        page.wait_for_timeout(100)
    page.screenshot(path=RESULTS / "stopped.png")
    raise TimeoutError(f"{expression} at {page.url}: see {RESULTS / 'stopped.png'}")


@contextmanager
def visiting(browser: Browser, address: str, *, act: Callable[[Page], None], slow: bool = True) -> Iterator[Visit]:
    """A first visit with empty caches; `act` is what the visitor does when the page is there."""
    context = browser.new_context(viewport=SCREEN, device_scale_factor=2, locale="vi-VN", service_workers="block")  # type: ignore[arg-type]
    context.add_init_script(_WATCH)
    page = context.new_page()
    visit = Visit(page)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: visit.sizes.append(told["encodedDataLength"]))
    if slow:
        wire.send("Network.emulateNetworkConditions", LINE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        page.goto(address, wait_until="commit", timeout=120_000)
        act(page)
        yield visit
    finally:
        context.close()
