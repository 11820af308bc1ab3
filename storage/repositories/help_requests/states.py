"""The states of a request for help, the moves between them, and what may come of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class State(StrEnum):
    """How far a request is."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISTAKE = "entered_in_error"


class Mover(StrEnum):
    """Who makes a step. A key-holder answers like a partner when the room itself is asked."""

    RESIDENT = "resident"
    HELPER = "helper"
    PROGRAM = "program"
    COORDINATOR = "coordinator"


class CameOfIt(StrEnum):
    """What the helper says came of a request; some of it is also why somebody cannot help."""

    NOT_SAID = ""
    GOT_HELP = "got_help"
    NEEDS_ACTION = "needs_client_action"
    ELSEWHERE = "referred_elsewhere"
    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    NO_CONTACT = "could_not_contact"
    COULD_NOT = "could_not_get_help"
    NO_INTEREST = "no_longer_interested"


class PersonSays(StrEnum):
    """What the person says of it; kept beside what the helper says."""

    NOTHING = ""
    HELPED = "got_help"
    NOBODY_CALLED = "nobody_called"
    NO_NEED = "no_longer_needed"


class Happening(StrEnum):
    """A step that changes no state."""

    SAID = "said"
    MEETING = "meeting"
    # Whoever took it was forgotten, so that their number does not tell it.
    HELPER_GONE = "helper_gone"
    # A coordinator looked at two answers that differ.
    LOOKED = "difference_looked"


# What a step can be: the state it led to, why somebody could not help, or what else happened.
Step: TypeAlias = State | CameOfIt | Happening
STEPS: Mapping[str, Step] = {
    **{state.value: state for state in State},
    **{reason.value: reason for reason in CameOfIt if reason},
    **{happening.value: happening for happening in Happening},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who makes a step, and for which partner or room; the number is None with a web link."""

    role: Mover
    scope: str = ""
    person: int | None = None


THE_PROGRAM = Actor(role=Mover.PROGRAM)

# The members by the short names under which everybody speaks of them.
REQUESTED, ACCEPTED, REJECTED = State.REQUESTED, State.ACCEPTED, State.REJECTED
IN_PROGRESS, ON_HOLD = State.IN_PROGRESS, State.ON_HOLD
COMPLETED, FAILED = State.COMPLETED, State.FAILED
CANCELLED, MISTAKE = State.CANCELLED, State.MISTAKE
RESIDENT, HELPER, PROGRAM = Mover.RESIDENT, Mover.HELPER, Mover.PROGRAM
COORDINATOR = Mover.COORDINATOR
GOT_HELP, NEEDS_ACTION = CameOfIt.GOT_HELP, CameOfIt.NEEDS_ACTION
ELSEWHERE, NO_CAPACITY = CameOfIt.ELSEWHERE, CameOfIt.NO_CAPACITY
NOT_ELIGIBLE, NO_CONTACT = CameOfIt.NOT_ELIGIBLE, CameOfIt.NO_CONTACT
COULD_NOT, NO_INTEREST = CameOfIt.COULD_NOT, CameOfIt.NO_INTEREST
SAID_HELPED, SAID_NOBODY = PersonSays.HELPED, PersonSays.NOBODY_CALLED
SAID_NO_NEED = PersonSays.NO_NEED

OPEN = (REQUESTED, ACCEPTED, REJECTED, IN_PROGRESS, ON_HOLD)
TAKEN = (ACCEPTED, IN_PROGRESS, ON_HOLD)
ENDED = (COMPLETED, FAILED, CANCELLED, MISTAKE)
OUTCOMES = tuple(outcome for outcome in CameOfIt if outcome)
SAID = tuple(words for words in PersonSays if words)

# From where to where, and who may: everything else is refused.
MOVES: Mapping[tuple[State, State], tuple[Mover, ...]] = {
    (REQUESTED, ACCEPTED): (HELPER,),
    (REQUESTED, REJECTED): (HELPER,),
    # Given on by a coordinator, or by the person's yes to another helper, also what was taken.
    **{(state, REQUESTED): (COORDINATOR, RESIDENT) for state in OPEN},
    (REJECTED, REQUESTED): (PROGRAM, COORDINATOR, RESIDENT),
    (REQUESTED, REQUESTED): (PROGRAM, COORDINATOR, RESIDENT),
    (ACCEPTED, IN_PROGRESS): (HELPER,),
    (ACCEPTED, ON_HOLD): (HELPER,),
    (IN_PROGRESS, ON_HOLD): (HELPER,),
    (ON_HOLD, IN_PROGRESS): (HELPER, PROGRAM),
    (ACCEPTED, COMPLETED): (HELPER,),
    (ACCEPTED, FAILED): (HELPER,),
    (IN_PROGRESS, COMPLETED): (HELPER,),
    (IN_PROGRESS, FAILED): (HELPER,),
    (ON_HOLD, COMPLETED): (HELPER,),
    (ON_HOLD, FAILED): (HELPER,),
    (REQUESTED, FAILED): (PROGRAM,),
    (REJECTED, FAILED): (PROGRAM,),
    **{(state, CANCELLED): (RESIDENT, HELPER, PROGRAM) for state in OPEN},
    **{(state, MISTAKE): (RESIDENT,) for state in OPEN},
}
