"""A tour that runs by itself: every address relative, nothing that asks a server, whatever the page holds."""

import io
import json
import posixpath
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from marketplace.tours.exchange.packing import Pack
from marketplace.tours.exchange.standing_alone import NotOnShow, make_copy

PAGE = """<!doctype html><html lang="vi"><head><title>Sân &amp; đình</title>
<meta name="description" content="Dạo"><meta property="og:url" content="/x">
<link rel="stylesheet" href="/static/build/site-A.css"><link rel="stylesheet" href="/static/build/print-A.css" media="print">
<link rel="preload" href="/static/build/f.woff2" as="font"><link rel="alternate" href="http://market/en/tham-quan/dinh">
<script type="module" src="/static/build/site-B.js" nonce="x"></script>
<script type="module" src="/static/build/tour-B.js" nonce="x"></script><script type="module" src="/static/build/offline-pack-B.js"></script><script nonce="x">alert(1)</script></head>
<body class="heritage"><header><form action="/hang">tìm</form></header><main id="main"><nav class="crumbs"><a href="/di-tich">Di tích</a></nav>
<h1>Sân &amp; đình</h1><script type="application/ld+json">{"a": "/b"}</script>
<tour-viewer data-src="/tham-quan/dinh/canh.json?ban=2" data-icons="/static/build/icons-A.svg" data-count="/tham-quan/dinh/dem">
<img srcset="/media/pano/a/poster.webp 1x, /media/none.webp 2x" src="/media/pano/a/poster.webp" alt="&lt;b&gt;" onerror="alert(1)"><br>
<svg viewBox="0 0 1 1"><use href="/static/build/icons-A.svg#door"></use></svg></tour-viewer>
<offline-pack data-list="/tham-quan/dinh/mang-theo.json"></offline-pack>
<form method="post" action="/gio-hang"><form><button>Mua</button></form><p>trong</p></form>
<p>Giá &#49;0 <a href="/hang/keo?tu=dinh/san/1">Kẹo</a> <a href="#san">Sân</a> <a href="https://nguon.example/">Nguồn</a></p>
</main><footer>chân</footer></body></html>"""
SCENES: dict[str, Any] = {
    "start": "san",
    "scenes": [
        {
            "slug": "san",
            "panorama": {
                "base": "/media/pano/a/base.webp",
                "levels": [
                    {"width": width, "cols": 2, "rows": 1, "tiles": f"/media/pano/a/{width}/{{col}}_{{row}}.webp"}
                    for width in (2048, 8192)
                ],
            },
            "hotspots": [
                {"href": "/hang/keo", "price": "45.000 ₫", "text": "/ không phải địa chỉ", "live": "/hang/keo/gia", "fresh": "/tham-quan/dinh/san/7.json", "sound": "/media/sound/b/s.opus"},
                {"href": "#hau", "price": None, "captions": "/tham-quan/dinh/loi.vtt", "more": "/tham-quan/dinh/them.json"},
            ],
        }
    ],
}  # fmt: skip
PARTS = ("san", "hau", "loi-dan")
# Each scene has a door to the other; `told` is where one is told to come from.
SCENE = """<!doctype html><html lang="vi"><head><title>{here}</title><link rel="stylesheet" href="/static/build/site-A.css"></head>
<body><main><nav class="crumbs"><a href="/di-tich">Di tích</a></nav><h1>{here}</h1><p>{told}</p>
<nav class="ways"><a href="{en}/tham-quan/dinh/{there}?tu={here}&amp;cua=2">Sang</a></nav>
<a href="{en}/tham-quan/dinh?canh={here}&amp;yaw=1">Xem trong 360°</a> <a href="{en}/tham-quan/dinh/chia-se?canh={here}">Chia sẻ</a>
<a rel="next" href="{en}/tham-quan/dinh/{there}#{there}-2">Cảnh sau</a> <a href="{en}/tham-quan/dinh/loi-dan">Lời dẫn</a>
<img src="/media/pano/a/poster.webp"></main></body></html>"""


def scene_pages(en: str) -> dict[str, bytes]:
    pages = {f"{en}/tham-quan/dinh/loi-dan": b"<main><h1>L\xe1\xbb\x9di d\xe1\xba\xabn</h1></main>"}
    for here, there in (("san", "hau"), ("hau", "san")):
        for query, told in (("", "từ điểm nhìn"), (f"?tu={there}&cua=2", f"từ {there}")):
            pages[f"{en}/tham-quan/dinh/{here}{query}"] = SCENE.format(
                en=en, here=here, there=there, told=told
            ).encode()
    return pages


