"""The pipeline: duplicate? person, dialogue, handlers, commit; and the one error net.

Turns of different people that wait together share one transaction, so that one write to disk
serves many. When one of them fails, each gets a transaction of its own.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.pipeline.reply_limits import ReplyLimits
from handlers.core import message_json, private_text
from handlers.core.context import Context
from handlers.core.messages import Outcome, Priority, Reply, Turn
from handlers.dispatch import router
from handlers.neighbourhood.view import NeighbourhoodView
from storage.database import Database, is_outage
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Dialogue, Person
from storage.repositories.rooms.contacts import Contact
from storage.store import Store

AT_ONCE = 64
TRIES = 3
LONGEST_WAIT = 10.0
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Waiting:
    turn: Turn
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Turns:
    """Takes in what neighbours do, one turn after the other for each person."""

    def __init__(
        self,
        database: Database,
        links: Callable[[str], tuple[str, ...]],
        committed: Callable[[], None],
        flood: ReplyLimits | None = None,
    ) -> None:
        self._database = database
        self._links = links
        self._committed = committed
        self._reply_limits = flood or ReplyLimits(None)
        self._waiting: deque[_Waiting] = deque()
        self._bell = asyncio.Event()
        self._stopping = False
        self._view: tuple[str, NeighbourhoodView] | None = None
        self._erases = False

    async def hear(self, turn: Turn) -> None:
        """Take a turn in; returns when it is committed, and only then may it be confirmed."""
        waiting = _Waiting(turn)
        self._waiting.append(waiting)
        self._bell.set()
        await waiting.done

    async def run(self) -> None:
        """Work until `stop`, and until nothing waits any more."""
        loop = asyncio.get_running_loop()
        wait = 0.05
        while True:
            batch = self._take()
            if not batch:
                if self._stopping:
                    return
                self._bell.clear()
                await self._bell.wait()
                continue
            turns = [one.turn for one in batch]
            try:
                await loop.run_in_executor(self._database.writers, self.do, turns)
            except Exception as problem:
                # The database is in trouble: nothing is confirmed, so nothing is lost.
                log.error("storage.trouble", problem=type(problem).__name__, wait=wait)
                self._waiting.extendleft(reversed(batch))
                if self._stopping:
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            wait = 0.05
            for one in batch:
                if not one.done.done():
                    one.done.set_result(None)
            self._committed()

    def stop(self) -> None:
        """Finish what waits and take nothing new."""
        self._stopping = True
        self._bell.set()

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

    def _take(self) -> list[_Waiting]:
        """The turns that go together: the oldest ones, at most one a person."""
        taken: dict[tuple[str, str], _Waiting] = {}
        kept: list[_Waiting] = []
        while self._waiting and len(taken) < AT_ONCE:
            one = self._waiting.popleft()
            who = (one.turn.channel, one.turn.sender)
            if who in taken:
                kept.append(one)
            else:
                taken[who] = one
        self._waiting.extendleft(reversed(kept))
        return list(taken.values())

    def do(self, turns: Sequence[Turn]) -> None:
        """Do these turns, of different people, and commit; raises only when the database fails."""
        try:
            self._commit(turns)
        except Exception as problem:
            if is_outage(problem):
                raise
            if len(turns) > 1:
                for turn in turns:
                    self.do([turn])
            else:
                self._try_again(turns[0], problem)

    def _commit(self, turns: Sequence[Turn]) -> None:
        with self._database.writing() as store:
            answered = self._do(store, turns)
        if self._erases:
            self._erases = False
            self._database.scrub()
        # Only now: what is done again was not answered yet.
        for person, now in answered:
            self._reply_limits.count(person, now)

    def _try_again(self, turn: Turn, problem: Exception) -> None:
        for _ in range(TRIES - 1):
            try:
                self._commit([turn])
            except Exception as again:
                if is_outage(again):
                    raise
                problem = again
            else:
                return
        try:
            self._put_aside(turn, problem)
        except Exception as again:
            if is_outage(again):
                raise
            # Not even its number can be kept; it must not stop everybody else.
            kind = type(again).__name__
            log.error(
                "turn.dropped", channel=turn.channel, turn=turn.external_id[:80], problem=kind
            )

    def _put_aside(self, turn: Turn, problem: Exception) -> None:
        """Give up on a turn: remember which one and why, say sorry, go on."""
        kind = type(problem).__name__
        where = problem.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        line = f"{where.tb_frame.f_code.co_name}:{where.tb_lineno}" if where else ""
        log.error(
            "turn.set_aside", channel=turn.channel, turn=turn.external_id, problem=kind, at=line
        )
        with self._database.writing() as store:
            store.received.first_time([(turn.channel, turn.external_id)], turn.now)
            store.received.put_aside(
                channel=turn.channel, external_id=turn.external_id, problem=kind, now=turn.now
            )
            people = store.people.known([(turn.channel, turn.sender, _tag(turn))])
            person = people[turn.channel, turn.sender]
            if turn.private and not person.left:
                payload = message_json.to_json(router.apology())
                store.outbox.put([Outgoing(person.id, payload)], turn.now)

    def _do(self, store: Store, turns: Sequence[Turn]) -> list[tuple[int, datetime]]:
        """Do these turns; returns who got an answer, and when."""
        now = max(turn.now for turn in turns)
        new = store.received.first_time([(turn.channel, turn.external_id) for turn in turns], now)
        # Nothing that may not be kept gets any farther than this line.
        fresh = [_blanked(turn) for turn in turns if (turn.channel, turn.external_id) in new]
        view = self.view(store)
        if not fresh or view is None:
            return []
        people = store.people.known((turn.channel, turn.sender, _tag(turn)) for turn in fresh)
        messages: list[Outgoing] = []
        answered: list[tuple[int, datetime]] = []
        contacts: list[Contact] = []
        today = view.today(now)
        for turn in fresh:
            person = people[turn.channel, turn.sender]
            context = Context(turn, person, store, view, self._links)
            hint = _tag(turn)
            if hint and hint != person.hint:
                store.people.hint_language(person.id, hint)
            outcome = router.answer(context)
            self._erases |= outcome.erases
            self._keep_question(store, person, outcome)
            others = {reply.to for reply in outcome.replies if reply.to}
            here = store.people.present(others) if others else set()
            made = [
                _outgoing(reply, turn, person)
                for reply in outcome.replies
                if reply.to is None or reply.to in here
            ]
            # A message that only changes takes no room; the pace keeps those few anyway.
            is_new = any(_can_wait(one, person) and not one.replaces for one in made)
            if turn.private and is_new:
                answered.append((person.id, turn.now))
            messages += self._merged(store, person, turn.now, made, is_new=is_new)
            if turn.private and not turn.automatic and person.contact_day != today:
                contacts.append(Contact(person=person.id, language=context.language, room=""))
        store.people.count_contacts([contact.person for contact in contacts], today)
        store.contacts.wrote(contacts, today)
        store.outbox.put(messages, now)
        return answered

    def _merged(
        self, store: Store, person: Person, now: datetime, made: list[Outgoing], *, is_new: bool
    ) -> list[Outgoing]:
        """The messages as they are, or with the person's own ones held: the last one is answered.

        What the turn did is done, and what others are told goes out, however many turns come.
        So does whom to call in danger; no later answer takes its place.
        """
        flood = self._reply_limits.look(person.id, now)
        if flood is None or not any(_can_wait(one, person) for one in made):
            return made
        store.queued.drop_delayed(person.id)
        if not is_new:
            return made
        delayed = [
            replace(one, delayed_until=flood.until) if _can_wait(one, person) else one
            for one in made
        ]
        told = Outgoing(person.id, message_json.to_json(router.many_messages()))
        return [told, *delayed] if flood.is_first else delayed

    def _keep_question(self, store: Store, person: Person, outcome: Outcome) -> None:
        before = person.dialogue
        if outcome.keeps_question or (outcome.question is None and not (before and before.flow)):
            return
        question = outcome.question
        version = (before.version if before else 0) + 1
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


def _blanked(turn: Turn) -> Turn:
    """A turn without the numbers in its words that nobody may keep."""
    text = private_text.blanked(turn.text)
    return turn if text == turn.text else replace(turn, text=text, was_blanked=True)


def _can_wait(message: Outgoing, person: Person) -> bool:
    """Whether it is an answer to this person that may be held in a flood."""
    return message.person == person.id and message.priority != Priority.DANGER


def _tag(turn: Turn) -> str:
    """What a device says of its language, if that is a language tag at all."""
    return turn.hint if LANGUAGE_TAG.fullmatch(turn.hint) else ""


def _outgoing(reply: Reply, turn: Turn, person: Person) -> Outgoing:
    return Outgoing(
        reply.to or person.id,
        message_json.to_json(reply),
        reply.priority,
        replaces=turn.message if reply.replaces and reply.to is None else "",
        is_secret=reply.is_secret,
        profile=None if reply.to in {None, person.id} else reply.profile,
        not_before=reply.not_before,
    )
