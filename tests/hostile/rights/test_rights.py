"""Every command, button and open question, tried as eight kinds of people in seven conditions.

Everybody tries everything as things are; under a condition, those who may and a stranger.

Each cell of the matrix is a turn within a transaction that is undone afterwards, so all of them
begin in the same village.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from handlers.core import message_json
from handlers.core.context import ChannelFacts, Context
from handlers.core.messages import Kind, Outcome, Reply, Turn, button, name
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.dispatch import registry, router, wording
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Dialogue
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.people import roles
from tests.hostile.rights import steps, table
from tests.hostile.rights.rows import (
    EVERYBODY,
    NOBODY,
    ONE_SENTENCE,
    RESIDENT,
    SECRET,
    STRANGER,
    Row,
)
from tests.hostile.rights.village import GIVEN, ONES_OWN, Facts, Village, build
from tests.support.talk import Street, links

NOW, REVOKED, SUSPENDED, EXPIRED = "now", "revoked", "suspended", "expired"
GROUP, FORWARDED, PROFILE = "group", "forwarded", "face on a shared phone"
# What an answer leaves behind in any case.
TELEGRAM = {"telegram": ChannelFacts("Telegram", "Telegram", has_secret_addresses=False)}
NO_EFFECT = {"outbox", "seen", "dialogues", "contacts"}
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
COMMAND, TAP, STEP = "command", "tap", "step"
CONDITIONS = {
    COMMAND: (NOW, REVOKED, SUSPENDED, GROUP, FORWARDED, PROFILE),
    TAP: (NOW, REVOKED, SUSPENDED, EXPIRED, GROUP, PROFILE),
    STEP: (NOW, REVOKED, SUSPENDED, GROUP, PROFILE),
}
KINDS: list[tuple[str, dict[Any, Row], dict[Any, Any]]] = [
    (COMMAND, table.COMMANDS, registry.COMMANDS),
    (TAP, table.ACTS, registry.TAPS),
    (STEP, steps.STEPS, registry.STEPS),
]


@dataclass
class Seen:
    """What came of one cell."""

    answer: str = ""
    told: int = 0
    touched: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    @property
    def has_effect(self) -> bool:
        return bool(self.told or self.changed)


@dataclass
class Trial:
    """The village with what is needed to try a cell in it."""

    village: Village
    view: NeighbourhoodView
    store: Store
    touched: set[str] = field(default_factory=set)

    def cell(self, kind: str, called: Any, row: Row, who: str, when: str) -> Seen:
        """Try one cell; when something was written, again, to see whether that changed anything."""
        seen = self._once(kind, called, row, who, when, set())
        touched = seen.touched - NO_EFFECT
        if not touched:
            return seen
        if expected(row, who, when) and when != NOW:
            seen.changed = touched
            return seen
        return self._once(kind, called, row, who, when, touched)

    def _once(
        self, kind: str, called: Any, row: Row, who: str, when: str, watched: set[str]
    ) -> Seen:
        seen = Seen()
        with self.undone():
            facts = {**self.village.facts, **self._given(row, who)}
            args = {key: _fact(value, facts) for key, value in row.args.items()}
            turn = self._prepared(self.store, kind, called, row, who, when, args)
            before = {one: _rows(self.store, one) for one in watched}
            self.touched.clear()
            outcome = self._answer(self.store, turn)
            seen.touched = set(self.touched)
            seen.changed = {one for one in watched if _rows(self.store, one) != before[one]}
        own = {None, self.village.people[who]}
        seen.told = sum(one.to not in own for one in outcome.replies)
        seen.answer = "\n".join(
            message_json.to_json(one) for one in outcome.replies if one.to in own
        )
        return seen

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens in here did not happen afterwards."""
        before = self.store.connection.begin_nested()
        try:
            yield
        finally:
            before.rollback()

    @contextmanager
    def given(self, row: Row) -> Iterator[None]:
        """What a row needs is there for all of its cells, where it is the same for everybody."""
        with self.undone():
            kept = self.village.facts
            if row.given and row.given not in ONES_OWN:
                made = GIVEN[row.given](self.village, self.store, STRANGER)
                self.village.facts = {**kept, **made}
            yield
            self.village.facts = kept

    def _given(self, row: Row, who: str) -> Facts:
        is_own = row.given in ONES_OWN
        return GIVEN[row.given](self.village, self.store, who) if is_own else {}

    def _prepared(
        self,
        store: Store,
        kind: str,
        called: Any,
        row: Row,
        who: str,
        when: str,
        args: dict[str, str | int],
    ) -> Turn:
        """What this person does, after what happened to them."""
        person, now = self.village.people[who], self.village.now
        text, tap, does = row.text, "", Kind.SAID
        if kind == COMMAND:
            text = f"/{called} {row.text}"
        elif kind == STEP:
            asked = Dialogue(flow=called[0], step=called[1], answers=args, version=1)
            store.people.save_dialogue(person, asked, is_new=True)
            self._show_question(store, called, who)
        else:
            shown = Reply((name("x"),), ((button(name("tap"), called, **args),),))
            store.outbox.put([Outgoing(person, message_json.to_json(shown))], now)
            message = store.sent.newest_of(person)
            assert message
            text, tap, does = "", f"{message.id:x}.{message.token}.0", Kind.TAPPED
        if when == EXPIRED:
            store.sent.forget_old(now + timedelta(days=31))
        elif when in {REVOKED, SUSPENDED}:
            gone = update(roles).where(roles.c.person_id == person)
            column = "ended_at" if when == REVOKED else "suspended_at"
            store.connection.execute(gone, {column: now})
        elif when == PROFILE:
            store.profiles.add(person, "🦊")
            store.profiles.switch(person, "🦊")
        elif when == FORWARDED:
            does = Kind.FORWARDED
        elif when == GROUP:
            # A group is told once that we talk in private.
            store.done_once.first_time(f"group {person}", "told", now)
        return Turn("telegram", who, "1", now, does, text, tap, hint="en", private=when != GROUP)

    def _show_question(self, store: Store, called: tuple[str, str], who: str) -> None:
        """The question stands on the screen, so that the label of its button can be typed."""
        people = store.people.known([("telegram", who, "en")])
        person = people["telegram", who]
        assert person.dialogue
        turn = Turn("telegram", who, "0", self.village.now)
        context = Context(turn, person, store, self.view, links, TELEGRAM, voices=ONE_SENTENCE)
        asked = registry.STEPS[called].ask(context, person.dialogue.answers)
        if asked:
            stamped = wording._stamp(asked, 1)
            store.outbox.put([Outgoing(person.id, message_json.to_json(stamped))], self.village.now)

    def _answer(self, store: Store, turn: Turn) -> Outcome:
        person = store.people.known([(turn.channel, turn.sender, "en")])[turn.channel, turn.sender]
        context = Context(
            *(turn, person, store, self.view, links, TELEGRAM),
            departures=registry.DEPARTURES,
            voices=ONE_SENTENCE,
        )
        return router.answer(context)

    @contextmanager
    def watching(self) -> Iterator[Trial]:
        """Note every table that a statement of a handler writes to."""
        engine = self.village.street.database.engine

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            found = WRITES.match(statement)
            if found:
                self.touched.add(found[1])

        event.listen(engine, "after_cursor_execute", note)
        yield self
        event.remove(engine, "after_cursor_execute", note)


