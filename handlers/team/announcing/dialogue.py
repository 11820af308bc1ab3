"""A coordinator tells the neighbours something: written once, looked at, and then sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import locales
from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.keyboards import in_rows
from handlers.core.messages import (
    Outcome,
    Question,
    Reply,
    Tongue,
    button,
    name,
    say,
    say_many,
)
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import as_typed
from handlers.rooms import news
from handlers.team.announcing import facts, progress, texts, told, whom
from handlers.team.announcing.progress import OfAnnouncement
from handlers.team.announcing.readers import (
    few_or,
    readers,
    room_of,
)
from handlers.team.announcing.texts import IN, TONGUE, WORDS
from storage.repositories.people.audit import ANNOUNCED
from storage.repositories.people.roles import COORDINATOR

FLOW = "announce"
LONGEST = 500
AGAIN = timedelta(hours=1)
SEND = "!"
SENT = "announced"


def ask(context: Context, args: Typed) -> Outcome:
    """Ask for the words; after the command they may stand at once."""
    if args.text:
        return _then_words(context, {}, args.text)
    return Outcome((_words(context),), Question(FLOW, "words"))


def change(context: Context, args: OfAnnouncement) -> Outcome:
    """Other words for the same people, as long as nobody has the first ones."""
    announced = progress.find(context, args.announcement)
    if announced is None:
        return refusals.OVER
    if not progress.nobody_has_it(context, announced):
        return progress.look(context, args)
    stopped, waited = progress.drop(context, announced)
    if stopped < waited:
        # Delivery was quicker: some have the first words.
        return progress.look(context, args)
    asked = _words(context)
    first = say("body", "✅ Stopped. Nobody else gets it.")
    asked = replace(asked, lines=(first, *asked.lines), rows=())
    return Outcome((asked,), Question(FLOW, "words", {"room": announced.target}))


def _words(context: Context) -> Reply:
    lines = (
        say("body", "📣 What do you want to say?"),
        say("body", "Type it in one message. Write no names."),
        say("body", "I'll send it exactly as you type it."),
        say("body", "I do not translate it."),
    )
    last = progress.the_last_one(context)
    return Reply(lines, (last,) if last else ())


def _ask_words(context: Context, _: Answers) -> Reply | None:
    return _words(context) if context.person.is_coordinator else None


def _then_words(context: Context, answers: Answers, typed: Answer) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    words = as_typed(str(typed))
    # Behind the command they were not measured yet.
    refused = refusals.too_long(LONGEST) if len(words) > LONGEST else None
    if not words:
        refused = NO_WORDS
    own = questions.own_answers(answers)
    if refused:
        return Outcome((Reply((refused,)),), Question(FLOW, "words", own))
    sealed = context.store.announcements.seal(context.person.id, words)
    more = {**own, WORDS: sealed, TONGUE: context.language}
    # Words that take the place of others are for whom those were.
    if readers(context, str(own.get("room", ""))) is not None:
        return _to_preview(context, more)
    return _next(context, "whom", more)


def _then_whom(context: Context, answers: Answers, chosen: Answer) -> Outcome:
    if chosen == whom.ACTIVITY:
        return _next(context, "activity", questions.own_answers(answers))
    return _chosen(context, answers, str(chosen))


def _then_activity(context: Context, answers: Answers, chosen: Answer) -> Outcome:
    return _next(context, "times", {**questions.own_answers(answers), "activity": str(chosen)})


def _chosen(context: Context, answers: Answers, target: Answer) -> Outcome:
    return _to_preview(context, {**questions.own_answers(answers), "room": str(target)})


def _to_preview(context: Context, answers: Mapping[str, str | int]) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    asked = _preview(context, answers)
    if asked is None:
        return refusals.OVER
    # With nobody to tell there is nothing to send, and no words to keep.
    return Outcome((asked,), Question(FLOW, "send", answers) if asked.is_secret else None)


def _next(context: Context, step: str, answers: Mapping[str, str | int]) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What they will read, how many they are, and the button that sends it."""
    target = str(answers.get("room", ""))
    there, written = readers(context, target), texts.written(context, answers)
    if not context.person.is_coordinator or there is None or not written.words:
        return None
    if not there:
        nobody = say("body", "Nobody asked for news there yet. Nothing was sent.")
        return Reply((nobody,))
    lines = [
        say("body", "This goes to {n} people:", n=few_or(len({one.person for one in there}))),
        *texts.shown(context, written, there, target),
        say("body", "I'll send it in your words. I do not translate."),
    ]
    if news.is_too_late(context.view, context.now):
        lines.append(
            say("body", "I do not write at night. I'll send it at {time}.", time=news.MORNING)
        )
    since = answers.get("again")
    if since:
        lines.insert(0, say("body", "You sent the same words less than an hour ago."))
    send = say("btn", "📣 Send again") if since else say("btn", "📣 Send")
    missing = texts.missing(context, written, there)
    if missing:
        lines.append(say("body", "In another language too?"))
    first = (questions.choice(send, SEND), button(say("btn", "❌ No"), "menu"))
    more = texts.fact_keys(context, written, target)
    rows = (first, *more, *texts.keys(written, missing))
    ready = say("body", "📣 Your announcement is ready to send.")
    return Reply(tuple(lines), rows, is_secret=True, afterwards=(ready,))


