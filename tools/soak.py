"""Kill the market's processes again and again while people buy and pay; then see whether anything was lost.

./do soak --kills 200 --seconds 600      kill -9, of gunicorn's workers and of the market's own, spread over this time

Buyers place orders and a bank tells of their money, over HTTP. Whoever has no answer asks again, as people and banks
do. What they were told is compared with the database in the end. Prints what it saw; exit 1 on any difference.
"""

import argparse
import http.client
import itertools
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from benchmarks.buying import ready_to_buy
from benchmarks.data import SEPAY_SECRET, fill
from benchmarks.load import Asked
from benchmarks.servers import Server, fresh_database, gunicorn, scratch_folder, settings
from benchmarks.visiting import Answer, Unexpected, Visitor
from marketplace import config, embedded
from marketplace.app import create_app
from marketplace.clock import now
from marketplace.config import ROOT
from marketplace.db import db
from marketplace.orders.models import Order, SubOrder
from marketplace.payments import handlers
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import BankLine, KeptNotice, PaymentRequest, Telling
from marketplace.payments.services.checking import broken
from marketplace.payments.states import SETTLED, KeptState
from marketplace.shops.models import BankAccount

GUNICORN_WORKERS: Final = 4
BUYERS: Final = 4
BANKS: Final = 3
# A person reloads, and a bank calls again, so often before giving up.
MOST_TRIES: Final = 40
# One kill of so many meets the worker that runs jobs.
JOBS_SHARE: Final = 8


@dataclass
class Told:
    """What the people outside know, and nothing else. Lists and counters of CPython may be added to by threads."""

    orders: list[str] = field(default_factory=list)
    # Acknowledged notices: the request's code, the number of the notice, how much.
    money: list[tuple[str, int, int]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str) -> None:
        with self.lock:
            self.seen[what] += 1


class Crowd:
    """Buyers and banks in threads of their own, until told to stop."""

    def __init__(self, app: Flask, server: Server, slugs: list[str], told: Told) -> None:
        self.app, self.server, self.slugs, self.told = app, server, slugs, told
        self.waiting: queue.Queue[str] = queue.Queue()
        self.numbers = itertools.count(1)
        self.over = threading.Event()
        doing = [self.buy] * BUYERS + [self.pay] * BANKS
        self.threads = [threading.Thread(target=self._go_on, args=(deed, n)) for n, deed in enumerate(doing)]

    def _go_on(self, deed: Callable[[random.Random], None], number: int) -> None:
        chance = random.Random(number)
        with self.app.app_context():
            while not self.over.is_set():
                try:
                    deed(chance)
                except (OSError, http.client.HTTPException, Unexpected):
                    self.told.note("pages that were cut off")
                finally:
                    db.session.remove()

    def buy(self, chance: random.Random) -> None:
        """One order: its answer is waited for, or asked for again with the same page."""
        (page,) = ready_to_buy(self.server, [chance.choice(self.slugs)], first_phone=next(self.numbers))
        answer = self._until_answered(page, "orders")
        if answer is not None and answer.status == 303:
            code = answer.location.split("/")[2]
            self.told.orders.append(code)
            self.waiting.put(code)
        elif answer is not None:
            self.told.note(f"orders answered {answer.status}")

    def pay(self, chance: random.Random) -> None:
        """The bank of one order tells of its money: at once or in two parts, and sometimes once more."""
        try:
            code = self.waiting.get(timeout=0.2)
        except queue.Empty:
            return
        for request, account in _requests_of(code):
            first = request.amount_vnd if chance.random() < 0.7 else request.amount_vnd // 3
            for amount in (first, request.amount_vnd - first):
                number = next(self.numbers)
                if amount and self._tell(request, account, number, amount) and chance.random() < 0.2:
                    self._tell(request, account, number, amount, again=True)

    def _tell(
        self, request: PaymentRequest, account: BankAccount, number: int, amount: int, *, again: bool = False
    ) -> bool:
        answer = self._until_answered(_notice(request, account, number, amount), "notices")
        if answer is None or answer.status != 200:
            self.told.note(f"notices given up{'' if answer is None else f' at {answer.status}'}")
            return False
        if not again:
            self.told.money.append((request.code, number, amount))
        return True

    def _until_answered(self, asked: Asked, what: str) -> Answer | None:
        """The first answer that is none of a server in trouble; None when there is none at all."""
        for _ in range(MOST_TRIES):
            try:
                answer = Visitor(self.server.port).send(asked)
            except (OSError, http.client.HTTPException):
                self.told.note(f"{what} without an answer")
            else:
                if answer.status < 500:
                    return answer
                self.told.note(f"{what} answered {answer.status}")
            time.sleep(0.2)
        return None


