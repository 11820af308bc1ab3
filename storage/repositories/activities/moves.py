"""What happens to sign-ups: a place is kept, taken, given back, or passes to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, update

from storage.repositories.activities.sign_ups import (
    CALLED_OFF,
    CAME,
    CANCELLED,
    COMES,
    DECLINED,
    IN,
    LEFT,
    LIST_OFF,
    OFFERED,
    PASSED,
    WAITING,
    SignUp,
    SignUpAnswer,
    SignUpState,
)
from storage.tables.activities import signups

# How long after an activity it is known who signed up for it.
KEPT = timedelta(days=30)


class SignUpMoves:
    """What is done with sign-ups. Whoever gives places away locks the occurrence first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget_old(self, today: date) -> None:
        """Take the person out of what is long over; how many they were stays."""
        old = update(signups).where(signups.c.day < today - KEPT, signups.c.person_id.is_not(None))
        self._connection.execute(old, {"person_id": None, "profile": ""})

    def forget_profile(self, person: int, profile: str) -> None:
        """Take one of those that share a phone out of what they signed up for; the sizes stay."""
        own = update(signups).where(signups.c.person_id == person, signups.c.profile == profile)
        self._connection.execute(own, {"person_id": None, "profile": ""})

    def offer(self, ids: Iterable[int], kept_until: datetime) -> None:
        """A place is kept for them until then."""
        self._change(ids, {"state": OFFERED, "kept_until": kept_until})

    def accept(self, signup: int) -> None:
        """The place that was kept is taken."""
        self._change([signup], {"state": IN, "kept_until": None, "answer": COMES})

    def answer(self, signup: int, answer: SignUpAnswer) -> None:
        """Keep what somebody said to a reminder or to a change."""
        self._change([signup], {"answer": answer})

    def give_back(self, signup: SignUp, undo_until: datetime) -> None:
        """They do not come, or do not wait; until then they can think again."""
        state = DECLINED if signup.state == OFFERED else CANCELLED
        answer = LEFT if signup.state == WAITING else SignUpAnswer.NONE
        self._change([signup.id], {"state": state, "kept_until": undo_until, "answer": answer})

    def take_back(self, signup: SignUp, *, room: str, day: date) -> SignUpState:
        """They come after all, or wait as before, also where it is somewhere else by now."""
        state = WAITING if signup.answer == LEFT else IN
        columns = {"state": state, "kept_until": None, "answer": SignUpAnswer.NONE}
        self._change([signup.id], {**columns, "room": room, "day": day})
        return state

    def cancel(self, ids: Iterable[int]) -> None:
        """They do not come, or do not wait any more."""
        self._change(ids, {"state": CANCELLED, "kept_until": None})

    def pass_over(self, ids: Iterable[int]) -> None:
        """The place goes to others, or there is nothing to wait for any more."""
        self._change(ids, {"state": PASSED, "kept_until": None})

    def arrive(self, signup: int) -> None:
        """They are there."""
        self._change([signup], {"state": CAME})

    def call_off(self, ids: Iterable[int], answer: SignUpAnswer) -> None:
        """The activity was cancelled, for those who had a place."""
        self._change(ids, {"state": CALLED_OFF, "kept_until": None, "answer": answer})

    def take_off_list(self, ids: Iterable[int], answer: SignUpAnswer) -> None:
        """The same for those who waited for one."""
        self._change(ids, {"state": LIST_OFF, "answer": answer})

    def bring_back(self, *, placed: Iterable[int], waited: Iterable[int]) -> None:
        """It goes on after all: they have what they had; `ask_again` says until when."""
        self._change(placed, {"state": OFFERED})
        self._change(waited, {"state": WAITING})

    def ask_again(
        self, people: Sequence[SignUp], *, room: str, day: date, kept_until: datetime
    ) -> None:
        """It is at another time or place: nobody has answered, and who was there comes again."""
        everybody = {"answer": SignUpAnswer.NONE, "room": room, "day": day}
        self._change([signup.id for signup in people], everybody)
        self._change([signup.id for signup in people if signup.state == CAME], {"state": IN})
        offered = [signup.id for signup in people if signup.state == OFFERED]
        self._change(offered, {"kept_until": kept_until})

    def wait(self, ids: Iterable[int]) -> None:
        """There is no place for them: they are on the list."""
        self._change(ids, {"state": WAITING, "kept_until": None})

    def move(self, ids: Iterable[int], start: datetime) -> None:
        """They go along to another time of the same activity."""
        self._change(ids, {"start": start})

    def _change(self, ids: Iterable[int], columns: Mapping[str, object]) -> None:
        wanted = list(ids)
        if wanted:
            changed = update(signups).where(signups.c.id.in_(wanted))
            self._connection.execute(changed, dict(columns))
