"""Every setting, read once from the environment. A missing or weak one stops the start in production.

The list for people is docs/settings.md; a test keeps the two together.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent

# BIN of the demo village's bank: assigned to nobody, so that no bank app can pay it.
DEMO_BIN: Final = "000000"


class BadSettings(Exception):
    """The environment asks for something that would not be safe; says what to set."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this installation was told. Times in the unit of their name."""

    production: bool = False
    database_url: str = ""
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    instance_dir: Path = ROOT / "instance"
    media_dir: Path = ROOT / "instance" / "media"
    site_url: str = "http://127.0.0.1:5000"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    demo: bool = True
    sandbox_url: str = "http://127.0.0.1:5001"
    sandbox_smtp_port: int = 5025
    code_prefix: str = "HQX"
    pay_minutes: int = 30
    hold_minutes: int = 45
    late_hours: int = 24
    refund_second_person_vnd: int = 20_000_000
    sepay_url: str = "https://userapi.sepay.vn/v2"
    casso_url: str = "https://oauth.casso.vn/v2"
    payos_url: str = "https://api-merchant.payos.vn"
    payos_pay_url: str = "https://pay.payos.vn"
    memo_days: int = 400
    vnpay_pay_url: str = "https://pay.vnpay.vn/vpcpay.html"
    vnpay_api_url: str = "https://merchant.vnpay.vn/merchant_webapi/api/transaction"
    server_address: str = "127.0.0.1"
    cash_limit_vnd: int = 2_000_000
    cash_limit_of_phone_vnd: int = 5_000_000
    cash_not_fetched: int = 2
    open_orders_per_phone: int = 10
    open_orders_per_address: int = 60
    sign_in_idle_days: int = 30
    sign_in_days: int = 90
    staff_sign_in_hours: int = 12
    upload_megabytes: int = 25
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "cho-thon@example.invalid"
    contact_phone: str = ""
    village: str = "Song Phượng"

    @property
    def secret_key(self) -> str:
        """The newest secret: signs and seals; the older ones still open."""
        return self.secret_keys[0]


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment. Raises BadSettings with what to change.

    Each field is read from MARKETPLACE_<FIELD>; DATABASE_URL also under its usual name.
    """
    env = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for f in fields(Settings):
        raw = env.get("MARKETPLACE_" + f.name.upper())
        if raw is None and f.name == "database_url":
            raw = env.get("DATABASE_URL")
        if raw is not None:
            values[f.name] = _typed(f.name, f.type, raw)
    instance = values.get("instance_dir")
    if isinstance(instance, Path) and "media_dir" not in values:
        values["media_dir"] = instance / "media"
    if "site_url" in values:
        # Paths are put behind it, and begin with a slash of their own.
        values["site_url"] = str(values["site_url"]).rstrip("/")
    if values.get("production") and "demo" not in values:
        values["demo"] = False
    if not values.get("production"):
        # The make-believe VNPay, payOS, SePay and Casso, unless others were named.
        sandbox = str(values.get("sandbox_url", Settings.sandbox_url)).rstrip("/")
        values.setdefault("vnpay_pay_url", sandbox + "/paymentv2/vpcpay.html")
        values.setdefault("vnpay_api_url", sandbox + "/merchant_webapi/api/transaction")
        values.setdefault("payos_url", sandbox + "/payos")
        values.setdefault("payos_pay_url", sandbox)
        values.setdefault("sepay_url", sandbox + "/sepay/userapi/v2")
        values.setdefault("casso_url", sandbox + "/casso/v2")
    settings = Settings(**values)  # type: ignore[arg-type]  # each value was made for its field above
    if settings.production:
        _refuse_what_is_unsafe(settings)
    elif not settings.secret_keys:
        settings = Settings(**{**values, "secret_keys": (_development_key(settings.instance_dir),)})  # type: ignore[arg-type]
    if not (len(settings.code_prefix) == 3 and set(settings.code_prefix) <= set("ABCDEFGHJKMNPQRSTUVWXYZ")):
        raise BadSettings(
            "MARKETPLACE_CODE_PREFIX must be three letters without I, L and O that are no word, such as HQX"
        )
    return settings


def _typed(name: str, annotation: object, raw: str) -> object:
    kind = str(annotation)
    if "bool" in kind:
        if raw.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise BadSettings(f"MARKETPLACE_{name.upper()} must be 1 or 0")
        return raw.lower() in ("1", "true", "yes")
    if "int" in kind:
        if not raw.isascii() or not raw.isdigit():
            raise BadSettings(f"MARKETPLACE_{name.upper()} must be a whole number")
        return int(raw)
    if "Path" in kind:
        return Path(raw).resolve()
    if "tuple" in kind:
        return tuple(word.strip() for word in raw.split(",") if word.strip())
    return raw


def _refuse_what_is_unsafe(settings: Settings) -> None:
    wrong: list[str] = []
    if not settings.database_url:
        wrong.append("DATABASE_URL is missing: production needs its own PostgreSQL")
    if not settings.secret_keys or any(len(key) < 32 for key in settings.secret_keys):
        wrong.append("MARKETPLACE_SECRET_KEYS must hold at least one secret of 32 characters or more")
    if not settings.trusted_hosts:
        wrong.append("MARKETPLACE_TRUSTED_HOSTS must name the hosts this site answers for")
    if not settings.site_url.startswith("https://"):
        wrong.append("MARKETPLACE_SITE_URL must begin with https://")
    if settings.demo:
        wrong.append("MARKETPLACE_DEMO must be 0: demo sign-ins are public")
    if os.environ.get("FLASK_DEBUG", "0") not in ("", "0"):
        wrong.append("FLASK_DEBUG must be off")
    if os.environ.get("CRASH_AT"):
        wrong.append("CRASH_AT must not be set: it kills the process, for tests")
    for name in ("sepay_url", "casso_url", "payos_url", "payos_pay_url", "vnpay_pay_url", "vnpay_api_url"):
        url = str(getattr(settings, name))
        if not url.startswith("https://") or "sandbox" in url:
            wrong.append(f"MARKETPLACE_{name.upper()} must begin with https:// and be nobody's sandbox")
    if wrong:
        raise BadSettings("; ".join(wrong))


def _development_key(instance: Path) -> str:
    """The secret of a development machine, made once and kept in instance/."""
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        # Written aside and linked when whole: a second process never reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=instance) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()


_current: list[Settings] = []


def use(settings: Settings) -> None:
    """From now on these are the settings of this process."""
    _current[:] = [settings]


def current() -> Settings:
    """The settings of this process, as told to `use`."""
    return _current[0]
