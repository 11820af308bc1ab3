"""A question that was answered by a tap leaves no dead buttons, and a second tap no surprise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.messages import Act, Outcome, Priority, Reply
from handlers.core.questions import Step

# A finger that taps twice does so within this.
TWICE = timedelta(seconds=10)
# A message with more lines than this has no room for what was chosen.
MOST_LINES = 3


def said(context: Context) -> Outcome | None:
    """The answer once more to the second tap of a double tap; None when that is no such tap."""
    newest = context.store.sent.newest_of(context.person.id)
    tapped = _tapped(context)
    if newest is None or tapped is None or newest.id == tapped:
        return None
    is_fresh = timedelta() <= context.now - newest.due <= TWICE
    took_its_place = bool(context.turn.message) and newest.replaces == context.turn.message
    if not is_fresh or not took_its_place:
        return None
    reply = message_json.from_json(newest.payload)
    if reply.attachment or reply.document or reply.picture or reply.clears:
        return None
    same = replace(reply, replaces=True, commands=(), is_secret=newest.is_secret)
    return Outcome((same,), keeps_question=True)


def collapsed(context: Context, step: Step, act: Act, outcome: Outcome) -> Outcome:
    """What a tapped answer leads to, in the place of its question while that is the newest."""
    own = next((one for one in outcome.replies if one.to is None), None)
    tapped = _tapped(context)
    if own is None or tapped is None or not _can_replace(own):
        return outcome
    is_newest = context.store.sent.newest_id_of(context.person.id) == tapped
    shown = replace(own, replaces=is_newest)
    if is_newest and step.shows_choice and len(own.lines) <= MOST_LINES:
        shown = _with_choice(context, shown, act)
    replies = tuple(shown if one is own else one for one in outcome.replies)
    return replace(outcome, replies=replies)


def _with_choice(context: Context, reply: Reply, act: Act) -> Reply:
    """The next question under what was chosen, as it stood on the button."""
    message = context.store.sent.get(_tapped(context) or 0)
    labels = message_json.labels(message.payload) if message else []
    label = next((label for label, one in labels if one == act), None)
    if label is None or label in reply.lines:
        return reply
    return replace(reply, lines=(label, *reply.lines))


def _can_replace(reply: Reply) -> bool:
    """Whether a message can stand where a question stood: words and buttons, not whom to call."""
    more = (reply.picture, reply.attachment, reply.document, reply.place, reply.voice, reply.clears)
    return not any(more) and reply.priority != Priority.DANGER


def _tapped(context: Context) -> int | None:
    """The number of the message whose button was tapped; None where words answered."""
    number = context.turn.tap.partition(".")[0]
    return int(number, 16) if number else None
