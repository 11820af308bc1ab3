"""What the dispatcher has to know of activities."""

from __future__ import annotations

from handlers.activities import (
    attendance,
    browse,
    calendar_file,
    check_in,
    organise,
    reminders,
    sign_up,
)
from handlers.core.feature import Command, Feature, Given, Needs, Tap
from handlers.core.messages import say

FEATURE = Feature(
    name="activities",
    commands={
        "activities": Command(
            browse.show, Given, says=say("command", "What you can do in the rooms")
        ),
    },
    taps={
        "activities": Tap(browse.show, Given),
        "activities.days": Tap(browse.days, Given),
        "activities.kinds": Tap(browse.kinds, Given),
        "activities.mine": Tap(browse.mine, Given),
        "activities.count": Tap(attendance.to_count, Given, Needs.ROLE),
        "activity": Tap(browse.one_activity, Given),
        "activity.calendar": Tap(calendar_file.show, Given),
        "activity.cancel": Tap(organise.cancel, Given, Needs.ROLE),
        "activity.cancelled": Tap(organise.cancelled, Given, Needs.ROLE),
        "activity.revive": Tap(organise.revive, Given, Needs.ROLE),
        "activity.move": Tap(organise.move, Given, Needs.ROLE),
        "activity.came": Tap(attendance.came, Given, Needs.ROLE),
        "activity.counted": Tap(attendance.counted, Given, Needs.ROLE),
        "activity.saw": Tap(organise.saw, Given),
        "signup": Tap(sign_up.join, Given),
        "signup.instead": Tap(sign_up.instead, Given),
        "signup.others": Tap(sign_up.others, Given),
        "signup.leave": Tap(sign_up.leave, Given),
        "signup.accept": Tap(sign_up.accept, Given),
        "signup.comes": Tap(sign_up.comes, Given),
        "checkin": Tap(check_in.here, Given),
    },
    steps={**sign_up.STEPS, **organise.STEPS, **attendance.STEPS},
    due=(reminders.due,),
    tables=("occurrences", "signups"),
)
