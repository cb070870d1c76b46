"""What the make-believe VNPay is made of, and where the application keeps it."""

import threading
from dataclasses import dataclass, field
from typing import Final

from flask import Flask, current_app

from marketplace.config import Settings
from marketplace.sandbox.vnpay.api import Api
from marketplace.sandbox.vnpay.book import Book
from marketplace.sandbox.vnpay.courier import Courier
from marketplace.sandbox.vnpay.states import Pace

_EXTENSION: Final = "sandbox.vnpay"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The parts of one VNPay; kept as the application's extension "sandbox.vnpay"."""

    settings: Settings
    book: Book
    courier: Courier
    api: Api
    pace: Pace
    stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """No call is made any more, and no answer is kept back."""
        self.stopped.set()
        self.courier.stop()


def install(app: Flask, settings: Settings, *, pace: Pace) -> None:
    """The application has a VNPay; calls that waited when it was stopped are on their way again."""
    book = Book(settings.instance_dir / "sandbox" / "vnpay.json")
    courier = Courier(book, pace=pace)
    app.extensions[_EXTENSION] = Machine(
        settings=settings, book=book, courier=courier, api=Api(book, pace=pace), pace=pace
    )
    courier.resume()


def machine_of(app: Flask) -> Machine:
    """The VNPay of this application."""
    found: Machine = app.extensions[_EXTENSION]
    return found


def machine() -> Machine:
    """The VNPay that answers this request."""
    return machine_of(current_app)