SITE = {
    **scene_pages(""),
    **scene_pages("/en"),
    "/tham-quan/dinh": PAGE.encode(),
    "/en/tham-quan/dinh": PAGE.replace('lang="vi"', 'lang="en"').replace("/tham-quan/", "/en/tham-quan/").encode(),
    "/tham-quan/dinh/canh.json?ban=2": json.dumps(SCENES).encode(),
    "/en/tham-quan/dinh/canh.json?ban=2": json.dumps(SCENES).encode(),
    "/tham-quan/dinh/san/7.json": b'{"price": "45.000", "stock": "62", "can_buy": true, "csrf": "mat-ma", "cart": "/gio-hang/them"}',
    "/tham-quan/dinh/mang-theo.json": b"{}",
    "/static/build/offline-pack-B.js": b"1",
    "/tham-quan/dinh/loi.vtt": b"WEBVTT",
    "/tham-quan/dinh/them.json": b'{"picture": "/media/c.webp"}',
    "/static/build/site-A.css": b"@font-face{src:url(./f.woff2)} a{background:url('data:image/png;base64,x')}",
    "/static/build/print-A.css": b"",
    "/static/build/f.woff2": b"font",
    "/static/build/tour-B.js": b'import"./chunk-1.js";const v=()=>import("./viewer-2.js")',
    "/static/build/chunk-1.js": b"1",
    "/static/build/viewer-2.js": b'import"./chunk-1.js"',
    "/static/build/icons-A.svg": b"<svg/>",
    "/static/build/licences.txt": b"MIT",
    "/media/pano/a/poster.webp": b"poster",
    "/media/pano/a/base.webp": b"base",
    "/media/pano/a/2048/0_0.webp": b"t0",
    # The other tile is not there: a part of a turn.
    "/media/sound/b/s.opus": b"OggS",
    "/media/c.webp": b"c",
}


def copied(tmp_path: Path) -> dict[str, bytes]:
    with Pack(tmp_path / "copy.zip") as pack:
        make_copy(pack, fetch=SITE.get, page="/tham-quan/dinh", parts=PARTS, site_url="http://market", day="29/11/2026")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "copy.zip").read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_that_is_named_comes_along_once(tmp_path: Path) -> None:
    assert set(copied(tmp_path)) == {
        "index.html", "en/index.html", "canh.json", "en/canh.json", "them.json", "en/them.json", "README.txt",
        "static/build/site-A.css", "static/build/print-A.css", "static/build/f.woff2", "static/build/tour-B.js",
        "static/build/chunk-1.js", "static/build/viewer-2.js", "static/build/icons-A.svg", "static/build/licences.txt",
        "media/pano/a/poster.webp", "media/pano/a/base.webp", "media/pano/a/2048/0_0.webp", "media/sound/b/s.opus",
        "media/c.webp", "tham-quan/dinh/loi.vtt",
        *(f"{home}doc/{name}.html" for home in ("", "en/") for name in ("san", "hau", "loi-dan", "san.tu-hau-2", "hau.tu-san-2")),
    }  # fmt: skip


def test_the_page_is_relative_strict_and_sells_nothing(tmp_path: Path) -> None:
    page = copied(tmp_path)["index.html"].decode()

    for gone in ("nonce", "onerror", "<form", "gio-hang", "Mua", "trong<", "alert(1)", "og:url", "ld+json", "data-count", "site-B", "chân", "Di tích"):  # fmt: skip
        assert gone not in page, gone
    assert "default-src 'none'" in page and '<html lang="vi">' in page and "<title>Sân &amp; đình</title>" in page
    for kept in (
        '<script type="module" src="static/build/tour-B.js"></script>', 'href="static/build/print-A.css" media="print"',
        'data-src="canh.json"', 'srcset="media/pano/a/poster.webp 1x"', 'alt="&lt;b&gt;"',
        'href="static/build/icons-A.svg#door"', 'href="http://market/hang/keo?tu=dinh/san/1"', 'href="#san"', "Giá &#49;0",
        'href="https://nguon.example/"', 'href="en/index.html"', "29/11/2026",
    ):  # fmt: skip
        assert kept in page, kept


