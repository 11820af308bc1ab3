"""A week's requests for help in words: how many, how far, how fast, by partner and by domain."""

from __future__ import annotations

from handlers.core.messages import Text, Value, name, say, say_many
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests.helper_texts import partner_name
from handlers.reports.reach.figures import Answers, Course, Report
from handlers.reports.text import languages
from handlers.reports.text import summary as text_summary


def has_any(report: Report) -> bool:
    """Whether anything was asked or ended; a funder is not told."""
    counts = report.total.referrals
    return bool(counts.made or counts.closed or counts.got_help)


def summary(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """All of it, for the coordinators: first together, then each partner, then each domain."""
    counts, answers = report.total.referrals, report.requests or Answers()
    lines = [
        text_summary.heading(report),
        say_many(
            "report",
            "⛑️ {n} request for help. Accepted: {accepted}.",
            "⛑️ {n} requests for help. Accepted: {accepted}.",
            counts.made or 0,
            accepted=counts.accepted or 0,
        ),
        say_many(
            "report",
            "🏁 {n} request ended with an outcome. Got help: {helped}.",
            "🏁 {n} requests ended with an outcome. Got help: {helped}.",
            counts.closed or 0,
            helped=counts.got_help or 0,
        ),
    ]
    first, outcome = counts.median_days_to_answer, counts.median_days_to_outcome
    if first is not None:
        lines.append(say("report", "⏳ Days to the first answer: {days}.", days=first))
    if outcome is not None:
        lines.append(say("report", "⏳ Days to the outcome: {days}.", days=outcome))
    lines += [
        _line(name(partner_name(view, partner)), course)
        for partner, course in answers.by_partner.items()
    ]
    for domain, course in answers.by_domain.items():
        if course.made or course.closed:
            line = _line(LABELS[domain], course)
            asked_in = answers.by_topic_and_language.get(domain, {})
            spoken = languages.listed(asked_in)
            lines.append(_in_languages(line, spoken) if spoken else line)
    return tuple(lines)


def _in_languages(line: Text, spoken: Text) -> Text:
    return say("report", "{line} Languages: {languages}.", line=line, languages=spoken)


def _line(what: Text, course: Course) -> Text:
    values: dict[str, Value] = {
        "what": what,
        "accepted": course.accepted,
        "helped": course.got_help,
    }
    if course.days_to_answer is None:
        return say_many(
            "report",
            "{what}: {n} request. Accepted: {accepted}. Got help: {helped}.",
            "{what}: {n} requests. Accepted: {accepted}. Got help: {helped}.",
            course.made,
            **values,
        )
    return say_many(
        "report",
        "{what}: {n} request. Accepted: {accepted}. Got help: {helped}. Days to answer: {days}.",
        "{what}: {n} requests. Accepted: {accepted}. Got help: {helped}. Days to answer: {days}.",
        course.made,
        days=course.days_to_answer,
        **values,
    )
