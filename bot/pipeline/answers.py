"""What turns and commands lead to, inside one transaction: people, dialogue, handlers, rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, TypeVar

import locales
from bot.channels.base import Command
from bot.pipeline.limits.day_limits import DayLimits
from bot.pipeline.limits.reply_limits import ReplyLimits, adds_to_chat
from bot.pipeline.outbox_rows import Asker, OutboxRows
from handlers.core.context import ChannelFacts, Context, May, Voices
from handlers.core.messages import Kind, Outcome, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.private import numbers
from handlers.dispatch import router, wording
from handlers.dispatch.registry import DEPARTURES
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Dialogue, Person
from storage.repositories.rooms.contacts import Contact
from storage.store import Store

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")
T = TypeVar("T")


class Answered(NamedTuple):
    """Somebody who got an answer; ``slowed`` is what a tap shows whose answer has to wait."""

    person: int
    now: datetime
    turn: tuple[str, str]
    is_tap: bool
    slowed: str


class Answers:
    """Has the handlers think, and puts what they answer into the outbox."""

    def __init__(
        self,
        links: Callable[[str], tuple[str, ...]],
        reply_limits: ReplyLimits,
        rows: OutboxRows,
        channels: Mapping[str, ChannelFacts],
        voices: Voices,
    ) -> None:
        self._links = links
        self._reply_limits = reply_limits
        self._rows = rows
        self._channels = channels
        self._voices = voices
        self._day_limits = DayLimits()
        self._view: tuple[str, NeighbourhoodView] | None = None
        self._erases = False

    def view(self, store: Store) -> NeighbourhoodView | None:
        """The neighbourhood as it is loaded now; read again only when the file was."""
        digest = store.neighbourhoods.digest()
        if digest is None:
            return None
        if self._view is None or self._view[0] != digest:
            current = store.neighbourhoods.current()
            assert current
            self._view = (digest, NeighbourhoodView(current))
        return self._view[1]

    @property
    def present_view(self) -> NeighbourhoodView | None:
        """The neighbourhood as the last transaction saw it."""
        return self._view[1] if self._view else None

    def give(self, store: Store, turns: Sequence[Turn]) -> list[Answered]:
        """Do these turns; returns who got an answer, and when."""
        now = max(turn.now for turn in turns)
        came = [(turn.channel, turn.external_id) for turn in turns]
        albums = [(turn.channel, turn.album) for turn in turns if turn.album]
        new = store.received.first_time([*came, *albums], now)
        # Nothing that may not be kept gets any farther than this line.
        fresh = [_blanked(turn) for turn in _fresh(turns, new)]
        view = self.view(store)
        if not fresh or view is None:
            return []
        people = store.people.known(
            (turn.channel, turn.sender, language_tag(turn)) for turn in fresh
        )
        messages: list[Outgoing] = []
        answered: list[Answered] = []
        wrote: list[int] = []
        contacts: list[Contact] = []
        today = view.today(now)
        for turn in fresh:
            person = _wished(store, people[turn.channel, turn.sender], turn)
            may = self._may(turn)
            known = (self._links, self._channels, DEPARTURES, may, self._voices)
            context = Context(turn, person, store, view, *known)
            self._acted(store, context)
            hint = language_tag(turn)
            if hint and hint != person.hint:
                store.people.hint_language(person.id, hint)
            outcome = router.answer(context)
            if store.neighbourhoods.was_changed:
                # Whoever comes next in this transaction is answered by what holds now.
                view, store.neighbourhoods.was_changed = self.view(store) or view, False
            self._keep_question(store, person, outcome)
            rows = self._rows_of(
                store, outcome, turn.now, Asker(person.id, turn.message, turn.said_as)
            )
            if turn.private and adds_to_chat(rows, person.id):
                answered.append(self._answered(context))
            messages += self._reply_limits.limited(
                store, person.id, turn.now, rows, is_tap=turn.kind is Kind.TAPPED
            )
            if turn.private and not turn.automatic and person.contact_day != today:
                wrote.append(person.id)
                if context.has_account:
                    contacts.append(context.contact())
        store.people.count_contacts(wrote, today)
        store.contacts.wrote(contacts, today)
        store.outbox.put(messages, now)
        return answered

    def _answered(self, context: Context) -> Answered:
        """What is counted of an answer; a tap that has to wait shows that it was heard."""
        turn, person = context.turn, context.person.id
        is_tap = turn.kind is Kind.TAPPED
        slowed = ""
        if is_tap and self._reply_limits.look(person, turn.now, is_tap=True):
            chain = (context.language, context.view.neighbourhood.default_language)
            slowed = locales.sentence(chain, wording.SLOWED.slot, wording.SLOWED.one).text
        return Answered(person, turn.now, (turn.channel, turn.external_id), is_tap, slowed)

    def _acted(self, store: Store, context: Context) -> None:
        """A browser opens somebody for as long as they do something there."""
        if context.has_account or not context.turn.private or context.turn.kind is Kind.WENT:
            return
        person, browser = context.person.id, context.person.browser
        if browser is None:
            store.browsers.entered(person, context.now, context.today)
        else:
            store.browsers.acted(person, browser, context.now)

    def may(self, what: str, source: str, most: int, now: datetime) -> bool:
        """Whether something may be done once more today from a place on the internet."""
        return self._day_limits.take(what, source, most, self._today(now))

    def _may(self, turn: Turn) -> May:
        """Asks that for where a turn came from."""
        today = self._today(turn.now)

        def may(what: str, most: int, /, *, takes: bool = True, everywhere: bool = False) -> bool:
            ask = self._day_limits.take if takes else self._day_limits.has_left
            here = turn.source or f"{turn.channel} {turn.sender}"
            return ask(what, "" if everywhere else here, most, today)

        return may

    def refused(self, now: datetime) -> set[str]:
        """What was refused today because too much of it came from one place."""
        return self._day_limits.over(self._today(now))

    def _today(self, now: datetime) -> date:
        view = self.present_view
        return view.today(now) if view else now.date()

    def carry_out(self, store: Store, command: Command[T]) -> T:
        """Do a command and tell whom it concerns; gives what its page wants to know."""
        gave, outcome = command.work(store)
        store.outbox.put(self._rows_of(store, outcome, command.now), command.now)
        return gave

    def take_erases(self) -> bool:
        """Whether what was just committed deleted something for good; asked once."""
        erases, self._erases = self._erases, False
        return erases

    def _rows_of(
        self, store: Store, outcome: Outcome, now: datetime, asker: Asker | None = None
    ) -> list[Outgoing]:
        """What goes out of this, to those who are here; and remember what is to be erased."""
        self._erases |= outcome.erases
        others = {reply.to for reply in outcome.replies if reply.to}
        here = store.people.present(others) if others else set()
        told = [reply for reply in outcome.replies if reply.to is None or reply.to in here]
        return self._rows.of(store, told, now, asker)

    def _keep_question(self, store: Store, person: Person, outcome: Outcome) -> None:
        before, question = person.dialogue, outcome.question
        if question is None and (outcome.keeps_question or not (before and before.flow)):
            return
        version = (before.version if before else 0) + (not outcome.keeps_question)
        after = (
            Dialogue(
                flow=question.flow,
                step=question.step,
                answers=question.answers,
                version=version,
            )
            if question
            else Dialogue(flow="", step="", answers={}, version=version)
        )
        store.people.save_dialogue(person.id, after, is_new=before is None)


def _fresh(turns: Sequence[Turn], new: Collection[tuple[str, str]]) -> Iterator[Turn]:
    """The turns that were not done before; of an album one is enough, and all that has words."""
    for turn in turns:
        if (turn.channel, turn.external_id) not in new:
            continue
        is_more = bool(turn.album) and (turn.channel, turn.album) not in new
        if not is_more:
            yield turn
        elif turn.text:
            yield replace(turn, is_more=True)


def _blanked(turn: Turn) -> Turn:
    """A turn without the numbers in its words that nobody may keep."""
    text = numbers.blanked(turn.text)
    return turn if text == turn.text else replace(turn, text=text, was_blanked=True)


def _wished(store: Store, person: Person, turn: Turn) -> Person:
    """Whoever comes with an address that names a language chose that one, as under 🌐."""
    if turn.wish in {"", person.language}:
        return person
    store.people.choose_language(person.id, turn.wish)
    return replace(person, language=turn.wish)


def language_tag(turn: Turn) -> str:
    """What a device says of its language, if that is a language tag at all."""
    return turn.hint if LANGUAGE_TAG.fullmatch(turn.hint) else ""
