"""Settings: a wrong one stops the start with a sentence that names it and gives nothing away."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest

from bot.app import open_storage
from bot.settings import PREFIX, Settings, WrongSetting, read_settings
from storage.database import StorageProblem
from tests.support.paths import ROOT

OPERATOR = ROOT / "docs" / "operator.md"
TOKEN = "4200000001:AAE-kanariepiet_kanariepiet_kanariepiet"
SECRETS = ("kanariepiet", "Geheim.123", "s3cr3t")

WRONG = {
    "TELEGRAM_TOKEN": ["kanariepiet", "123456", ":kanariepiet", f"bot{TOKEN}", f"{TOKEN} x", "a b"],
    "TELEGRAM_API_URL": [
        "api.telegram.org",
        "ftp://x",
        "http://",
        "https:///x",
        "http://[::1",
        "https://me:Geheim.123@api.example.org",
        "https://api.example.org?x=1",
        "https://api.example.org#x",
    ],
    "TELEGRAM_WEBHOOK_URL": ["example.org/telegram", "telegram"],
    "WEB_PORT": ["http", "80.5", "-1", "65536", "99999999999999999999", "", "８o"],
    "PUBLIC_URL": [
        "buurt.example.org",
        "//example.org",
        "file:///etc/passwd",
        "http://",
        "https://example.org/buurt",
        "https://example.org/buurt/",
        "https://example.org/;x",
        "https://example.org?lang=nl",
        "https://example.org/?",
        "https://example.org#top",
        "https://example.org/#",
        "https://me@example.org",
        "https://me:Geheim.123@example.org",
        "https://:Geheim.123@example.org",
        "https://example.org:0",
        "https://example.org:port",
        "https://exam ple.org",
    ],
    "REPORT_AT": [
        "mon",
        "07:00",
        "mon 7:00",
        "mon 24:00",
        "mon 07:60",
        "xyz 07:00",
        "mon 02:00",
        "sun 02:30",
        "mon 02:59",
        "monday 07:00",
        "mon 07:00 and tue 07:00",
        "",
    ],
    "LOG_LEVEL": ["loud", "", "10"],
    "LOG_FORMAT": ["xml", ""],
}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def wrong(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    """The sentence with which these settings stop the start."""
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(WrongSetting) as caught:
        read_settings()
    return str(caught.value)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG.items() for v in values])
def test_a_wrong_setting_stops_with_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    sentence = wrong(monkeypatch, **{name: value})
    assert PREFIX + name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) > len(PREFIX + name) + 10
    assert not any(secret in sentence for secret in SECRETS)


WEBHOOKS_REFUSED = [
    "http://example.org/telegram",
    "https://example.org:9443/telegram",
    "https://example.org:8080/telegram",
    "https://example.org",
    "https://example.org/",
    "https://example.org/bot",
    "https://example.org/telegram/more",
    "https://example.org/x/telegram",
    "https://example.org/Telegram",
    "https://example.org/telegram?x=1",
    "https://example.org/telegram#x",
    "https://me:Geheim.123@example.org/telegram",
]


@pytest.mark.parametrize("url", WEBHOOKS_REFUSED)
def test_an_address_that_telegram_never_posts_to_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    sentence = wrong(monkeypatch, TELEGRAM_WEBHOOK_URL=url, TELEGRAM_WEBHOOK_SECRET="s3cr3t")
    assert sentence.startswith(f"{PREFIX}TELEGRAM_WEBHOOK_URL ")
    assert not any(secret in sentence for secret in SECRETS)


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_an_address_that_telegram_posts_to_is_taken(
    monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}TELEGRAM_WEBHOOK_URL", f"https://example.org{port}/telegram")
    monkeypatch.setenv(f"{PREFIX}TELEGRAM_WEBHOOK_SECRET", "s3cr3t")
    assert read_settings().webhook == (f"https://example.org{port}/telegram", "s3cr3t")


def test_a_bot_api_server_of_ones_own_posts_to_any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}TELEGRAM_API_URL", "http://127.0.0.1:8081")
    monkeypatch.setenv(f"{PREFIX}TELEGRAM_WEBHOOK_URL", "http://127.0.0.1:8080/telegram")
    monkeypatch.setenv(f"{PREFIX}TELEGRAM_WEBHOOK_SECRET", "s3cr3t")
    assert read_settings().webhook


MISSPELT = {
    "TELEGRAM_TOKNE": "TELEGRAM_TOKEN",
    "TELEGRAMTOKEN": "TELEGRAM_TOKEN",
    "WEBPORT": "WEB_PORT",
    "PUBLIC_URI": "PUBLIC_URL",
    "KEY_FILE": "KEYS_FILE",
    "DATABASE": "DATABASE_URL",
    "LOGLEVEL": "LOG_LEVEL",
    "xyzzy": "",
}


@pytest.mark.parametrize("where", ["environment", "file"])
@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_name_stops_the_start_and_says_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str, name: str
) -> None:
    if where == "file":
        (tmp_path / ".env").write_text(f"{PREFIX}{name}=Geheim.123\n")
    else:
        monkeypatch.setenv(f"{PREFIX}{name}", "Geheim.123")
    sentence = wrong(monkeypatch)
    assert sentence.startswith(f"{PREFIX}{name} is not a setting of buurtbot.")
    assert f"{PREFIX}{MISSPELT[name]}" in sentence
    assert "Geheim" not in sentence


@pytest.mark.parametrize(
    "given",
    [
        {"TELEGRAM_WEBHOOK_URL": "https://example.org/telegram"},
        {"TELEGRAM_WEBHOOK_SECRET": "s3cr3t"},
        {
            "TELEGRAM_WEBHOOK_URL": "https://example.org/telegram",
            "TELEGRAM_WEBHOOK_SECRET": "s3cr3t!",
        },
        {
            "TELEGRAM_WEBHOOK_URL": "https://example.org/telegram",
            "TELEGRAM_WEBHOOK_SECRET": "s3cr3t" * 50,
        },
    ],
)
def test_a_webhook_needs_an_address_and_a_usable_secret(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    sentence = wrong(monkeypatch, **given)
    assert "BUURTBOT_TELEGRAM_WEBHOOK_SECRET" in sentence
    assert "s3cr3t" not in sentence


@pytest.mark.parametrize(
    "url",
    [
        "kanariepiet",
        "",
        "mysql://bot:Geheim.123@localhost/buurt",
        "postgresql://bot:Geheim.123@localhost:port/buurt",
        "postgresql://bot:Ge/heim@Geheim.123@localhost/buurt",
        "postgresql://bot:a/Geheim.123@localhost/buurt",
        "postgresql://bot:a:Geheim.123@localhost:99999999/buurt",
        "postgresql://bot:Geheim.123@[::1/buurt",
        "postgresql+asyncpg://bot:Geheim.123@localhost/buurt",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///a.db",
    ],
)
def test_a_wrong_database_address_stops_with_a_sentence_without_the_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", url)
    with pytest.raises((WrongSetting, StorageProblem)) as caught:
        open_storage(read_settings()).close()
    assert "BUURTBOT_DATABASE_URL" in str(caught.value) or "database" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not any(secret in str(caught.value) for secret in SECRETS)


def test_a_database_that_is_not_there_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "postgresql://bot:Geheim.123@127.0.0.1:1/buurt?connect_timeout=2"
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", url)
    with pytest.raises(StorageProblem) as caught:
        open_storage(read_settings())
    assert "127.0.0.1:1/buurt" in str(caught.value)
    assert "Geheim.123" not in str(caught.value)
    assert not Path("data/keys").exists()


def test_an_empty_host_does_not_open_the_chat_to_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BUURTBOT_WEB_HOST", "")
    assert read_settings().public_address == "http://127.0.0.1:8080"


@pytest.mark.parametrize("url", ["http://[::1", "https://h:99999", "https://h:0", "h:80"])
def test_an_address_that_is_none_is_told_what_to_write(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BUURTBOT_PUBLIC_URL", url)
    with pytest.raises(WrongSetting, match="BUURTBOT_PUBLIC_URL is not a web address; it starts"):
        read_settings()


def test_no_secret_shows_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("BUURTBOT_TELEGRAM_WEBHOOK_SECRET", "s3cr3t")
    monkeypatch.setenv("BUURTBOT_TELEGRAM_WEBHOOK_URL", "https://example.org/telegram")
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", "postgresql://bot:Geheim.123@localhost/buurt")
    shown = repr(read_settings()) + str(read_settings()) + read_settings().model_dump_json()
    assert not any(secret in shown for secret in SECRETS)


def test_nothing_needs_to_be_set() -> None:
    made = read_settings()
    assert made.database_url.get_secret_value() == "sqlite:///data/buurtbot.db"
    assert made.public_address == "http://127.0.0.1:8080"
    assert (made.web_host, made.web_port, made.keys_file) == ("127.0.0.1", 8080, Path("data/keys"))
    assert (made.report_time.weekday, made.report_time.at) == (0, time(7))
    assert made.webhook is None
    assert made.telegram_api_url == "https://api.telegram.org"


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BUURTBOT_WEB_PORT=9001\nBUURTBOT_LOG_LEVEL=WARNING\nOTHER=x\n")
    assert (read_settings().web_port, read_settings().log_level) == (9001, "warning")
    monkeypatch.setenv("BUURTBOT_WEB_PORT", "9002")
    assert read_settings().web_port == 9002


@pytest.mark.parametrize("content", [b"\xff\xfeB\0", b"BUURTBOT_WEB_PORT=\xe9\n"])
def test_a_settings_file_that_cannot_be_read_is_named(content: bytes) -> None:
    Path(".env").write_bytes(content)
    with pytest.raises(WrongSetting, match=r"\.env"):
        read_settings()


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:8080"), ("::1", "http://[::1]:8080")],
)
def test_without_a_public_address_the_links_lead_to_where_we_listen(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    monkeypatch.setenv("BUURTBOT_WEB_HOST", host)
    assert read_settings().public_address == address


@pytest.mark.parametrize("moment", ["mon 01:59", "SUN 03:00", " fri 23:59 ", "wed 00:00"])
def test_any_hour_but_the_one_that_clock_changes_skip_may_have_the_report(
    monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setenv("BUURTBOT_REPORT_AT", moment)
    assert f"{read_settings().report_time.at:%H:%M}" in moment


def test_every_setting_is_in_the_operators_handbook() -> None:
    told = set(re.findall(r"BUURTBOT_[A-Z_]+", OPERATOR.read_text()))
    assert {PREFIX + name.upper() for name in Settings.model_fields} <= told
