"""Every setting, read once, from the environment or ``.env``."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.core.neighbourhood.weekly_time import WeeklyTime

PREFIX = "BUURTBOT_"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TELEGRAM = "https://api.telegram.org"
WEBHOOK_PATH, WEBHOOK_PORTS = "/telegram", (443, 80, 88, 8443)
WHITE = re.compile(r"\s")
ENV_FILE = Path(".env")


class WrongSetting(Exception):
    """A setting cannot be used; the sentence names it and says what to write."""


class Settings(BaseSettings):
    """The settings, with their defaults: see docs/operator.md."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", hide_input_in_errors=True
    )

    database_url: SecretStr = SecretStr("sqlite:///data/buurtbot.db")
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = TELEGRAM
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    public_url: str = ""
    keys_file: Path = Path("data/keys")
    report_at: str = "mon 07:00"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    translations_to: Annotated[str, Field(max_length=200)] = ""

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("telegram_api_url", "public_url", "telegram_webhook_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        wrong = ValueError("is not a web address; it starts with https:// or http://")
        try:
            parts = urlsplit(value)
            # Asking for the port is what finds a wrong one.
            is_address = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            raise wrong from None
        if not value:
            return value
        if not is_address or WHITE.search(value):
            raise wrong
        if parts.username is not None or parts.password is not None:
            raise ValueError("holds a name or a password; everybody who gets a link would read it")
        if "?" in value or "#" in value:
            raise ValueError("has a ? or a # in it; write the address without it")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _is_a_whole_site(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.path:
            raise ValueError(
                f"goes on with {parts.path[:80]}; the pages need an address of their own, "
                f"such as {parts.scheme}://{parts.netloc}"
            )
        return value

    @field_validator("web_host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        # An empty one would open the chat to the whole network: whoever wants that says 0.0.0.0.
        return value.strip() or "127.0.0.1"

    @field_validator("telegram_token")
    @classmethod
    def _is_token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not re.fullmatch(r"\d+:[\w-]+", token):
            raise ValueError("does not look like a token of @BotFather, such as 123456:AbC-dEf")
        return SecretStr(token)

    @field_validator("report_at")
    @classmethod
    def _is_moment(cls, value: str) -> str:
        read_report_time(value)
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Settings:
        secret = self.telegram_webhook_secret.get_secret_value()
        if bool(self.telegram_webhook_url) != bool(secret):
            raise ValueError(
                f"{PREFIX}TELEGRAM_WEBHOOK_URL and {PREFIX}TELEGRAM_WEBHOOK_SECRET go together: "
                "set both, or neither"
            )
        if self.telegram_webhook_url:
            self._check_webhook(urlsplit(self.telegram_webhook_url))
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ValueError(
                f"{PREFIX}TELEGRAM_WEBHOOK_SECRET may hold letters, digits, _ and - only"
            )
        return self

    def _check_webhook(self, parts: SplitResult) -> None:
        """What Telegram's own servers post to (https://core.telegram.org/bots/api#setwebhook)."""
        name = f"{PREFIX}TELEGRAM_WEBHOOK_URL"
        if parts.path != WEBHOOK_PATH:
            raise ValueError(
                f"{name} must end with {WEBHOOK_PATH}, such as "
                f"{parts.scheme}://{parts.netloc}{WEBHOOK_PATH}; nothing listens elsewhere"
            )
        if self.telegram_api_url != TELEGRAM:
            # A Bot API server of one's own posts to any port, also without TLS.
            return
        if parts.scheme != "https":
            raise ValueError(f"{name} must start with https://; Telegram posts to nothing else")
        if (parts.port or 443) not in WEBHOOK_PORTS:
            ports = ", ".join(map(str, WEBHOOK_PORTS))
            raise ValueError(f"{name} has port {parts.port}; Telegram posts to these only: {ports}")

    @property
    def public_address(self) -> str:
        """The address printed in links; without a setting, where the web chat listens."""
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return self.public_url or f"http://{host}:{self.web_port}"

    @property
    def clips_folder(self) -> Path:
        """Where messages that were said aloud are kept, beside the keys: they can be said anew."""
        return self.keys_file.parent / "clips"

    @property
    def voices_folder(self) -> Path:
        """Where an operator puts voices of their own, beside the keys: nobody else writes there."""
        return self.keys_file.parent / "voices"

    @property
    def report_time(self) -> WeeklyTime:
        """When the weekly report goes out."""
        return read_report_time(self.report_at)

    @property
    def webhook(self) -> tuple[str, str] | None:
        """The webhook's address and secret, when there is one."""
        if not self.telegram_webhook_url:
            return None
        return self.telegram_webhook_url, self.telegram_webhook_secret.get_secret_value()


def read_report_time(value: str) -> WeeklyTime:
    """A day and a local time such as "mon 07:00"; never between 02:00 and 03:00.

    That hour comes twice in autumn and not at all in spring.
    """
    parts = re.fullmatch(r"([a-z]{3}) (\d{2}):(\d{2})", value.strip().lower())
    if not parts or parts[1] not in DAYS or int(parts[2]) > 23 or int(parts[3]) > 59:
        raise ValueError('is not a day and a time; write it like "mon 07:00"')
    if int(parts[2]) == 2:
        raise ValueError("lies between 02:00 and 03:00, an hour that clock changes skip or repeat")
    return WeeklyTime(DAYS.index(parts[1]), time(int(parts[2]), int(parts[3])))


def read_settings() -> Settings:
    """Read the settings; raises WrongSetting with a sentence for the first one that is wrong."""
    try:
        _refuse_unknown([*os.environ, *dotenv_values(ENV_FILE)])
        return Settings()
    except UnicodeDecodeError:
        raise WrongSetting("The file .env cannot be read: save it as UTF-8 text.") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        reason = str(first.get("ctx", {}).get("error") or first["msg"])
        if not first["loc"]:
            raise WrongSetting(f"{reason}.") from None
        setting = f"{PREFIX}{str(first['loc'][0]).upper()}"
        reason = _plainly(first["type"], first.get("ctx", {}), reason)
        raise WrongSetting(f"{setting} {reason}.") from None


def _refuse_unknown(names: Iterable[str]) -> None:
    """A name that is misspelt would leave its setting as it was, without a word."""
    known = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    for name in names:
        written = name.upper()
        if written.startswith(PREFIX) and written not in known:
            near = difflib.get_close_matches(written, known, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise WrongSetting(f"{name} is not a setting of buurtbot.{meant}")


def _plainly(kind: str, context: dict[str, Any], reason: str) -> str:
    match kind:
        case "literal_error":
            return f"is not one of {context['expected']}".replace(" or ", ", ")
        case "int_parsing" | "int_type":
            return "is not a whole number"
        case "greater_than_equal" | "less_than_equal":
            return "is out of range: write a port from 1 to 65535"
        case _:
            return reason
