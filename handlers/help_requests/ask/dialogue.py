"""I need help: pictures and taps, one question at a time, and nobody is asked before a yes.

What is typed on the way (how to call somebody, another way to reach them) rests sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import locales
from handlers.core import questions as core_questions
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import LONGEST_TEXT, Outcome, Question, Reply, Text, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.private import screen
from handlers.core.private.screen import IS_SAFE
from handlers.core.private.words import is_too_private
from handlers.core.questions import Answer, Answers, NotHere
from handlers.core.typed_input import NoNumber, read_number, readable
from handlers.help_requests import assignment, helpers, told_here
from handlers.help_requests.ask import after_yes, consent, my_requests, places, questions
from handlers.help_requests.ask.follow_up import FLOW, may_be_told
from handlers.help_requests.ask.questions import AGREE, ALL, NO, REFUSE, YES
from handlers.help_requests.resident_texts import TIMES
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN

MOST = 3
# What the button to read it all had, before the last question had words of its own.
OLD_ALL = 2
LONGEST_CONTACT, LONGEST_NAME = 200, 40
# After so long nobody goes on with an old question, and what was typed is forgotten.
KEPT = timedelta(hours=24)

TOO_PRIVATE = say("body", "That is too private for a chat. I did not keep it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What help is about: typed behind the command, or known by the button."""

    text: str = ""
    domain: str = ""
    # It was heard that it cannot wait.
    now: int = NO


def show(context: Context, args: Topic) -> Outcome:
    """Where a person's requests stand; without any, or with a topic, the first question."""
    domain = _domain(context, args.text or args.domain)
    if not domain and any(_is_shown_first(context, request) for request in questions.own(context)):
        return my_requests.show(context, Nothing())
    return _begin(context, domain, is_urgent=args.now == YES)


def _is_shown_first(context: Context, request: Request) -> bool:
    """Whether a request is open, or its end may still be news: not every phone was written to."""
    if request.state in OPEN:
        return True
    return not request.said and may_be_told(context.view, request, context.now)


def again(context: Context, _: Nothing) -> Outcome:
    """Ask for help once more, with something else under way."""
    return _begin(context, "")


def _begin(context: Context, domain: str, *, is_urgent: bool = False) -> Outcome:
    if domain and any(request.domain == domain for request in told_here.known_here(context)):
        return my_requests.show(context, Nothing(), say("body", "You asked for this already."))
    if len(questions.open_requests(context)) >= MOST:
        return my_requests.show(
            context, Nothing(), say("body", "You have {n} requests already.", n=MOST)
        )
    answers: dict[str, str | int] = {"until": int((context.now + KEPT).timestamp())}
    if is_urgent:
        # Whom to call was said before.
        answers |= {"urgent": YES, "when": "any"}
    if domain:
        return _go(context, "room", {**answers, "domain": domain}, replaces=False)
    return _go(context, "domain", answers, replaces=False)


def _domain(context: Context, typed: str) -> str:
    """The topic that was named after the command: by its id, or by its name as it is read."""
    wanted = typed.strip().casefold()
    chain = (context.language, context.view.neighbourhood.default_language)
    for domain, label in LABELS.items():
        read = locales.sentence(chain, label.slot, label.one).text.partition(" ")[2]
        if wanted and wanted in {domain, read.casefold()}:
            return domain
    return ""


def _go(
    context: Context, step: str, answers: Answers, *before: Reply, replaces: bool = True
) -> Outcome:
    """Ask the next question in the place of the one before.

    When the room that was chosen has left the file, where to meet comes first once more.
    """
    why: tuple[Text, ...] = ()
    if places.has_left(context, answers):
        step = "room"
        answers = {key: said for key, said in answers.items() if key not in {"room", "page"}}
        why = (say("body", "This room is not there any more."),)
    asked = STEPS[FLOW, step].ask(context, answers)
    if asked is None:
        return refusals.OVER
    asked = replace(asked, lines=(*why, *asked.lines), replaces=replaces and not before)
    return Outcome((*before, _shown(context, answers, asked)), Question(FLOW, step, answers))


def _shown(context: Context, answers: Answers, reply: Reply) -> Reply:
    """On a phone that is not safe nothing stays of what was said before, nor of what was typed."""
    return reply if questions.is_safe(answers) else screen.emptied(context, reply)


def _again(context: Context, step: str, answers: Answers, *why: Text) -> Outcome:
    """The same question, when what came was no answer to it."""
    asked = STEPS[FLOW, step].ask(context, answers)
    if asked is None:
        return refusals.OVER
    return Outcome((replace(asked, lines=(*why, *asked.lines)),), keeps_question=True)


def _take_tap(typed: str) -> NoNumber:
    """Words are no answer to a question with buttons; what is too private gets a kind no."""
    return NotHere(why=TOO_PRIVATE) if is_too_private(typed) else NotHere()


def _take_words(typed: str) -> Answer | NoNumber:
    """Words as they are; a bare number is the number of a button."""
    words = readable(typed)
    if not words or isinstance(read_number(words), int):
        return NotHere()
    return NotHere(why=TOO_PRIVATE) if is_too_private(words) else words


