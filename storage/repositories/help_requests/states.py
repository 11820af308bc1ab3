"""The states of a request for help and the moves between them."""

from __future__ import annotations

REQUESTED, ACCEPTED, REJECTED = "requested", "accepted", "rejected"


IN_PROGRESS, ON_HOLD = "in_progress", "on_hold"


COMPLETED, FAILED, CANCELLED, MISTAKE = "completed", "failed", "cancelled", "entered_in_error"


OPEN = (REQUESTED, ACCEPTED, REJECTED, IN_PROGRESS, ON_HOLD)


TAKEN = (ACCEPTED, IN_PROGRESS, ON_HOLD)


ENDED = (COMPLETED, FAILED, CANCELLED, MISTAKE)


# Who moves a request. A room's key-holder answers like a partner when the room itself is asked.
RESIDENT, HELPER, PROGRAM = "resident", "helper", "program"


# From where to where, and who may: everything else is refused.
MOVES: dict[tuple[str, str], tuple[str, ...]] = {
    (REQUESTED, ACCEPTED): (HELPER,),
    (REQUESTED, REJECTED): (HELPER,),
    (REJECTED, REQUESTED): (PROGRAM,),
    (REQUESTED, REQUESTED): (PROGRAM,),
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


GOT_HELP, NEEDS_ACTION, ELSEWHERE = "got_help", "needs_client_action", "referred_elsewhere"


NO_CAPACITY, NOT_ELIGIBLE = "no_capacity", "not_eligible"


NO_CONTACT, COULD_NOT = "could_not_contact", "could_not_get_help"


NO_INTEREST = "no_longer_interested"


OUTCOMES = (
    GOT_HELP,
    NEEDS_ACTION,
    ELSEWHERE,
    NO_CAPACITY,
    NOT_ELIGIBLE,
    NO_CONTACT,
    COULD_NOT,
    NO_INTEREST,
)


# What the person says of it; kept beside the helper's outcome.
SAID_HELPED, SAID_NOBODY, SAID_NO_NEED = "got_help", "nobody_called", "no_longer_needed"


SAID = (SAID_HELPED, SAID_NOBODY, SAID_NO_NEED)
