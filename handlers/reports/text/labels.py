"""What each figure of a report is called: the same in every table, file and sentence."""

from __future__ import annotations

from handlers.core.messages import say
from handlers.reports.text import steps

# Each figure by its path in the JSON, with "_" for "."; in this order they stand in every file.
LABELS = {
    "measuring_since": say("column", "Measured since"),
    "openings": say("column", "Openings"),
    "openings_counted": say("column", "Openings counted"),
    "planned": say("column", "Planned openings"),
    "planned_covered": say("column", "Planned openings held"),
    "minutes_open": say("column", "Minutes open"),
    "minutes_planned": say("column", "Minutes planned"),
    "visits": say("column", "Visits"),
    "new_faces": say("column", "New faces"),
    "signups": say("column", "Signed up"),
    "attended": say("column", "Came to activities"),
    "attended_counted_counted": say("column", "Activities counted"),
    "attended_counted_of": say("column", "Activities held"),
    "missed": say("column", "Signed up and stayed away"),
    "referrals_made": say("column", "Requests for help"),
    "referrals_accepted": say("column", "Requests accepted"),
    "referrals_closed": say("column", "Requests closed"),
    "referrals_got_help": say("column", "Got help"),
    "referrals_median_days_to_answer": say("column", "Days to the answer"),
    "referrals_median_days_to_outcome": say("column", "Days to the outcome"),
    "contacts": say("column", "Wrote to the bot"),
    "team_contacts": say("column", "Of the team"),
    "web_visits": say("column", "Web visits"),
    "participants": say("column", "Participants"),
    "volunteers": say("column", "Volunteers"),
    "volunteers_among_participants": say("column", "Volunteers among participants"),
    "by_residents_openings": say("column", "Run by residents alone"),
    "by_residents_of": say("column", "Known by whom it was run"),
    **{f"steps_to_work_{step}": label for step, label in steps.LABELS.items()},
}
ROOMS_OPENED = say("column", "Rooms that opened")
# What is told besides these, of all rooms together.
BESIDES = {
    "estimate": say("column", "At least so many came"),
    "share": say("column", "Reached, in percent"),
    "money_per_participant": say("column", "For each participant"),
    "money_per_visit": say("column", "For each visit"),
}
