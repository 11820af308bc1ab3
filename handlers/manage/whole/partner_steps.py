"""A new organisation, or another name, topics, days or phone of one: asked, looked at, yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, Nothing, Tap
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.questions import BACK, Answer, Answers, NotHere
from handlers.core.typed_input import NoNumber, read_number
from handlers.help_requests.answer.capacity import OfPartner
from handlers.manage.activities import asking
from handlers.manage.changes import agreed, ids, organisations, versions
from handlers.manage.whole import partners, ticking
from locales.phrases import folded
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.checks import MOST_DAYS
from storage.neighbourhood.model import Neighbourhood, Partner

FLOW = "organisation"
NEW = "new"
# What is asked of a new one, in order; each can be changed by itself.
ASKED = ("name", "domains", "days", "phone")
NO_PHONE, NO_PROMISE = "none", 0
SOME_DAYS = (2, 5, 10)
LONGEST = {"name": 40, "days": 20, "phone": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfPartner(OfPartner):
    """The arguments of a button about one thing of an organisation."""

    what: str


def begin(context: Context, _: Nothing) -> Outcome:
    """What a new one is called."""
    return _ask(context, ASKED[0], {"what": NEW})


def change(context: Context, args: PartOfPartner) -> Outcome:
    """What it will be."""
    partner = partners.partner_of(context.view.neighbourhood, args.partner)
    if partner is None or args.what not in ASKED:
        return refusals.OVER
    own: dict[str, str | int] = {"partner": partner.id, "what": args.what}
    if args.what == "domains":
        own["domains"] = " ".join(partner.domains)
    return _ask(context, args.what, own)


def _ask(context: Context, step: str, own: dict[str, str | int]) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, own)
    return Outcome((asked,), Question(FLOW, step, own)) if asked else refusals.OVER


def _again(step: str, own: dict[str, str | int], why: Text) -> Outcome:
    return Outcome((Reply((why,)),), Question(FLOW, step, own))


def _ask_name(context: Context, answers: Answers) -> Reply | None:
    lines = (
        say("body", "What is the organisation called? Type it."),
        say("body", "Everybody can read it. Write no names of people."),
    )
    return _question(context, answers, *lines)


def _then_name(context: Context, answers: Answers, typed: Answer) -> Outcome:
    return _goes_on(context, "name", answers, typed)


def _ask_domains(context: Context, answers: Answers) -> Reply | None:
    asked = _question(context, answers)
    line = say("body", "⛑️ For which topics does it answer?")
    ticks = ticking.ask(LABELS, str(answers.get("domains", "")), line)
    return asked and replace(
        asked, lines=(*asked.lines, *ticks.lines), rows=(*ticks.rows, *asked.rows)
    )


def _then_domains(context: Context, answers: Answers, answer: Answer) -> Outcome:
    own, ticked = questions.own_answers(answers), str(answers.get("domains", ""))
    if answer == ticking.READY and ticked:
        return _goes_on(context, "domains", answers, ticked)
    own["domains"] = ticking.after(LABELS, ticked, answer)
    return ticking.shown(context, _ask(context, "domains", own), answer)


def _ask_days(context: Context, answers: Answers) -> Reply | None:
    lines = (
        say("body", "⏳ In how many working days does it answer?"),
        say("body", "Tap, or type a number from 1 to 14."),
    )
    some = tuple(questions.choice(say("choice", "⏳ {n}", n=days), days) for days in SOME_DAYS)
    none = (questions.choice(say("btn", "❌ No promise"), NO_PROMISE),)
    return _question(context, answers, *lines, rows=(some, none))


def _read_days(typed: str) -> Answer | NoNumber:
    number = read_number(typed)
    if isinstance(number, int) and 1 <= number <= MOST_DAYS:
        return number
    return NotHere(why=say("body", "Please type a number from 1 to 14."))


def _then_days(context: Context, answers: Answers, days: Answer) -> Outcome:
    return _goes_on(context, "days", answers, days)


def _ask_phone(context: Context, answers: Answers) -> Reply | None:
    line = say("body", "What is the phone number? Type it.")
    none = (questions.choice(say("btn", "❌ No phone"), NO_PHONE),)
    return _question(context, answers, line, rows=(none,))


def _then_phone(context: Context, answers: Answers, typed: Answer) -> Outcome:
    return _goes_on(context, "phone", answers, "" if typed == NO_PHONE else typed)


def _question(
    context: Context, answers: Answers, *lines: Text, rows: tuple[tuple[Button, ...], ...] = ()
) -> Reply | None:
    """A question, under the name of which it is, with the way back to it."""
    if not context.person.is_coordinator:
        return None
    if answers["what"] == NEW:
        return Reply(lines, rows)
    partner = partners.partner_of(context.view.neighbourhood, str(answers["partner"]))
    if partner is None:
        return None
    back = (button(BACK, "plan.partner", partner=partner.id),)
    return Reply((name(f"🤝 {partner.name}"), *lines), (*rows, back))


def _goes_on(context: Context, step: str, answers: Answers, value: Answer) -> Outcome:
    """The next question, or a look at what it will be; what cannot be is asked again."""
    now, before = context.view.neighbourhood, questions.own_answers(answers)
    own = {**before, step: value}
    if not context.person.is_coordinator:
        return refusals.OVER
    if why := _wrong(now, step, own):
        return _again(step, before, why)
    if own["what"] == NEW and step != ASKED[-1]:
        return _ask(context, ASKED[ASKED.index(step) + 1], own)
    changed = _changed(context, now, own)
    if changed is None:
        return refusals.OVER
    if changed == now:
        return _as_it_is(own)
    return _ask(context, "sure", {**own, "seen": _seen(now, own)})


def _wrong(now: Neighbourhood, step: str, own: Answers) -> Text | None:
    """Why an answer cannot be."""
    if step == "name":
        others = [one for one in now.partners if one.id != own.get("partner")]
        if folded(str(own["name"])) in {folded(one.name) for one in others}:
            return say("body", "Another organisation has this name.")
    if step == "phone" and own["phone"] and _partner(None, "x", {"phone": own["phone"]}) is None:
        return say("body", "No phone can call this number. Check it.")
    return None


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, for what nobody answers any more, and the yes."""
    now = context.view.neighbourhood
    changed = _changed(context, now, answers) if context.person.is_coordinator else None
    if changed is None:
        return None
    no = button(say("btn", "❌ No"), "plan.partners")
    if answers["what"] != NEW:
        no = button(say("btn", "❌ No"), "plan.partner", partner=str(answers["partner"]))
    return agreed.preview(context, changed, _lines(now, changed, answers), no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now, own = versions.present(context), questions.own_answers(answers)
    changed = _changed(context, now, own) if context.person.is_coordinator else None
    if value != agreed.YES or changed is None:
        return refusals.OVER
    if "name" in own and (why := _wrong(now, "name", own)):
        # Somebody else gave that name to another one meanwhile.
        own.pop("seen", None)
        return _again("name", own, why)
    if changed == now:
        return _as_it_is(own)
    if own.get("seen") != _seen(now, own):
        return agreed.asked_again(context, _preview, FLOW, own, _seen(now, own))
    partner = _meant(changed, own)
    ways = [partners.to_partner(partner)]
    if own["what"] == NEW:
        ways.insert(0, partners.to_invite(partner))
    return agreed.done(context, changed, "", _lines(now, changed, own), *ways)


def _lines(now: Neighbourhood, changed: Neighbourhood, answers: Answers) -> list[Text]:
    if answers["what"] == NEW:
        return partners.described(changed.partners[-1])
    return list(organisations.differences(now, changed))


def _changed(context: Context, now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with that organisation as it was answered; None when that cannot be."""
    given = {key: answers[key] for key in ASKED if key in answers}
    if answers["what"] == NEW:
        taken = {one.id for one in now.partners}
        own = ids.new_id(context.store, str(answers["name"]), taken, "organisation")
        made = _partner(None, own, given)
        return now.model_copy(update={"partners": (*now.partners, made)}) if made else None
    old = partners.partner_of(now, str(answers["partner"]))
    made = _partner(old, old.id, given) if old else None
    if made is None:
        return None
    every = tuple(made if one.id == made.id else one for one in now.partners)
    return now.model_copy(update={"partners": every})


def _partner(old: Partner | None, id: str, given: Answers) -> Partner | None:  # noqa: A002 - the word of the file
    """The organisation with these answers, checked as those of a file of today."""
    values: dict[str, object] = {}
    if "name" in given:
        values["name"] = str(given["name"])
    if "domains" in given:
        values["domains"] = tuple(str(given["domains"]).split())
    if "days" in given:
        values["answer_within_days"] = int(given["days"]) or None
    if "phone" in given:
        values["phone"] = str(given["phone"]) or None
    bare = {"id": id, "name": id, "domains": (next(iter(LABELS)),), **values}
    try:
        checked = Partner.model_validate(bare, context=LOADED_NOW)
    except ValidationError:
        return None
    # What stands beside it may be from before a check, and stays.
    if old is None:
        return checked
    return old.model_copy(update={key: getattr(checked, key) for key in values})


def _meant(now: Neighbourhood, answers: Answers) -> Partner:
    if answers["what"] == NEW:
        return now.partners[-1]
    partner = partners.partner_of(now, str(answers["partner"]))
    assert partner
    return partner


def _seen(now: Neighbourhood, answers: Answers) -> str:
    """What tells it from how it was when it was shown; of a new one there was nothing."""
    partner = partners.partner_of(now, str(answers.get("partner", "")))
    return agreed.mark(partner.model_dump_json() if partner else "")


def _as_it_is(own: Answers) -> Outcome:
    back = button(BACK, "plan.partner", partner=str(own["partner"]))
    return Outcome((Reply((agreed.AS_IT_IS,), ((back,),)),))


TAPS: dict[str, Tap[Any]] = {
    "plan.partner.new": Tap(begin, Nothing, Needs.COORDINATOR, asks_pictures=True),
    "plan.partner.change": Tap(change, PartOfPartner, Needs.COORDINATOR, asks_pictures=True),
}
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "name"): questions.Step(
        _ask_name, asking.read_title, _then_name, passes_words_on=True, longest=LONGEST["name"]
    ),
    (FLOW, "domains"): questions.Step(_ask_domains, ticking.reader(LABELS), _then_domains),
    (FLOW, "days"): questions.Step(_ask_days, _read_days, _then_days, longest=LONGEST["days"]),
    (FLOW, "phone"): questions.Step(
        _ask_phone, str, _then_phone, passes_words_on=True, longest=LONGEST["phone"]
    ),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
