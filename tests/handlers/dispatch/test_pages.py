"""However many rooms there are, each is found: very many buttons come in pages."""

from __future__ import annotations

import pytest

from handlers.core.messages import Kind
from handlers.core.questions import PAGES
from storage.neighbourhood.file import read_text
from tests.support.talk import Neighbour, Street, keys_of

ROOMS = 120
MANY = (
    'name = "Wide"\ntimezone = "Europe/Amsterdam"\ndefault_language = "en"\nlanguages = ["en"]\n'
    + "".join(
        f'[[rooms]]\nid = "r{n}"\nname = "Room {n}"\naddress = "Street {n}"\n'
        'hours = "Mo-Fr 10:00-16:00"\n'
        for n in range(1, ROOMS + 1)
    )
    + "[population]\nlow = 4000\nhigh = 6000\n"
)


@pytest.fixture
def nour(street: Street) -> Neighbour:
    street.load(read_text(MANY, "many.toml"))
    return street.coordinator()


def turns_through(neighbour: Neighbour, most: int) -> list[str]:
    """All that stands on the pages of the newest message, until it begins again."""
    seen: list[str] = []
    shown = len(neighbour.screen)
    while "➡️ More" in neighbour.buttons():
        seen += neighbour.buttons()
        neighbour.taps("➡️ More")
        assert len(neighbour.buttons()) <= most
        assert len(neighbour.screen) == shown, "a page takes the place of the one before"
    return [*seen, *neighbour.buttons()]


@pytest.mark.parametrize("asked", ["/invite", "/announce The garden is open"])
def test_a_coordinator_of_120_rooms_finds_each_of_them(nour: Neighbour, asked: str) -> None:
    seen = {label.removeprefix("🔑 ") for label in turns_through(nour.says(asked), most=48)}
    assert {f"Room {n}" for n in range(1, ROOMS + 1)} <= seen


def test_a_room_on_the_last_page_is_chosen_like_any_other(nour: Neighbour) -> None:
    nour.says("/announce The garden is open")
    while "Room 120" not in nour.buttons():
        nour.taps("➡️ More")
    nour.taps("Room 120").sees("Nobody asked for news there yet.")
    nour.says("/invite").taps("➡️ More").taps("➡️ More").taps("🔑 Room 47").sees("Room 47")


def test_a_page_of_a_question_that_is_over_or_of_somebody_else_says_so(nour: Neighbour) -> None:
    old = nour.says("/announce The garden is open").last
    nour.taps("Room 1", on=old).says("/menu")
    nour.taps("➡️ More", on=old).sees("That question is over.")
    shown = keys_of(nour.says("/invite").last)
    (token,) = [key.token for key in shown if key.label == "➡️ More"]
    assert token.endswith(f".{PAGES + 1}")
    stranger = nour.street.neighbour().says("/start")
    stranger.does(Kind.TAPPED, tap=token).sees("That question is over.").sees_not("Room 21")
    nour.does(Kind.TAPPED, tap=token.replace(f"{PAGES + 1}", "9999")).sees_not("Sorry")


def test_what_is_no_room_stands_below_every_page_of_them(nour: Neighbour) -> None:
    nour.says("/manage").taps("📆 Days and hours")
    for _ in range(3):
        assert {"➕ New room", "👀 What changed"} <= set(nour.buttons())
        nour.taps("➡️ More")


def test_the_figures_of_each_room_are_read_page_by_page(nour: Neighbour) -> None:
    said = nour.says("/report").taps("📈 Charts").taps("📍 Rooms").reads()
    while "➡️ More" in nour.buttons():
        said += nour.taps("➡️ More").reads()
    assert all(any(f"Room {n}:" in text for text in said) for n in range(1, ROOMS + 1))
    assert not any("…" in text for text in said)
