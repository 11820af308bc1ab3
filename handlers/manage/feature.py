"""What the dispatcher has to know of changing the neighbourhood."""

from __future__ import annotations

from handlers.core.feature import Feature, FurtherOn, Needs, Nothing, OfRoom, Tap
from handlers.manage.activities import change, listing, new, titles
from handlers.manage.activities.change import OfTitle
from handlers.manage.activities.listing import OfActivity, Program
from handlers.manage.alerts import digest, planned, screen
from handlers.manage.changes import versions
from handlers.manage.changes.versions import OfVersion
from handlers.manage.closing import dialogue
from handlers.manage.rooms import (
    days,
    details,
    moving,
    new_room,
    offers,
    special_days,
    usual_hours,
)
from handlers.manage.rooms.days import OfDay
from handlers.manage.rooms.details import OfDetail
from handlers.manage.rooms.usual_hours import OfWeekday
from handlers.manage.whole import (
    languages,
    partner_gone,
    partner_steps,
    partners,
    urgent,
    urgent_steps,
)
from handlers.manage.whole import listing as whole
from handlers.manage.whole.plan import money, targets

# A coordinator of every room and of any day, a key-holder of their own rooms and of today.
ROLE = Needs.ROLE
FEATURE = Feature(
    name="manage",
    taps={
        "plan": Tap(days.show, Nothing, ROLE, asks_pictures=True),
        "plan.room": Tap(days.of_room, OfRoom, ROLE, asks_pictures=True),
        "plan.day": Tap(days.of_one_day, OfDay, ROLE, asks_pictures=True),
        "plan.ask": Tap(special_days.ask_day, OfRoom, Needs.COORDINATOR, asks_pictures=True),
        "plan.closed": Tap(special_days.closed, OfDay, ROLE, asks_pictures=True),
        "plan.hours": Tap(special_days.other_hours, OfDay, ROLE, asks_pictures=True),
        "plan.usual": Tap(special_days.as_usual, OfDay, ROLE, asks_pictures=True),
        "plan.week": Tap(usual_hours.show, OfRoom, Needs.COORDINATOR, asks_pictures=True),
        "plan.weekday": Tap(
            usual_hours.ask_hours, OfWeekday, Needs.COORDINATOR, asks_pictures=True
        ),
        "plan.details": Tap(details.show, OfRoom, Needs.COORDINATOR, asks_pictures=True),
        "plan.detail": Tap(details.ask, OfDetail, Needs.COORDINATOR, asks_pictures=True),
        **offers.TAPS,
        **languages.TAPS,
        "plan.new_room": Tap(new_room.begin, Nothing, Needs.COORDINATOR, asks_pictures=True),
        "plan.moves": Tap(moving.begin, OfRoom, Needs.COORDINATOR, asks_pictures=True),
        "plan.closes": Tap(dialogue.begin, OfRoom, Needs.COORDINATOR, asks_pictures=True),
        "plan.undo": Tap(versions.undo, OfVersion, ROLE, asks_pictures=True),
        "plan.history": Tap(versions.history, FurtherOn, Needs.COORDINATOR, asks_pictures=True),
        "plan.program": Tap(listing.show, Program, Needs.COORDINATOR, asks_pictures=True),
        "plan.activity": Tap(listing.one, OfActivity, Needs.COORDINATOR, asks_pictures=True),
        "plan.new": Tap(new.begin, OfRoom, Needs.COORDINATOR, asks_pictures=True),
        "plan.stop": Tap(change.stop, OfActivity, Needs.COORDINATOR, asks_pictures=True),
        "plan.move": Tap(change.move, OfActivity, Needs.COORDINATOR, asks_pictures=True),
        "plan.places": Tap(change.places, OfActivity, Needs.COORDINATOR, asks_pictures=True),
        "plan.title": Tap(change.title, OfTitle, Needs.COORDINATOR, asks_pictures=True),
        **titles.TAPS,
        **screen.TAPS,
        **whole.TAPS,
        **partners.TAPS,
        **partner_steps.TAPS,
        **partner_gone.TAPS,
        **urgent.TAPS,
        **urgent_steps.TAPS,
        **targets.TAPS,
        **money.TAPS,
    },
    steps={
        **special_days.STEPS,
        **usual_hours.STEPS,
        **details.STEPS,
        **offers.STEPS,
        **languages.STEPS,
        **new_room.STEPS,
        **moving.STEPS,
        **dialogue.STEPS,
        **new.STEPS,
        **change.STEPS,
        **screen.STEPS,
        **partner_steps.STEPS,
        **partner_gone.STEPS,
        **urgent_steps.STEPS,
        **targets.STEPS,
        **money.STEPS,
    },
    due=(planned.due, digest.due),
    tables=("neighbourhood_versions", "alert_choices"),
)
