"""How an announcement goes: who has it, what still waits, and the way to stop that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handlers.core import message_json, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import Moment
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.team.announcing.readers import called, few_or
from storage.repositories.messages.announcements import Announced, Progress

# What waits is dropped after a week; what it became can be looked at as long.
LOOKED_AT = timedelta(days=8)
# One that waited for the morning is offered for a day from then on.
LATELY = timedelta(hours=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAnnouncement:
    """The arguments of a button about one announcement: its own name."""

    announcement: str


def key(announced: str, label: Text | None = None) -> Button:
    """The button that shows how an announcement goes."""
    return button(label or say("btn", "📣 How it goes"), "announce.look", announcement=announced)


def the_last_one(context: Context) -> tuple[Button, ...]:
    """The button to what was announced last, while it waits and for a day after it went."""
    made = context.store.announcements.since(context.now - LOOKED_AT)
    last = next(iter(made), None)
    if last is None:
        return ()
    is_fresh = context.now - last.at < LATELY
    if not is_fresh and not context.store.announcements.progress(last).waiting:
        return ()
    return (key(last.name, say("btn", "📣 The last one")),)


def look(context: Context, args: OfAnnouncement) -> Outcome:
    """What was said to whom, how many have it, and what can still be done."""
    announced = find(context, args.announcement)
    return _shown(context, announced) if announced else refusals.OVER


def stop(context: Context, args: OfAnnouncement) -> Outcome:
    """What waits goes to nobody any more; what is on its way arrives."""
    announced = find(context, args.announcement)
    if announced is None:
        return refusals.OVER
    stopped, _ = drop(context, announced)
    if not stopped:
        return _shown(context, announced, say("body", "Nothing waits any more."))
    had = _reached(context.store.announcements.progress(announced))
    lines = [say("body", "✅ Stopped. Nobody else gets it.")]
    lines.append(
        say("body", "It reached {n} people already.", n=few_or(had))
        if had
        else say("body", "Nobody had it yet.")
    )
    return _shown(context, announced, *lines)


def find(context: Context, announced: str) -> Announced | None:
    """What was announced under this name, a week ago at most."""
    made = context.store.announcements.since(context.now - LOOKED_AT)
    return next((one for one in made if one.name == announced), None)


def drop(context: Context | Moment, announced: Announced) -> tuple[int, int]:
    """Send nothing more of it; how many were stopped, and how many waited a moment before."""
    waiting = context.store.announcements.progress(announced).waiting
    return context.store.queued.drop(waiting), len(waiting)


def nobody_has_it(context: Context, announced: Announced) -> bool:
    """Whether all of it still waits, so that other words can take its place."""
    progress = context.store.announcements.progress(announced)
    return bool(progress.waiting) and not _reached(progress)


def _reached(progress: Progress) -> int:
    return progress.delivered + progress.flying


def _shown(context: Context, announced: Announced, *first: Text) -> Outcome:
    progress = context.store.announcements.progress(announced)
    view = context.view
    at = view.local(announced.at)
    lines = [
        *first,
        called(context, announced.target),
        say(
            "body",
            "📣 Written: {day}, {time}.",
            day=time_words.day_name(at.date()),
            time=time_words.clock(at),
        ),
        *(name(words) for words in _words(progress)),
    ]
    if progress.until and progress.until > context.now:
        until = time_words.clock(view.local(progress.until))
        lines.append(say("body", "⏳ I'll send it at {time}.", time=until))
    waits = len(progress.waiting) + progress.flying
    lines += [
        say("body", "✅ Delivered: {n}", n=few_or(progress.delivered)),
        say("body", "⏳ Waiting: {n}", n=few_or(waits)),
    ]
    if progress.left:
        lines.append(say("body", "Left us: {n}", n=few_or(progress.left)))
    if progress.stopped:
        lines.append(say("body", "❌ Stopped: {n}", n=few_or(progress.stopped)))
    rows: list[tuple[Button, ...]] = []
    if progress.waiting:
        can = [button(say("btn", "❌ Stop"), "announce.stop", announcement=announced.name)]
        if not _reached(progress):
            can.append(
                button(say("btn", "✏️ Change"), "announce.change", announcement=announced.name)
            )
        rows.append(tuple(can))
    if waits:
        rows.append((key(announced.name, say("btn", "↻ Look again")),))
    rows.append((button(say("btn", "📣 Announce"), "announce"),))
    reply = Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap))
    return Outcome((reply,))


def _words(progress: Progress) -> list[str]:
    """Each text of it; they are what is no sentence of ours."""
    said = [
        line.one
        for payload in progress.payloads
        for line in message_json.from_json(payload).lines
        if line.slot == "name"
    ]
    return list(dict.fromkeys(said))
