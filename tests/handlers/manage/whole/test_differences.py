"""What differs of organisations and numbers for danger is told in words, and so is their order."""

from __future__ import annotations

from handlers.manage.changes.differences import differences
from handlers.manage.changes.undone import undone_by
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.neighbourhoods import Source
from tests.conftest import TWO_ROOMS
from tests.support.asking import PARTNERS
from tests.support.talk import Street

BASE = read_text(TWO_ROOMS + PARTNERS, "partners.toml")
TALK = UrgentNumber(phone="0800-0113", label={"en": "Talk line"}, kinds=("suicide",))
SAFE = UrgentNumber(phone="0800-2000", label="Safe Home", kinds=("violence", "suicide"))


def numbers(*every: UrgentNumber) -> Neighbourhood:
    return BASE.model_copy(update={"urgent": (*every,)})


def told(before: Neighbourhood, after: Neighbourhood) -> list[str]:
    return [line.one for line in differences(before, after, "en")]


def test_nothing_differs_between_the_old_table_and_a_list() -> None:
    assert told(BASE, numbers(*BASE.urgent_numbers)) == []


def test_another_order_is_told() -> None:
    debts, letters = BASE.partners
    turned = BASE.model_copy(update={"partners": (letters, debts)})
    assert told(BASE, turned) == ["The organisations are asked in another order."]
    assert told(numbers(TALK, SAFE), numbers(SAFE, TALK)) == [
        "The numbers for danger are in another order."
    ]


def test_one_that_is_gone_and_what_nobody_answers_for() -> None:
    debts = BASE.partners[0]
    assert told(BASE, BASE.model_copy(update={"partners": (debts,)})) == [
        "This organisation is gone: {partner}.",
        "⚠️ No organisation answers for this any more: {topic}.",
    ]
    assert told(numbers(TALK), numbers()) == [
        "This number is gone: {phone}, {label}.",
        "⚠️ Only 112 is left for: {danger}.",
    ]


def test_the_same_number_may_stand_there_twice() -> None:
    other = TALK.model_copy(update={"kinds": ("child",)})
    assert told(numbers(TALK, other), numbers(TALK, other)) == []
    assert told(numbers(TALK), numbers(TALK, other)) == ["New number for danger: {phone}, {label}."]


def test_a_file_names_what_it_would_undo_and_nothing_that_it_has_too(street: Street) -> None:
    with street.database.writing() as store:
        store.neighbourhoods.save(numbers(TALK, SAFE))
        store.neighbourhoods.save(numbers(SAFE, TALK), street.now, Source.CHAT)
        undone = [line.one for line in undone_by(store, numbers(TALK, SAFE))]
        assert undone == ["The numbers for danger are in another order."]
        assert undone_by(store, numbers(SAFE, TALK)) == []