def test_scenes_are_walked_in_words_from_one_to_the_next(tmp_path: Path) -> None:
    files = copied(tmp_path)
    first, then = files["doc/san.html"].decode(), files["doc/hau.tu-san-2.html"].decode()

    for kept in (
        'href="../doc/hau.tu-san-2.html"', 'href="../index.html?canh=san&amp;yaw=1"', 'href="../doc/hau.html#hau-2"',
        'href="../doc/loi-dan.html"', 'href="http://market/tham-quan/dinh/chia-se?canh=san"', 'src="../media/pano/a/poster.webp"',
        'href="../static/build/site-A.css"', 'href="../en/doc/san.html"', "từ điểm nhìn", '<nav class="ways">',
    ):  # fmt: skip
        assert kept in first, kept
    assert "Di tích" not in first
    assert (
        "từ san" in then and 'href="../doc/san.tu-hau-2.html"' in then and 'href="../en/doc/hau.tu-san-2.html"' in then
    )
    assert 'href="../../index.html?canh=' not in files["en/doc/san.html"].decode()
    assert 'href="../../en/doc/hau.tu-san-2.html"' in files["en/doc/san.html"].decode()
    # Every link within the copy leads to a file of it.
    for name, data in files.items():
        if name.endswith(".html"):
            for address in re.findall(r'(?:href|src)="(?!https?:)([^"#?]+)', data.decode()):
                assert posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) in files, (name, address)


def test_a_tour_that_changes_meanwhile_makes_no_half_copy(tmp_path: Path) -> None:
    site = {address: body for address, body in SITE.items() if "hau?tu=" not in address}
    with pytest.raises(NotOnShow), Pack(tmp_path / "copy.zip") as pack:
        make_copy(pack, fetch=site.get, page="/tham-quan/dinh", parts=PARTS, site_url="http://market", day="29/11/2026")


def test_the_english_page_stands_in_its_own_folder(tmp_path: Path) -> None:
    page = copied(tmp_path)["en/index.html"].decode()

    assert 'src="../media/pano/a/poster.webp"' in page and 'data-src="canh.json"' not in page
    assert 'data-src="../en/canh.json"' in page and 'href="../index.html"' in page


def test_the_scenes_name_files_of_the_copy_and_pages_of_the_market(tmp_path: Path) -> None:
    for name, up in (("canh.json", ""), ("en/canh.json", "../")):
        told = json.loads(copied(tmp_path)[name])
        panorama, (goods, door) = told["scenes"][0]["panorama"], told["scenes"][0]["hotspots"]
        assert panorama["base"] == f"{up}media/pano/a/base.webp"
        assert [level["tiles"] for level in panorama["levels"]] == [f"{up}media/pano/a/2048/{{col}}_{{row}}.webp"]
        assert goods["href"] == "http://market/hang/keo"
        assert goods["price"].startswith("45.000 ₫ (")
        assert (goods["live"], goods["sound"]) == (None, f"{up}media/sound/b/s.opus")
        assert goods["fresh"] is None
        assert (door["href"], door["captions"], door["price"]) == ("#hau", f"{up}tham-quan/dinh/loi.vtt", None)


def test_no_file_of_the_copy_sells_or_holds_a_token(tmp_path: Path) -> None:
    for name, data in copied(tmp_path).items():
        for sold in (b"gio-hang", b"csrf", b"mat-ma", b"can_buy", b"<form"):
            assert sold not in data, (name, sold)


def test_two_tellings_that_end_in_the_same_word_stay_two(tmp_path: Path) -> None:
    site = SITE | {
        "/a/7.json": b'{"told": "a"}',
        "/b/7.json": b'{"told": "b"}',
        "/tham-quan/dinh/canh.json?ban=2": b'{"one": "/a/7.json", "other": "/b/7.json", "again": "/a/7.json"}',
    }
    with Pack(tmp_path / "copy.zip") as pack:
        make_copy(pack, fetch=site.get, page="/tham-quan/dinh", parts=PARTS, site_url="http://market", day="29/11/2026")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        named = json.loads(archive.read("canh.json"))
        told = {name: json.loads(archive.read(address))["told"] for name, address in named.items()}
    assert told == {"one": "a", "other": "b", "again": "a"}
