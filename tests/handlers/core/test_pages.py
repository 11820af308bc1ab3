"""Lists go on at any number of things: five a page, and a way on that comes round again."""

from __future__ import annotations

import pytest

from handlers.core.keyboards import Rows, in_rows, more, part
from handlers.core.messages import button, name


def page(of: int, skip: int) -> Rows:
    buttons = [button(name(str(number)), "room", n=number) for number in range(of)]
    shown, further = part(buttons, skip)
    return in_rows([*shown, *more("list", further, kind="x")], 1)


@pytest.mark.parametrize("of", [0, 1, 5, 6, 10, 11, 60, 120])
def test_every_thing_of_a_list_stands_on_one_of_its_pages(of: int) -> None:
    seen, skip = [], 0
    for _ in range(of + 1):
        rows = page(of, skip)
        assert len(rows) <= 6
        acts = [key.act for row in rows for key in row if key.act]
        seen += [act.args["n"] for act in acts if act.name == "room"]
        way_on = next((act for act in acts if act.name == "list"), None)
        if way_on is None or way_on.args["skip"] == 0:
            break
        assert way_on.args["kind"] == "x"
        skip = int(way_on.args["skip"])
    assert seen == list(range(of))


@pytest.mark.parametrize("skip", [-5, 7, 1000])
def test_a_page_that_is_gone_is_the_first_one(skip: int) -> None:
    assert page(7, skip) == page(7, 0)
