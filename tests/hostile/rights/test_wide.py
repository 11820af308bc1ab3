"""With 200 rooms, 300 activities and 100 organisations every screen fits and is of use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.app import CHANNELS
from bot.rendering.buttons import units
from bot.rendering.text import Reader, longest, render, write
from handlers.core import message_json
from handlers.core.messages import Reply
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.file import read_text
from storage.repositories.people.roles import COORDINATOR as COORDINATES
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.conftest import TWO_ROOMS
from tests.hostile.rights import rows
from tests.hostile.rights.test_rights import KINDS, NOW, Trial, _fact
from tests.hostile.rights.village import FILE, build
from tests.support.talk import Street

TELEGRAM = next(kind.limits for kind in CHANNELS if kind.name == "telegram")
ENGLISH = Reader.of("en", "en")
WHO = {rows.RESIDENT, rows.HOLDER, rows.COORDINATOR, rows.PARTNER}
# What Telegram takes.
MOST_BUTTONS = 100
LONG = "of the neighbours who live between the two canals and the old church"
ROOMS = "".join(
    f'[[rooms]]\nid = "r{n}"\nname = "Room {n} {LONG}"\naddress = "Street {n}"\n'
    'hours = "Mo-Su 09:00-18:00"\n'
    for n in range(200)
)
ACTIVITIES = "".join(
    f'[[activities]]\nid = "a{n}"\nroom = "{"h-buurt" if n >= 200 else f"r{n}"}"\n'
    f'title = {{ en = "Evening {n} {LONG}" }}\ndomain = "meeting"\n'
    "start = 2026-11-17T10:00:00\nminutes = 60\nplaces = 9\n"
    for n in range(300)
)
ORGANISATIONS = "".join(
    f'[[partners]]\nid = "p{n}"\nname = "Organisation {n} {LONG}"\ndomains = ["debt"]\n'
    "answer_within_days = 5\n"
    for n in range(100)
)


@pytest.fixture
def wide(street: Street) -> Iterator[Trial]:
    village = build(street)
    whole = read_text(
        rows.PAID + TWO_ROOMS + FILE + ROOMS + ACTIVITIES + ORGANISATIONS, "wide.toml"
    )
    street.load(whole)
    with street.database.writing() as store:
        trial = Trial(village, NeighbourhoodView(whole), store)
        with trial.undone():
            many = store.people.known([("telegram", f"{n}", "en") for n in range(200)]).values()
            for number, one in enumerate(many):
                role = Role(COORDINATES, "") if number % 2 else Role(KEY_HOLDER, "h-buurt")
                store.roles.give(one.id, role, village.now)
            for room in whole.rooms:
                store.roles.give(
                    village.people[rows.HOLDER], Role(KEY_HOLDER, room.id), village.now
                )
                store.subscriptions.add(village.people[rows.RESIDENT], room.id, village.now)
            yield trial


def screens(trial: Trial) -> Iterator[tuple[str, Reply]]:
    """What comes of every command, button and answer, for one of each kind of those who may."""
    for kind, table, _ in KINDS:
        for called, row in table.items():
            with trial.given(row):
                for who in sorted(WHO & row.may):
                    with trial.undone():
                        facts = {**trial.village.facts, **trial._given(row, who)}
                        args = {key: _fact(value, facts) for key, value in row.args.items()}
                        turn = trial._prepared(trial.store, kind, called, row, who, NOW, args)
                        shown = trial.store.sent.newest_of(trial.village.people[who])
                        outcome = trial._answer(trial.store, turn)
                    if shown and kind == "step":
                        yield f"{called} asked of {who}", message_json.from_json(shown.payload)
                    for reply in outcome.replies:
                        yield f"{called} by {who}", reply


def problem(reply: Reply) -> str:
    """What does not fit, or is not found; empty when all is well."""
    shown, _ = render(message_json.to_json(reply), ENGLISH, TELEGRAM, 1, "token")
    own = [button.act.name for row in reply.rows for button in row if button.act]
    found = [key.label for row in shown.rows for key in row]
    if len(found) > MOST_BUTTONS:
        return f"{len(found)} buttons"
    if units(shown.text) > 1_000 and longest(reply.lines, TELEGRAM) > TELEGRAM.text:
        return "more text than fits"
    if len(own) > TELEGRAM.keyboard:
        ours = [button.label for row in reply.rows for button in row if not button.label.values]
        others = [write(one, ENGLISH) for one in ours if one.slot in {"btn", "choice"}]
        if missing := [label for label in others if label not in found]:
            return f"only behind {len(own)} buttons: {missing[:3]}"
    return ""


@pytest.mark.long
def test_every_screen_fits_and_what_is_no_list_stands_on_its_first_page(wide: Trial) -> None:
    wrong = {f"{called}: {found}" for called, reply in screens(wide) if (found := problem(reply))}
    assert not wrong, "\n".join(sorted(wrong))