def _requests_of(code: str) -> list[tuple[PaymentRequest, BankAccount]]:
    rows = db.session.execute(
        sa.select(PaymentRequest, BankAccount)
        .join(BankAccount, BankAccount.id == PaymentRequest.account_id)
        .join(SubOrder, SubOrder.id == PaymentRequest.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .where(Order.code == code)
    ).all()
    db.session.rollback()
    return [(request, account) for request, account in rows]


def _notice(request: PaymentRequest, account: BankAccount, number: int, amount: int) -> Asked:
    body = json.dumps(
        {
            "id": number,
            "accountNumber": account.number,
            "transferType": "in",
            "transferAmount": amount,
            "transactionDate": write_instant(now()),
            "content": f"chuyen tien {request.code}",
            "referenceCode": f"FT{number:012d}",
        }
    )
    stamp = str(int(now().timestamp()))
    signature = sepay.sign(body.encode(), secret=SEPAY_SECRET, timestamp=stamp)
    headers = {"Content-Type": "application/json", sepay.TIMESTAMP_HEADER: stamp, sepay.SIGNATURE_HEADER: signature}
    return Asked(f"/bao-tien/sepay/{account.hook}", "POST", body, headers)


class Killer:
    """Kills gunicorn's workers, which gunicorn replaces, and the market's own worker, which is started anew."""

    def __init__(self, server: Server, environment: dict[str, str], log: Path) -> None:
        self.master = server.process.pid
        self.environment, self.log = {**os.environ, **environment}, log
        self.worker = self._start_worker()

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        marketplace = Path(sys.executable).with_name("marketplace")
        with self.log.open("ab") as log:
            return subprocess.Popen([marketplace, "worker"], cwd=ROOT, stdout=log, stderr=log, env=self.environment)

    def kill_one(self, chance: random.Random) -> str:
        """One process is gone; says which kind."""
        if chance.randrange(JOBS_SHARE) == 0:
            self.worker.kill()
            self.worker.wait()
            self.worker = self._start_worker()
            return "workers killed"
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        if children:
            os.kill(int(chance.choice(children)), signal.SIGKILL)
        return "gunicorn workers killed"

    def stop(self) -> None:
        """No process of ours is left."""
        self.worker.kill()
        self.worker.wait()


def differences(told: Told) -> list[str]:
    """What people outside were told and the database does not know, and what it knows twice."""
    codes = set(db.session.scalars(sa.select(Order.code)))
    found = [f"order {code} was acknowledged and is not there" for code in told.orders if code not in codes]
    if len(set(told.orders)) != len(told.orders):
        found.append("two buyers were given the same order")
    tellings = Counter[str]()
    amounts: dict[str, int] = {}
    rows = sa.select(Telling.outside_key, BankLine.amount_vnd).join(BankLine, BankLine.id == Telling.line_id)
    for key, booked in db.session.execute(rows):
        tellings[key.rsplit(":", 1)[1]] += 1
        amounts[key.rsplit(":", 1)[1]] = booked
    found += [f"notice {number} is booked {count} times" for number, count in tellings.items() if count > 1]
    found += [
        f"notice {number} of {amount} ₫ was acknowledged, and {amounts.get(str(number))} ₫ is booked"
        for _, number, amount in told.money
        if amounts.get(str(number)) != amount
    ]
    acknowledged = Counter[str]()
    for code, _, amount in told.money:
        acknowledged[code] += amount
    for request in db.session.scalars(sa.select(PaymentRequest)):
        is_whole = acknowledged[request.code] >= request.amount_vnd
        if is_whole and request.state not in SETTLED:
            found.append(f"request {request.code} was paid in full and is {request.state}")
        elif request.paid_vnd < acknowledged[request.code]:
            found.append(f"request {request.code} has {request.paid_vnd} ₫ of {acknowledged[request.code]} ₫")
    undone = sa.select(sa.func.count()).select_from(KeptNotice).where(KeptNotice.state != KeptState.DONE)
    if waiting := db.session.scalar(undone):
        found.append(f"{waiting} kept notices are not settled")
    found += [f"{name}: {', '.join(things[:5])}" for name, things in broken().items() if things]
    return found


def soak(*, kills: int, seconds: float, seed: int) -> list[str]:
    """All of it; returns the differences."""
    folder, chance = scratch_folder(), random.Random(seed)
    environment = settings(
        folder, fresh_database(os.environ.get("DATABASE_URL") or embedded.start(folder / "postgres"))
    )
    app, told, log = create_app(config.read(environment)), Told(), folder / "log.txt"
    with app.app_context():
        upgrade()
        market = fill(products=60, shops=5)
        db.session.remove()
        db.engine.dispose()
    with gunicorn("marketplace.app:create_app()", environment, log=log, workers=GUNICORN_WORKERS) as server:
        crowd, killer = Crowd(app, server, list(market.slugs), told), Killer(server, environment, log)
        try:
            for thread in crowd.threads:
                thread.start()
            for _ in range(kills):
                time.sleep(chance.uniform(0.2, 1.8) * seconds / kills)
                told.note(killer.kill_one(chance))
            time.sleep(5)
        finally:
            crowd.over.set()
            for thread in crowd.threads:
                thread.join(60)
            killer.stop()
    with app.app_context():
        handlers.settle_left_over(timestamp=0)
        db.session.remove()
        found = differences(told)
        orders = db.session.scalar(sa.select(sa.func.count()).select_from(Order))
        lines = db.session.scalar(sa.select(sa.func.count()).select_from(BankLine))
        db.session.remove()
        db.engine.dispose()
    print(f"{len(told.orders)} orders acknowledged, {orders} in the database")
    print(f"{len(told.money)} payments acknowledged, {lines} in the database")
    for what, count in sorted(told.seen.items()):
        print(f"{count} {what}")
    return found


def main() -> None:
    """Read the words, soak, say what was seen."""
    parser = argparse.ArgumentParser(prog="./do soak")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600, help="how long the killing goes on")
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    found = soak(kills=words.kills, seconds=words.seconds, seed=words.seed)
    for difference in found:
        print(f"DIFFERENT: {difference}")
    print("Something was lost or doubled." if found else "Nothing was lost, nothing was doubled.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