def _then_send(context: Context, answers: Answers, value: Answer) -> Outcome:
    """The second tap sends it; the same words twice within an hour are asked about."""
    target, own = str(answers.get("room", "")), questions.own_answers(answers)
    there, written = readers(context, target), texts.written(context, answers)
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    if there is None or not written.words:
        return refusals.OVER
    tag = str(value).removeprefix(texts.ADD)
    if value == f"{texts.ADD}{tag}" and tag in texts.missing(context, written, there):
        return _next(context, "text", {**own, "to": tag})
    if value == texts.FACTS:
        return _to_preview(context, {**own, facts.SHOWN: int(not written.has_facts)})
    if value == texts.OTHER_TONGUE:
        return _next(context, "tongue", own)
    if value != SEND:
        return refusals.OVER
    store, now = context.store, context.now
    words = "\0".join([written.words, *written.others.values()])
    job = f"{SENT} {store.announcements.mark(words, room=target)}"
    before = store.done_once.noticed(job, SENT, now)
    if before != now and now - before < AGAIN and "again" not in answers:
        return _to_preview(context, {**own, "again": 1})
    store.done_once.forget(job, SENT)
    store.done_once.first_time(job, SENT, now)
    announced = store.announcements.mark(f"{words}\0{now.isoformat()}", room=target)
    store.announcements.add(announced, target, now)
    place = room_of(context, target)
    store.audit.note(ANNOUNCED, COORDINATOR, now, scope=place, by=context.person.id)
    late = news.is_too_late(context.view, now)
    until = news.next_morning(context.view, now + news.SENDING) if late else None
    sent = told.to_each(context, there, written, target, announced)
    lines = [say("body", "✅ Sent. You will not get replies here.")]
    if late:
        lines = [say("body", "✅ I'll send it at {time}.", time=news.MORNING)]
    answer = Reply(tuple(lines), ((progress.key(announced),),), replaces=True)
    return Outcome((answer, *(replace(one, not_before=until) for one in sent)))


def _ask_text(context: Context, answers: Answers) -> Reply | None:
    """The same in one more language."""
    if not context.person.is_coordinator or str(answers["to"]) not in locales.languages():
        return None
    return Reply((say("body", "🌐 Type it in {language}.", language=Tongue(str(answers["to"]))),))


def _then_text(context: Context, answers: Answers, typed: Answer) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    words, own = as_typed(str(typed)), questions.own_answers(answers)
    tag, over = str(own["to"]), len(words) - LONGEST
    if not words or over > 0:
        too_long = say_many(
            "body",
            "Too long in {language}: {n} letter too many.",
            "Too long in {language}: {n} letters too many.",
            over,
            language=Tongue(tag),
        )
        refused = too_long if words else NO_WORDS
        return Outcome((Reply((refused,)),), Question(FLOW, "text", own))
    sealed = context.store.announcements.seal(context.person.id, words)
    kept = {key: value for key, value in own.items() if key != "to"}
    return _to_preview(context, {**kept, f"{IN}{tag}": sealed})


def _ask_tongue(context: Context, answers: Answers) -> Reply | None:
    if not context.person.is_coordinator:
        return None
    first = texts.written(context, answers).first
    keys = [
        questions.choice(name(one.own_name), tag)
        for tag, one in locales.languages().items()
        if tag != first
    ]
    return Reply((say("body", "In which language is your text?"),), in_rows(keys, 2))


def _then_tongue(context: Context, answers: Answers, chosen: Answer) -> Outcome:
    if str(chosen) not in locales.languages():
        return refusals.OVER
    return _to_preview(context, {**questions.own_answers(answers), TONGUE: str(chosen)})


NO_WORDS = say("body", "I cannot see any words. Please write again.")
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "words"): questions.Step(
        _ask_words, str, _then_words, passes_words_on=True, longest=LONGEST
    ),
    (FLOW, "whom"): questions.Step(whom.ask_room, questions.only_buttons, _then_whom),
    (FLOW, "activity"): questions.Step(whom.ask_activity, questions.only_buttons, _then_activity),
    (FLOW, "times"): questions.Step(whom.ask_times, questions.only_buttons, _chosen),
    (FLOW, "text"): questions.Step(_ask_text, str, _then_text, passes_words_on=True),
    (FLOW, "tongue"): questions.Step(_ask_tongue, questions.only_buttons, _then_tongue),
    (FLOW, "send"): questions.Step(_preview, questions.only_buttons, _then_send),
}
