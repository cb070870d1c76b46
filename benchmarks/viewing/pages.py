"""Bare pages of other viewers, and of ours with the whole picture: built from npm for one run, served with gzip."""

import gzip
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from marketplace.config import ROOT

# The same first view everywhere: yaw, pitch, and degrees from top to bottom.
VIEW: Final = {"yaw": 0, "pitch": 0, "vfov": 60}
_TEXT: Final = (".html", ".js", ".css")
_PAGE: Final = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '{styles}<link rel="stylesheet" href="page.css"></head><body><div id="v"></div>{script}</body></html>'
)
_SCRIPTS: Final = {
    "whole": """
        import { Viewer } from "@photo-sphere-viewer/core";
        window.viewer = new Viewer({ container: document.querySelector("#v"), panorama: "picture.jpg", navbar: false,
          defaultYaw: 0, defaultPitch: 0, minFov: 30, maxFov: 90, defaultZoomLvl: 50 });""",
    "pannellum": """
        pannellum.viewer("v", { type: "equirectangular", panorama: "picture.jpg", autoLoad: true, showControls: false,
          yaw: 0, pitch: 0, hfov: 2 * Math.atan(Math.tan(Math.PI / 6) * innerWidth / innerHeight) * 180 / Math.PI });""",
    "marzipano": """
        import Marzipano from "marzipano";
        const viewer = new Marzipano.Viewer(document.querySelector("#v"));
        const view = new Marzipano.RectilinearView({ yaw: 0, pitch: 0, fov: Math.PI / 3 },
          Marzipano.RectilinearView.limit.traditional(4096, Math.PI));
        viewer.createScene({ source: Marzipano.ImageUrlSource.fromString("picture.jpg"),
          geometry: new Marzipano.EquirectGeometry([{ width: 4096 }]), view }).switchTo();""",
}


def build(folder: Path, picture: Path) -> None:
    """One folder for each of the others, with the whole picture in it."""
    for name, script in _SCRIPTS.items():
        home = folder / name
        home.mkdir(parents=True)
        (home / "picture.jpg").write_bytes(picture.read_bytes())
        (home / "page.css").write_text("html,body,#v{margin:0;width:100%;height:100vh;overflow:hidden}")
        styles = {"whole": "core/index.css", "pannellum": "", "marzipano": ""}[name]
        if name == "pannellum":
            # As published, minified by its author.
            published = ROOT / "node_modules" / "pannellum" / "build"
            for file in ("pannellum.js", "pannellum.css"):
                (home / file).write_bytes((published / file).read_bytes())
            (home / "app.js").write_text(script)
            parts = '<script src="pannellum.js"></script><script src="app.js"></script>'
            links = '<link rel="stylesheet" href="pannellum.css">'
        else:
            _bundle(script, home / "app.js")
            parts = '<script type="module" src="app.js"></script>'
            links = '<link rel="stylesheet" href="viewer.css">' if styles else ""
        if styles:
            (home / "viewer.css").write_bytes((ROOT / "node_modules" / "@photo-sphere-viewer" / styles).read_bytes())
        (home / "index.html").write_text(_PAGE.format(styles=links, script=parts))


def _bundle(script: str, to: Path) -> None:
    source = ROOT / "node_modules" / ".bench-entry.mjs"
    source.write_text(script)
    try:
        subprocess.run(
            [ROOT / "tools" / "node", ROOT / "node_modules" / "esbuild" / "bin" / "esbuild", source, "--bundle",
             "--minify", "--format=esm", "--target=es2020", f"--outfile={to}", "--log-level=error"],
            check=True, cwd=ROOT,
        )  # fmt: skip
    finally:
        source.unlink()


class _Handler(SimpleHTTPRequestHandler):
    """Files, text with gzip, connections kept open: as a plain web server does it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        packed = path.suffix in _TEXT
        body = gzip.compress(body, 9) if packed else body
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing: the table is the output."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the folder while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
