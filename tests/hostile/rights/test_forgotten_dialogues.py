"""Whoever is forgotten in the middle of managing something leaves no half of it behind."""

from __future__ import annotations

from handlers.manage.feature import FEATURE as MANAGE
from handlers.team.feature import FEATURE as TEAM
from storage.repositories.people.people import Dialogue
from storage.repositories.people.roles import COORDINATOR, Role
from tests.hostile.rights import rows, steps
from tests.hostile.rights.village import GIVEN, Village, build
from tests.support.canaries import rows_of
from tests.support.talk import Neighbour, Street

ASKED = sorted({**MANAGE.steps, **TEAM.steps})


def in_the_middle(village: Village, step: tuple[str, str], who: str) -> Neighbour:
    """Another coordinator, who is asked this."""
    row = steps.STEPS[step]
    made = Neighbour(village.street, who)
    made.arrives()
    village.people[who] = made.person
    with village.street.database.writing() as store:
        store.roles.give(made.person, Role(COORDINATOR, ""), village.now)
        facts = village.facts | (GIVEN[row.given](village, store, who) if row.given else {})
        args = {
            key: facts[value[1:]] if isinstance(value, str) and value.startswith("@") else value
            for key, value in row.args.items()
        }
        question = Dialogue(flow=step[0], step=step[1], answers=args, version=1)
        store.people.save_dialogue(made.person, question, is_new=True)
    return made


def test_after_forget_nothing_that_is_typed_lands_in_what_somebody_managed(street: Street) -> None:
    village = build(street)
    for who in village.people:
        street.knows(Neighbour(street, who))
    for number, step in enumerate(ASKED):
        row = steps.STEPS[step]
        assert rows.COORDINATOR in row.may
        nour = in_the_middle(village, step, f"8{number:08}")
        with street.database.reading() as store:
            before = store.neighbourhoods.newest(), len(store.announcements.since(street.now))
            assert "dialogues.person_id" in rows_of(store, nour.person)
        person = nour.person
        nour.says("/forget").taps("Yes, delete").sees("I know nothing about you any more.")
        nour.says(row.text)
        with street.database.reading() as store:
            assert rows_of(store, person) == [], step
            after = store.neighbourhoods.newest(), len(store.announcements.since(street.now))
            found = store.people.find("telegram", nour.address)
        assert after == before, step
        assert found
        assert not found.dialogue or found.dialogue.flow != step[0], step
        assert found.roles == (), step
