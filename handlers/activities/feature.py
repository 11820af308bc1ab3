"""What the dispatcher has to know of activities."""

from __future__ import annotations

from handlers.activities import (
    browse,
    calendar_file,
    check_in,
    my_place,
    reminders,
    sign_up,
    waiting_list,
)
from handlers.activities.card import OfOccurrence, OfSignUp, Wanted
from handlers.activities.my_place import Instead
from handlers.activities.running import attendance, organise
from handlers.activities.running.attendance import SoManyCame
from handlers.activities.running.organise import MovedTo, NewTime
from handlers.activities.sign_up import SoManyCome
from handlers.core.feature import Command, Feature, FurtherOn, Needs, Nothing, OfRoom, Tap
from handlers.core.messages import say
from handlers.rooms.pictures import asking
from handlers.rooms.pictures.asking import Here

FEATURE = Feature(
    name="activities",
    commands={
        "activities": Command(
            browse.show, Wanted, says=say("command", "What you can do in the rooms")
        ),
    },
    taps={
        "activities": Tap(browse.show, Wanted),
        "activities.all": Tap(browse.everything, Wanted),
        "activities.days": Tap(browse.days, FurtherOn),
        "activities.kinds": Tap(browse.kinds, FurtherOn),
        "activities.mine": Tap(browse.mine, FurtherOn),
        "activities.count": Tap(attendance.to_count, Nothing, Needs.KEY_HOLDER),
        "activity": Tap(browse.one_activity, OfOccurrence),
        "activity.calendar": Tap(calendar_file.show, OfOccurrence),
        "activity.cancel": Tap(organise.cancel, OfOccurrence, Needs.ROLE),
        "activity.cancelled": Tap(organise.cancelled, OfOccurrence, Needs.ROLE),
        "activity.revive": Tap(organise.revive, OfOccurrence, Needs.ROLE),
        "activity.move": Tap(organise.move, MovedTo, Needs.ROLE),
        "activity.moved": Tap(organise.moved, NewTime, Needs.ROLE),
        "activity.came": Tap(attendance.came, OfOccurrence, Needs.ROLE),
        "activity.counted": Tap(attendance.counted, SoManyCame, Needs.ROLE),
        "activity.saw": Tap(organise.saw, OfSignUp),
        "signup": Tap(sign_up.join, SoManyCome),
        "signup.instead": Tap(my_place.instead, Instead),
        "signup.others": Tap(sign_up.others, OfOccurrence),
        "signup.leave": Tap(my_place.leave, OfSignUp),
        "signup.undo": Tap(my_place.undo, OfSignUp),
        "signup.accept": Tap(my_place.accept, OfSignUp),
        "signup.comes": Tap(my_place.comes, OfSignUp),
        "checkin": Tap(check_in.here, Here),
        "checkin.none": Tap(asking.none_seen, OfRoom),
    },
    steps={**sign_up.STEPS, **organise.STEPS, **attendance.STEPS},
    due=(reminders.due,),
    on_file_change=(reminders.due_changes,),
    on_departure=(waiting_list.departed,),
    tables=("occurrences", "signups"),
)
