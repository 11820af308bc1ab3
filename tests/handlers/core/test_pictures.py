"""Pictures that are tapped in an order: a keyboard that keeps nothing between two taps."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from handlers.core import keyboards
from handlers.core.keyboards import PICTURES, in_order, picture_rows
from handlers.core.messages import Button
from handlers.everybody import shared_phone
from locales import FOLDER


def args_of(key: Button) -> dict[str, str | int]:
    assert key.act
    return dict(key.act.args)


def test_there_are_36_pictures_of_one_letter_each() -> None:
    assert len(PICTURES) == len(set(PICTURES)) == 36
    assert {unicodedata.category(one) for one in PICTURES} == {"So"}


@pytest.mark.parametrize("catalog", sorted(FOLDER.rglob("*.po")), ids=lambda path: path.parts[-3])
def test_no_picture_is_a_sign_in_a_sentence(catalog: Path) -> None:
    assert not set(PICTURES) & set(catalog.read_text("utf-8"))


def test_no_picture_is_a_sign_in_what_the_program_says() -> None:
    home = Path(keyboards.__file__)
    for path in home.parents[1].rglob("*.py"):
        if path != home:
            assert not set(PICTURES) & set(path.read_text("utf-8")), path


def test_no_picture_is_a_face_of_those_who_share_a_phone() -> None:
    assert not set(PICTURES) & set("".join(shared_phone.PICTURES))


def test_each_button_carries_what_was_picked_before_and_itself() -> None:
    rows = picture_rows("🐘🦁🐱🐰", "pick", "🐱", 3, room="h-buurt")
    assert [[key.label.one for key in row] for row in rows[:2]] == [["🐘", "🦁", "🐱"], ["🐰"]]
    assert args_of(rows[0][0]) == {"picked": "🐱🐘", "room": "h-buurt"}
    assert args_of(rows[1][0]) == {"picked": "🐱🐰", "room": "h-buurt"}


def test_whoever_picked_something_can_begin_again() -> None:
    assert len(picture_rows("🐘🦁", "pick", "", 2)) == 1
    again = picture_rows("🐘🦁", "pick", "🐘", 2, room="h-buurt")[-1]
    assert [args_of(key) for key in again] == [{"picked": "", "room": "h-buurt"}]


def test_the_order_is_numbered() -> None:
    assert in_order("🐘🐱🌹").one == "1 🐘   2 🐱   3 🌹"
