"""`./do bench money`: what money costs. Notices in a burst, orders with cancels, matching, a statement's import.

In one run, on a fresh database of our own PostgreSQL; prints a table and writes benchmarks/results/money.json.
"""

import argparse
import io
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]
import sqlalchemy as sa
import xlsxwriter
from flask import Flask
from flask_migrate import upgrade

from benchmarks import webhook
from benchmarks.data import fill
from benchmarks.ledger import trial_balance
from benchmarks.load import Asked, Loop, run
from benchmarks.measuring import cpu_seconds
from benchmarks.report import machine, machine_line
from benchmarks.servers import fresh_database, gunicorn, scratch_folder, settings
from marketplace import config, embedded
from marketplace.accounts.actor import SYSTEM
from marketplace.app import create_app
from marketplace.clock import now, vietnam
from marketplace.config import ROOT
from marketplace.db import db, transaction
from marketplace.orders.queries import order_by_code, show_cart
from marketplace.orders.services import carts
from marketplace.orders.services.placing import Checkout, place_order
from marketplace.orders.states import Fulfilment, Method
from marketplace.payments import handlers
from marketplace.payments.codes import draw_code
from marketplace.payments.matching import Credit, OpenRequest, Waiting, match_one
from marketplace.payments.services import calling_off, importing
from marketplace.payments.services.asking import open_requests
from marketplace.payments.services.checking import broken
from marketplace.payments.statements.limited import read_in_child
from marketplace.payments.states import Teller
from marketplace.shops.models import BankAccount, Offer, Product

RESULTS: Final = ROOT / "benchmarks" / "results"


def main() -> None:
    """Measure, print, write the JSON. Exit code 1 when an answer was an error or the books are not in order."""
    parser = argparse.ArgumentParser(prog="./do bench money", description=__doc__)
    parser.add_argument("--notices", type=int, default=1_000)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=10_000, help="of the statement")
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the ledger whose proof is timed; 0 for none")
    parser.add_argument("--json", type=Path, default=RESULTS / "money.json", metavar="PATH")
    asked = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    folder = scratch_folder()
    environment = settings(folder, fresh_database(embedded.start(folder / "postgres")))
    postgres = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    app = create_app(config.read(environment))
    log = RESULTS / "money.log"
    log.unlink(missing_ok=True)
    load = round(os.getloadavg()[0], 2)
    figures: list[dict[str, Any]] = []
    with app.app_context():
        say("Filling in")
        upgrade()
        market = fill(products=2_000, shops=20)
        figures.append(matching(asked.waiting))
        figures.append(orders_and_cancels(postgres, market.slugs, count=asked.orders))
        say(f"Placing {asked.notices} orders")
        for n in range(asked.notices):
            place(market.slugs[n % len(market.slugs)], n)
        db.engine.dispose()
        figures.append(burst(app, environment, log, postgres, count=asked.notices))
        figures += statement(postgres, rows=asked.rows)
        say("Checking the books")
        wrong = {name: found[:3] for name, found in broken().items() if found}
        db.session.rollback()
    proof: dict[str, Any] = {}
    if asked.entries:
        say(f"A ledger of {asked.entries:,} entries")
        proof = trial_balance(asked.entries)
    print(table(figures, load))
    if proof:
        print("\n" + ", ".join(f"{name}: {value}" for name, value in proof.items()))
    told = {"machine": {**machine(), "load_before": load}, "figures": figures, "ledger": proof, "broken": wrong}
    asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    sys.exit(1 if wrong or proof.get("broken") or any(figure.get("errors") for figure in figures) else 0)


def timed(
    what: str, units: int, postgres: int, work: Callable[[], Any], *, server: int | None = None
) -> dict[str, Any]:
    """How long the work took, and what it cost of processor time in the server (or here) and the database."""
    mine = server if server is not None else os.getpid()
    before, began = (_cpu(mine, alone=server is None), cpu_seconds(postgres)), time.perf_counter()
    extra = work() or {}
    spent = time.perf_counter() - began
    after = (_cpu(mine, alone=server is None), cpu_seconds(postgres))
    return {
        "what": what,
        "units": units,
        "seconds": round(spent, 2),
        "per_second": round(units / spent, 1),
        "server_ms": round(1000 * (after[0] - before[0]) / units, 3),
        "database_ms": round(1000 * (after[1] - before[1]) / units, 3),
        **extra,
    }


def _cpu(pid: int, *, alone: bool) -> float:
    if not alone:
        return cpu_seconds(pid)
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def matching(count: int) -> dict[str, Any]:
    """One memo among so many waiting orders; the index is made before, and its making is told."""
    say(f"Matching among {count:,}")
    chance = random.Random(1)
    codes = sorted({draw_code("HQX", taken=(), choose=chance.randrange) for _ in range(count)})
    requests = [OpenRequest(code=code, account="0123456789", amount_vnd=50_000) for code in codes]
    memos = [
        f"MBVCB.1234567890.{code.lower() if n % 3 else code[:-1] + '?'}.CT tu 1234500099 NGUYEN VAN AN toi 0900000001"
        for n, code in enumerate(chance.sample(codes, 2_000))
    ]
    began = time.process_time()
    book = Waiting(requests)
    match_one(book, Credit(account="0123456789", amount_vnd=1, memo=memos[0]))
    made = time.process_time() - began
    began = time.process_time()
    for memo in memos:
        match_one(book, Credit(account="0123456789", amount_vnd=50_000, memo=memo))
    spent = time.process_time() - began
    return {
        "what": f"match one memo among {count:,} waiting", "units": len(memos), "seconds": round(spent, 2),
        "per_second": round(len(memos) / spent), "server_ms": round(1000 * spent / len(memos), 3), "database_ms": 0.0,
        "index_ms": round(1000 * made, 1),
    }  # fmt: skip


