"""Each sentence says where people meet it, and languages that nobody wrote down yet have a head."""

from __future__ import annotations

import pytest
from babel import Locale

from locales.catalogs import heads, order
from locales.catalogs.rows import sentences
from locales.catalogs.sentences import plural_of

OURS = ("nl", "ar", "tr", "ti", "es", "pap", "uk", "fa", "so", "tw", "srn", "pl", "pt", "fr", "ur")
OTHERS = ("prs", "ary", "ru", "zh", "hi", "am", "he", "ga", "ja", "hu", "ro", "bg", "cy", "lt")


def test_every_sentence_stands_somewhere_and_every_place_has_one() -> None:
    found = [(one.msgctxt, [place for place, _ in one.occurrences]) for one in sentences()]
    assert {slot for slot, _ in found} == set(order.SLOTS)
    met = {order._met(place) for _, places in found for place in places}
    assert met == set(order.MET)
    assert all(order.where(slot, places) for slot, places in found)


def test_within_an_audience_what_is_met_first_stands_first() -> None:
    ranks = [
        (one.comment, order.rank([place for place, _ in one.occurrences])) for one in sentences()
    ]
    for audience in {name for name, _ in ranks}:
        mine = [rank for name, rank in ranks if name == audience]
        assert mine == sorted(mine)


@pytest.mark.parametrize("tag", [*OURS, *OTHERS])
def test_a_head_counts_as_unicode_does(tag: str) -> None:
    head = heads.made(tag)
    rule, forms = head["Plural-Forms"], heads.number_of_forms(head["Plural-Forms"])
    plural = plural_of(rule)
    cldr = [Locale.parse(head["X-Dates"]).plural_form(n) for n in range(200)]
    used = [one for one in heads.ORDER if one in cldr]
    assert forms == len(used)
    assert [used[plural(n)] for n in range(200)] == cldr
    assert all(heads.examples(plural, forms))
    assert head["X-Name"][0] == head["X-Name"][0].upper()


def test_each_form_is_named_by_numbers_that_take_it() -> None:
    def named(tag: str) -> list[str]:
        rule = heads.made(tag)["Plural-Forms"]
        return heads.examples(plural_of(rule), heads.number_of_forms(rule))

    assert named("fr") == ["0, 1", "2 and more"]
    assert named("tr") == ["1", "0, 2 and more"]
    assert named("pl") == ["1", "2, 3, 4, 22 …", "0, 5, 6, 7 …"]
    assert named("ar") == ["0", "1", "2", "3, 4, 5, 6 …", "11, 12, 13, 14 …", "100, 101, 102"]
    assert named("zh") == ["0 and more"]