def _then_domain(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if answer not in LABELS:
        return _again(context, "domain", answers)
    return _go(context, "room", {**answers, "domain": answer})


def _then_room(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if answer == places.CANNOT_WAIT:
        return _burns(context, answers)
    page = places.page_of(answer)
    if page is not None:
        return _go(context, "room", {**answers, "page": page})
    if answer not in {*context.view.rooms, places.AT_HOME}:
        return _again(context, "room", answers)
    room = "" if answer == places.AT_HOME else answer
    return _go(context, "phone", {**answers, "room": room})


def _burns(context: Context, answers: Answers) -> Outcome:
    """Whom to call at once; that stays in the chat, and the next question comes below it."""
    answers = {**answers, "urgent": YES, "when": "any"}
    return _go(context, "room", answers, Reply(places.numbers(context), replaces=True))


def _then_phone(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if answer not in {YES, NO}:
        return _again(context, "phone", answers)
    answers = {**answers, IS_SAFE: answer}
    if answer == YES:
        return _consent(context, answers)
    # Nor is anything told here any more of what was asked before.
    context.store.requests.mark_unsafe(context.person.id, context.profile)
    # Nor does it show a sign of anything, or open anybody for a month.
    context.store.browsers.stay_no_more(context.person.id)
    return _go(context, "contact", answers)


def _then_contact(context: Context, answers: Answers, answer: Answer) -> Outcome:
    return _consent(context, {**answers, "contact": _sealed(context, answer)})


def _sealed(context: Context, answer: Answer) -> str:
    """What was typed, before it rests anywhere; a tap on the button leaves it empty."""
    words = str(answer) if answer != NO else ""
    return context.store.requests.hidden(context.person.id, words) if words else ""


def _consent(context: Context, answers: Answers) -> Outcome:
    seen = consent.screen(context, questions.helpers(context, answers))
    return _go(context, "consent", {**answers, **seen})


def _then_consent(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if _is_late(context, answers):
        return refusals.OVER
    if answer in {REFUSE, NO}:
        return Outcome((_shown(context, answers, questions.come_by(context, answers)),))
    if answer in {ALL, OLD_ALL}:
        return _consent(context, {**answers, "all": YES})
    if answer not in {AGREE, YES} or not consent.is_meant(context):
        return _again(context, "consent", answers)
    asked = questions.helpers(context, answers)
    seen = {key: answers.get(key) for key in consent.screen(context, asked)}
    is_as_seen = answer == AGREE and seen == consent.screen(context, asked)
    if not is_as_seen or places.has_left(context, answers):
        # Somebody else would see it than was read, or in other words: that needs its own yes.
        return _consent(context, answers)
    known = {request.domain for request in told_here.known_here(context)}
    if len(questions.open_requests(context)) >= MOST or answers["domain"] in known:
        return my_requests.show(context, Nothing())
    request = _make(context, answers, asked[0])
    context.count_contact()
    told = helpers.tell_helpers(context.view, context.store, request, context.now)
    first, *way_back = after_yes.just_asked(context, request)
    return Outcome((_shown(context, answers, first), *way_back, *told))


def _make(context: Context, answers: Answers, partner: str) -> Request:
    def opened(step: str) -> str:
        return context.store.requests.shown(context.person.id, str(answers.get(step, "")))

    room = str(answers["room"])
    return context.store.requests.make(
        context.person.id,
        context.profile,
        context.now,
        language=context.language,
        domain=str(answers["domain"]),
        room=room if room in context.view.rooms else "",
        is_urgent=places.is_urgent(answers),
        times=str(answers.get("when", "")),
        safe_here=questions.is_safe(answers),
        contact=opened("contact"),
        call_me=opened("name"),
        partner=partner,
        due_at=assignment.first_due(context.view, partner, context.now),
        consent_version=consent.VERSION,
        consent_language=context.language,
    )


def _is_late(context: Context, answers: Answers) -> bool:
    return int(answers["until"]) < context.now.timestamp()


def _step(
    ask: Callable[[Context, Answers], Reply | None],
    then: Callable[[Context, Answers, Answer], Outcome],
    take: Callable[[str], Answer | NoNumber] = _take_tap,
    longest: int = LONGEST_TEXT,
    **more: bool,
) -> core_questions.Step:
    """A question that is over after a day, with what was answered before it."""

    def asks(context: Context, answers: Answers) -> Reply | None:
        return None if _is_late(context, answers) else ask(context, answers)

    return core_questions.Step(asks, take, then, longest=longest, **more)


# Buttons of questions that are not asked any more, and words for them, are still taken; what is
# asked then is the question that comes now.
def _then_wait(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if answer not in {YES, NO}:
        return _then_room(context, answers, answer)
    return _burns(context, answers) if answer == YES else _go(context, "room", answers)


def _then_name(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if answer in {AGREE, REFUSE, ALL}:
        return _then_consent(context, answers, answer)
    return _consent(context, {**answers, "name": _sealed(context, answer)})


def _then_when(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if answer not in TIMES:
        return _then_consent(context, answers, answer)
    return _consent(context, {**answers, "when": answer})


STEPS: dict[tuple[str, str], core_questions.Step] = {
    (FLOW, "domain"): _step(questions.ask_domain, _then_domain),
    (FLOW, "room"): _step(places.ask, _then_room, shows_choice=True),
    (FLOW, "phone"): _step(questions.ask_phone, _then_phone),
    (FLOW, "contact"): _step(questions.ask_contact, _then_contact, _take_words, LONGEST_CONTACT),
    (FLOW, "consent"): _step(questions.ask_consent, _then_consent, is_consent=True),
    (FLOW, "wait"): _step(places.ask, _then_wait),
    (FLOW, "name"): _step(questions.ask_consent, _then_name, _take_words, LONGEST_NAME),
    (FLOW, "when"): _step(questions.ask_consent, _then_when),
}