def place(slug: str, number: int) -> str:
    """One guest's order of this, as checkout places it; returns its code."""
    with transaction():
        step = db.session.scalar(sa.select(Offer.step).join(Product).where(Product.slug == slug)) or 1
        token = carts.put_in_cart(None, product_slug=slug, qty=step)
        cart = show_cart(token)
        checkout = Checkout(
            key=f"bench-{number}-{time.perf_counter_ns()}", seen=cart.seen, name="Bà Hai", phone=f"+8491{number:07d}",
            email="", fulfilment=Fulfilment.ADDRESS, pickup_point=None, address="Số 3 ngõ Giếng",
            wanted_on=vietnam(now()).date() + timedelta(days=1), note="",
            methods={shop.slug: Method.TRANSFER for shop in cart.shops}, buyer_id=None, language="vi",
        )  # fmt: skip
        order, _ = place_order(token, checkout)
        open_requests(order_by_code(order.code))
        return order.code


def orders_and_cancels(postgres: int, slugs: Sequence[str], *, count: int) -> dict[str, Any]:
    """Orders one after another, every fifth of them called off at once; without the web around it."""
    say(f"{count} orders, a fifth called off")

    def work() -> None:
        for n in range(count):
            code = place(slugs[n % len(slugs)], 5_000_000 + n)
            if n % 5 == 0:
                with transaction():
                    calling_off.call_off_by_buyer(order_by_code(code).parts[0].id, because="thôi", by=SYSTEM)

    place(slugs[0], 4_999_999)
    return timed("order, a fifth called off", count, postgres, work)


def burst(app: Flask, environment: dict[str, str], log: Path, postgres: int, *, count: int) -> dict[str, Any]:
    """So many signed notices at once over 32 connections: none refused, and all settled when the last is answered."""
    say(f"{count} notices in a burst")
    before = webhook.how_many_settled()
    ready = webhook.notices(limit=count, first_id=1)
    with gunicorn("marketplace.app:create_app()", environment, log=log) as server:
        # Each process has done some work before: starting it is not what is measured.
        run(Loop(server.port, [Asked("/suc-khoe")] * 200, connections=16))
        seen = None

        def work() -> dict[str, Any]:
            nonlocal seen
            seen = run(Loop(server.port, ready, connections=32))
            settled = webhook.how_many_settled() - before
            return {"settled": settled, "p99_ms": round(seen.percentile(0.99)), "errors": seen.errors()}

        return timed("bank notice, in a burst", len(ready), postgres, work, server=server.process.pid)


def statement(postgres: int, *, rows: int) -> list[dict[str, Any]]:
    """A statement file: read in its limited child, then every row settled."""
    say(f"A statement of {rows:,} rows")
    account = db.session.scalars(sa.select(BankAccount).order_by(BankAccount.id).limit(1)).one()
    number, today = account.number, vietnam(now()).date()
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Mô tả"])
    for n in range(rows):
        page.write_row(n + 1, 0, [f"{today:%d/%m/%Y}", f"FT{n:09d}", "", f"{1_000 + n:,}", f"chuyen tien so {n}"])
    book.close()
    held: dict[str, Any] = {}

    def read() -> None:
        held["statement"] = read_in_child(file.getvalue(), today=today, account=number)

    reading = timed("row of a statement, read", rows, postgres, read)
    with transaction():
        brought = importing.bring(account, held["statement"], teller=Teller.STATEMENT, name="bench.xlsx", by=SYSTEM)
        importing.begin(brought.id, by=SYSTEM)
        import_id = brought.id
    settling = timed("row of a statement, settled", rows, postgres, lambda: handlers.import_rows(import_id=import_id))
    return [reading, settling]


def table(figures: Sequence[dict[str, Any]], load: float) -> str:
    """The figures to read, as Markdown."""
    lines = [
        f"{machine_line()} Load of others before: {load}.",
        "",
        "| what | units | seconds | a second | CPU ms here | CPU ms database | more |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    known = {"what", "units", "seconds", "per_second", "server_ms", "database_ms"}
    for one in figures:
        more = ", ".join(
            f"{name} {value}" for name, value in one.items() if name not in known and value not in ({}, None)
        )
        lines.append(
            f"| {one['what']} | {one['units']:,} | {one['seconds']} | {one['per_second']} | {one['server_ms']} | "
            f"{one['database_ms']} | {more} |"
        )
    return "\n".join(lines)


def say(words: str) -> None:
    """Progress, beside the table."""
    print(f"… {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