def _fact(value: str | int, facts: Facts) -> str | int:
    return facts[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def _rows(store: Store, called: str) -> list[tuple[Any, ...]]:
    found = store.connection.execute(select(metadata.tables[called]))
    return sorted((tuple(row) for row in found), key=repr)


def expected(row: Row, who: str, when: str) -> bool:
    """Whether this person may do this now."""
    if when == NOW:
        return who in row.may
    if when in {REVOKED, SUSPENDED}:
        # Without a role somebody is a neighbour like all others.
        return STRANGER in row.may or (who == RESIDENT and who in row.may)
    if when == PROFILE:
        own = row.may if STRANGER in row.may else NOBODY
        return who in (own if row.with_profile is None else row.with_profile)
    return False


def concerned(row: Row) -> frozenset[str]:
    """For whom a condition changes something; who may not even now is a stranger to it."""
    return row.may | (row.with_profile or NOBODY) | {STRANGER}


@pytest.fixture
def trial(street: Street) -> Iterator[Trial]:
    village = build(street)
    with street.database.reading() as store:
        current = store.neighbourhoods.current()
    assert current
    with (
        street.database.writing() as store,
        Trial(village, NeighbourhoodView(current), store).watching() as made,
        made.undone(),
    ):
        yield made


@pytest.mark.parametrize("kind", KINDS, ids=[COMMAND, TAP, STEP])
def test_everything_has_its_row(kind: tuple[str, dict[Any, Row], dict[Any, Any]]) -> None:
    called, rows, there = kind
    place = "steps.py" if called == STEP else "table.py"
    for one in there:
        assert one in rows, (
            f"The {called} {one!r} is new: write a row for it in tests/hostile/rights/{place}, "
            "that says who may do it and how one sees that it was done."
        )
    assert set(rows) == set(there), f"a row of tests/hostile/rights/{place} is about nothing"
    also = table.ALSO if called == TAP else ()
    assert {one for one, _ in also} <= set(there), "a row of ALSO is about nothing"
    for one, row in (*rows.items(), *also):
        assert row.shows or row.writes, f"how does one see that {one!r} was done?"


@pytest.mark.parametrize("kind", KINDS, ids=[COMMAND, TAP, STEP])
def test_every_cell_of_the_matrix(
    trial: Trial, kind: tuple[str, dict[Any, Row], dict[Any, Any]]
) -> None:
    wrong, cells, conditions = [], 0, CONDITIONS[kind[0]]
    is_postgres = trial.village.street.database.is_postgres
    if is_postgres or not os.environ.get("CI"):
        # What the handlers decide is the same there; what is asked of the database is not. And all
        # of it is asked before a change lands.
        conditions = (NOW,) if kind[0] == TAP else (NOW, SUSPENDED)
    also = table.ALSO if kind[0] == TAP else ()
    for called, row in (*kind[1].items(), *also):
        with trial.given(row):
            for when in conditions:
                everybody = when == NOW and not is_postgres
                for who in sorted(EVERYBODY if everybody else concerned(row)):
                    cells += 1
                    seen = trial.cell(kind[0], called, row, who, when)
                    problem = _problem(row, seen, may=expected(row, who, when))
                    if problem:
                        wrong.append(f"{called} {row.given} as {who}, {when}: {problem}")
                    if SECRET in seen.answer and not expected(row, who, when):
                        wrong.append(f"{called} {row.given} as {who}, {when}: reads what is sealed")
    assert not wrong, f"{len(wrong)} of {cells} cells:\n" + "\n".join(wrong)


def _problem(row: Row, seen: Seen, *, may: bool) -> str:
    """What is wrong in a cell; empty when all is well."""
    if may:
        if row.writes and not seen.has_effect:
            return f"may, but nothing happened: {seen.answer[:200]}"
        if row.shows and row.shows not in seen.answer:
            return f"may, but does not read {row.shows!r}: {seen.answer[:200]}"
        return ""
    if seen.has_effect:
        return f"may not, but changed {sorted(seen.changed)} and told {seen.told}"
    if row.shows and row.shows in seen.answer and not row.is_public:
        return f"may not, but reads {row.shows!r}"
    return ""
