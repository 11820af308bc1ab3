"""Whose a role or an invitation is: a label that a coordinator types, for coordinators only."""

from __future__ import annotations

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Question, Reply, Text, button, say
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import readable
from handlers.team import roles
from handlers.team.redeem import OfInvitation
from handlers.team.roles import OfRole
from storage.repositories.people.invitations import Invitation
from storage.repositories.people.roles import LONGEST_LABEL, Holder

FLOW = "label"
# What the button carries that takes a label away; what is typed is never a number.
NONE = 0


def of_invitation(context: Context, args: OfInvitation) -> Outcome:
    """Ask who is invited; whoever said yes meanwhile has a role, and that gets the label."""
    return _asked(context, {"invitation": args.invitation})


def of_role(context: Context, args: OfRole) -> Outcome:
    """Ask whose a role is."""
    return _asked(context, {"role": args.role})


def _asked(context: Context, answers: Answers) -> Outcome:
    question = _ask(context, answers)
    if question is None:
        return refusals.OVER
    return Outcome((question,), Question(FLOW, "words", answers))


def _ask(context: Context, answers: Answers) -> Reply | None:
    whose = _whose(context, answers)
    if whose is None:
        return None
    lines = (
        say("body", "🏷️ Whose is it? Type a few words."),
        say("body", "For example a first name and a day."),
        say("body", "Coordinators can read it, and the person too."),
    )
    if not whose.label:
        return Reply(lines)
    now = (*lines, say("body", "The label: {label}.", label=whose.label))
    row = (questions.choice(say("btn", "➖ No label"), NONE),)
    return Reply(now, (row,), is_secret=True, afterwards=lines)


def _then(context: Context, answers: Answers, typed: Answer) -> Outcome:
    whose, label = _whose(context, answers), "" if typed == NONE else readable(str(typed))
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    if whose is None:
        return refusals.OVER
    if not label and typed != NONE:
        unread = say("body", "I cannot see any words. Please write again.")
        return Outcome((Reply((unread,)),), Question(FLOW, "words", answers))
    noted = say("body", "🏷️ Noted: {label}.", label=label) if label else GONE
    if isinstance(whose, Holder):
        context.store.roles.call(whose.id, label)
        return roles.listed(context, whose.role, noted, around=whose)
    if not context.store.invitations.call(whose.id, label, context.now):
        return refusals.OVER
    return Outcome((_noted(whose, noted, is_secret=bool(label)),))


GONE = say("body", "🏷️ The label is gone.")


def _noted(invitation: Invitation, noted: Text, *, is_secret: bool) -> Reply:
    """What was noted of an invitation, and the way to change it."""
    again = button(say("btn", "🏷️ Whose is it?"), "invite.label", invitation=invitation.id)
    rows = ((again, button(say("btn", "🛠️ Manage"), "manage")),)
    afterwards = (say("body", "🏷️ The label was noted."),) if is_secret else ()
    return Reply((noted,), rows, is_secret=is_secret, afterwards=afterwards)


def _whose(context: Context, answers: Answers) -> Holder | Invitation | None:
    """What the label is of, if this person may give it one: a role, or their own invitation."""
    if not context.person.is_coordinator:
        return None
    holders = context.store.roles.everybody()
    if "role" in answers:
        return next((one for one in holders if one.id == answers["role"]), None)
    invitation = context.store.invitations.get(int(answers["invitation"]))
    if invitation is None or invitation.made_by != context.person.id:
        return None
    if invitation.is_used:
        given = (invitation.used_by, invitation.role)
        return next((one for one in holders if (one.person, one.role) == given), None)
    return invitation if invitation.expires_at > context.now else None


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "words"): questions.Step(_ask, str, _then, passes_words_on=True, longest=LONGEST_LABEL),
}
