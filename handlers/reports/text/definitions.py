"""What each figure of a report means, in one or two plain sentences: the same ones everywhere.

The keys are those of `handlers.reports.text.labels`, and some figures that have no column.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.core.messages import Text, say

DEFINITIONS: Mapping[str, Text] = {
    "openings": say("report", "From “I open” until “I close”. One that was undone does not count."),
    "openings_counted": say(
        "report", "The openings at which somebody counted the people. “I don't know” is no count."
    ),
    "planned": say("report", "The published opening hours. Only those that have begun by now."),
    "planned_covered": say(
        "report", "Planned openings in which the room was open. One minute is enough."
    ),
    "minutes_open": say("report", "How long the room was open, all openings together. In minutes."),
    "visits": say(
        "report",
        "The people inside, counted at each opening. Who comes twice is two visits.",
    ),
    "new_faces": say(
        "report",
        "People without a phone: their first time here this year. The key-holder counts them.",
    ),
    "signups": say(
        "report",
        "People who signed up for an activity on these days. Who cancelled does not count.",
    ),
    "attended": say(
        "report",
        "People who came to an activity. The key-holder counts them, or they tap “I am here”.",
    ),
    "referrals_made": say("report", "How often somebody asked for help in this time."),
    "referrals_accepted": say("report", "Requests of this time to which a helper said yes."),
    "referrals_closed": say(
        "report", "Requests that ended in this time. The outcome of each is known."
    ),
    "referrals_got_help": say(
        "report", "Closed requests in which the person got help. The person says so, or the helper."
    ),
    "attended_counted_counted": say(
        "report", "Activities at which it is known who came. Somebody counted, or people tapped."
    ),
    "attended_counted_of": say("report", "Activities that took place until now."),
    "referrals_median_days_to_answer": say(
        "report", "Days until a helper said yes or no. Half of the requests took longer."
    ),
    "referrals_median_days_to_outcome": say(
        "report", "Days until the outcome was known. Half of the requests took longer."
    ),
    "contacts": say("report", "Different people who wrote to the bot. The team is counted apart."),
    "team_contacts": say(
        "report", "Different people with a role who wrote to the bot. Other contacts are apart."
    ),
    "web_visits": say(
        "report", "How often somebody only looked at the web page. These are not people."
    ),
    "participants": say(
        "report",
        "Different people: checked in, helped, got help, or new. It is at least so many.",
    ),
    "volunteers": say(
        "report",
        "Different people who opened a room or joined as volunteers. They are participants too.",
    ),
    "by_residents_openings": say(
        "report", "Openings that residents ran without a coordinator or an organisation."
    ),
    "by_residents_of": say("report", "Openings of which we know who opened the room."),
    "steps_to_work_offered": say("report", "Different people who offered to help in the bot."),
    "steps_to_work_started": say("report", "Different people who joined after a try-out day."),
    "steps_to_work_key_holders": say("report", "Different people who got the key to a room."),
    "steps_to_work_learning": say(
        "report", "People with a learning place. Noted by a coordinator, with their yes."
    ),
    "steps_to_work_sheltered": say(
        "report", "People in sheltered work. Noted by a coordinator, with their yes."
    ),
    "steps_to_work_supported": say(
        "report", "People with a supported job. Noted by a coordinator, with their yes."
    ),
    "steps_to_work_paid": say(
        "report", "People with a paid job. Noted by a coordinator, with their yes."
    ),
    "missed": say(
        "report",
        "Signed up for an activity, and did not come. Only where it was counted.",
    ),
    "minutes_planned": say(
        "report", "How long the rooms should have been open until now. In minutes."
    ),
    "volunteers_among_participants": say(
        "report", "How many of the participants are volunteers. The two are never added."
    ),
    "estimate": say(
        "report",
        "At least so many people came, also without a tap. We see it from who comes again.",
    ),
    "measuring_since": say(
        "report", "From this day on the figures count. Before it nothing is known."
    ),
    "share": say(
        "report",
        "Of a hundred residents or households so many were reached. Their number is an estimate.",
    ),
    "money_per_participant": say(
        "report",
        "The costs so far, divided by the participants. At most, because not everybody is counted.",
    ),
    "money_per_visit": say(
        "report",
        "The costs so far, divided by the visits. At most, because not every visit is counted.",
    ),
}
