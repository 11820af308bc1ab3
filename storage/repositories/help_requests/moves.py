"""What happens to a request for help: every move from one state to the next, each a step of it.

A move gives the request as it is then; None when it is not allowed, or somebody was faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from storage.repositories.help_requests.history import RequestHistory
from storage.repositories.help_requests.requests import Request, Requests
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    ENDED,
    FAILED,
    IN_PROGRESS,
    MOVES,
    ON_HOLD,
    PROGRAM,
    REJECTED,
    REQUESTED,
    THE_PROGRAM,
    Actor,
    CameOfIt,
    Happening,
    PersonSays,
    State,
)


class RequestMoves:
    """What is done with a request, by whom."""

    def __init__(self, reading: Requests, history: RequestHistory) -> None:
        self._reading = reading
        self._history = history

    def ask_next(
        self, request: Request, *, partner: str, asked: Sequence[str], now: datetime
    ) -> Request | None:
        """Ask another partner, or the room itself with an empty one; ``asked`` were so before."""
        return self._move(
            request,
            REQUESTED,
            Actor(role=PROGRAM, scope=partner),
            now,
            {
                "partner": partner,
                "asked": " ".join(asked),
                "asked_at": now,
                "due_at": None,
                "taken_by": None,
            },
        )

    def give(
        self,
        request: Request,
        actor: Actor,
        *,
        partner: str,
        room: str,
        asked: Sequence[str],
        due_at: datetime | None,
        now: datetime,
        **agreed: object,
    ) -> Request | None:
        """Ask this partner, or the key-holders of the room, whoever had it; what was begun is off.

        The coordinators have no day until which they answer.
        ``agreed``: what is kept of the yes to it.
        """
        begun: dict[str, object] = dict.fromkeys(
            ("taken_by", "meet_at", "on_hold_until", "said_at")
        )
        return self._move(
            request,
            REQUESTED,
            actor,
            now,
            {
                **begun,
                "said": PersonSays.NOTHING,
                "partner": partner,
                "room": room,
                "asked": " ".join(asked),
                "asked_at": now,
                "due_at": due_at,
                **agreed,
            },
        )

    def accept(self, request: Request, helper: Actor, now: datetime) -> Request | None:
        """Somebody helps: of many who try at once exactly one has it."""
        answered = {"answered_at": request.answered_at or now, "due_at": None}
        return self._move(request, ACCEPTED, helper, now, {"taken_by": helper.person, **answered})

    def reject(
        self, request: Request, helper: Actor, reason: CameOfIt, now: datetime
    ) -> Request | None:
        """Whoever is asked cannot help, and says why."""
        answered = {"answered_at": request.answered_at or now, "due_at": None}
        moved = self._move(request, REJECTED, helper, now, answered)
        if moved:
            self._history.add(request.id, reason, helper, now)
        return moved

    def begin(self, request: Request, actor: Actor, now: datetime) -> Request | None:
        """The help begins, or goes on after a while."""
        return self._move(request, IN_PROGRESS, actor, now, {"on_hold_until": None})

    def put_on_hold(
        self, request: Request, helper: Actor, *, until: date, now: datetime
    ) -> Request | None:
        """It waits until a day."""
        return self._move(request, ON_HOLD, helper, now, {"on_hold_until": until})

    def meet(
        self, request: Request, helper: Actor, *, at: datetime, now: datetime
    ) -> Request | None:
        """An appointment; the help begins with it at the latest."""
        if request.state == IN_PROGRESS:
            self._change(request.id, {"meet_at": at})
            self._history.add(request.id, Happening.MEETING, helper, now)
            return request
        meeting = {"meet_at": at, "on_hold_until": None}
        return self._move(request, IN_PROGRESS, helper, now, meeting)

    def end(
        self,
        request: Request,
        helper: Actor,
        outcome: CameOfIt,
        now: datetime,
        *,
        went_well: bool,
    ) -> Request | None:
        """It is over, with what came of it."""
        state = State.COMPLETED if went_well else FAILED
        return self._move(request, state, helper, now, {"outcome": outcome, "on_hold_until": None})

    def give_up(self, request: Request, outcome: CameOfIt, now: datetime) -> Request | None:
        """The program ends what nobody answered."""
        return self._move(request, FAILED, THE_PROGRAM, now, {"outcome": outcome})

    def cancel(self, request: Request, outcome: CameOfIt, now: datetime) -> Request | None:
        """The program ends what somebody took, and nobody goes on with."""
        return self._move(request, CANCELLED, THE_PROGRAM, now, {"outcome": outcome})

    def withdraw(
        self, request: Request, resident: Actor, outcome: CameOfIt, now: datetime
    ) -> Request | None:
        """The person stops it and takes back the yes to it."""
        withdrawn = {"outcome": outcome, "withdrawn_at": now}
        return self._move(request, CANCELLED, resident, now, withdrawn)

    def set_due(self, request: int, due_at: datetime) -> None:
        """Whoever is asked now has until then to answer."""
        self._change(request, {"due_at": due_at})

    def suits(self, request: int, times: str) -> None:
        """When the person has time."""
        self._change(request, {"times": times})

    def call_off_meeting(self, request: int) -> None:
        """They do not meet."""
        self._change(request, {"meet_at": None})

    def told(self, request: int, resident: Actor, said: PersonSays, now: datetime) -> None:
        """Keep what the person says came of it."""
        self._change(request, {"said": said, "said_at": now})
        self._history.add(request, Happening.SAID, resident, now)

    def _move(
        self,
        request: Request,
        state: State,
        actor: Actor,
        now: datetime,
        columns: Mapping[str, object],
    ) -> Request | None:
        if actor.role not in MOVES.get((request.state, state), ()):
            return None
        values = {"state": state, "changed_at": now, **columns}
        if state in ENDED:
            values |= {"closed_at": now, "due_at": None}
        if not self._reading.change(request, values):
            return None
        self._history.add(request.id, state, actor, now)
        return self._reading.get(request.id)

    def _change(self, request: int, columns: Mapping[str, object]) -> None:
        self._reading.write(request, columns)
