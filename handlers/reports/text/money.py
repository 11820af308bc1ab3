"""A year's money in words: against the plan, for each person, what is sure for the next year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.core.messages import Text, Value, say, say_many
from handlers.reports.reach.money_figures import (
    CITY_FOR_A_ROOM,
    COSTS_OF_A_ROOM,
    MOST_EXTRAS_OF_A_ROOM,
    REACHED_BY_A_ROOM,
    Beside,
    DistrictMoney,
    Funder,
    Money,
    RoomMoney,
    beside,
)
from storage.neighbourhood.plan import Counted, Population

LINES = 8
NOT_KNOWN = say("report", "not known")


def summary(money: Money) -> tuple[Text, ...]:
    """The whole year's money in at most 8 lines, the answer first."""
    return tuple(_summary(money))


def funders(money: Money) -> tuple[Text, ...]:
    """A line for each source of money, in at most 8 lines."""
    return _at_most([_funder(funder) for funder in money.funders])


def districts(money: Money) -> tuple[Text, ...]:
    """A line for each district, in at most 8 lines."""
    return _at_most([_district(part) for part in money.by_district])


def rooms(money: Money, shown: Sequence[RoomMoney]) -> tuple[Text, ...]:
    """Whom each of these rooms reached, beside what the council reckons with."""
    return (_yardstick(), *(_reached(room, money) for room in shown))


def of_room(money: Money, room: str) -> tuple[Text, ...]:
    """One room beside the council's yardsticks: whom it reached, its costs, its extras."""
    return tuple(
        line for part in money.by_room if part.id == room for line in _of_room(part, money)
    )


def average_room(money: Money) -> tuple[Text, ...]:
    """What an average room of the plan costs, beside the council's yardsticks."""
    return tuple(_average_room(money))


def for_whom(population: Population) -> Text:
    """For how many the rooms are, and what was counted: residents or households."""
    people = _people(population.low, population.high, population.of)
    return say("report", "The rooms are for {people}.", people=people)


def euros(amount: int | None) -> Text:
    """An amount of money, or that it is not known."""
    return NOT_KNOWN if amount is None else say_many("report", "{n} euro", "{n} euros", amount)


def at_the_most(amount: int | None) -> Text:
    """What somebody costs: participants are at least, so this is at most."""
    if amount is None:
        return NOT_KNOWN
    return say("report", "at most {euros}", euros=euros(amount))


def _people(low: int, high: int, counted: Counted) -> Text:
    """How many from low to high, and of whom: an estimate of households is not one of people."""
    values: dict[str, Value] = {"low": low, "high": high}
    match counted:
        case "residents":
            return say("report", "{low} to {high} residents", **values)
        case "households":
            return say("report", "{low} to {high} households", **values)
        case "both":
            return say("report", "{low} to {high} residents or households", **values)


def _yardstick() -> Text:
    """Whom the council reckons with for a room; its plan says residents or households."""
    people = _people(*REACHED_BY_A_ROOM, "both")
    return say("report", "📏 Council, for each room: {people}.", people=people)


def _summary(money: Money) -> Iterator[Text]:
    yield say(
        "report",
        "💶 Costs in {year}: {costs}. Financing: {financing}.",
        year=str(money.year),
        costs=euros(money.costs),
        financing=_financing(money),
    )
    if money.difference is not None:
        yield _difference(money.difference)
    if money.extras is not None:
        yield say(
            "report", "➕ Extra plans: {extras}. Not in these costs.", extras=euros(money.extras)
        )
    each, visit = at_the_most(money.per_participant), at_the_most(money.per_visit)
    if money.is_over:
        yield say(
            "report", "👤 A participant costs: {each}. A visit: {visit}.", each=each, visit=visit
        )
    else:
        yield say(
            "report",
            "👤 So far a participant costs: {each}. A visit: {visit}.",
            each=each,
            visit=visit,
        )
    if money.elsewhere:
        yield say(
            "report",
            "⚠️ This is without {districts}: no room there is counted.",
            districts=_listed(money.elsewhere),
        )
    elif money.city is not None:
        each = at_the_most(money.city_per_participant)
        yield say("report", "🏛️ Of this the city pays: {each}.", each=each)
    if money.own_income_counted is not None:
        yield say(
            "report",
            "🪙 Own income: {income}. Plan: {plan}.",
            income=euros(money.own_income_counted),
            plan=euros(money.own_income),
        )
    coming = money.next_year
    yield say(
        "report",
        "📆 Sure for {year}: {sure}. Costs then: {costs}.",
        year=str(coming.year),
        sure=euros(coming.sure),
        costs=euros(coming.costs),
    )


def _financing(money: Money) -> Text:
    if not money.asked:
        return euros(money.financing)
    return say(
        "report",
        "{euros}, of which {decided} is decided and {asked} asked",
        euros=euros(money.financing),
        decided=euros(money.decided),
        asked=euros(money.asked),
    )


def _difference(difference: int) -> Text:
    if difference > 0:
        return say(
            "report", "⚖️ The financing is {euros} more than the costs.", euros=euros(difference)
        )
    if difference < 0:
        return say(
            "report", "⚖️ The financing is {euros} less than the costs.", euros=euros(-difference)
        )
    return say("report", "⚖️ The financing is as much as the costs.")


def _listed(names: Sequence[str]) -> Value:
    """Names one after the other, as a list is written everywhere."""
    joined: Value = names[0]
    for name in names[1:]:
        joined = say("report", "{list}, {one}", list=joined, one=name)
    return joined


def _funder(funder: Funder) -> Text:
    amount = euros(funder.amount)
    if not funder.is_decided:
        amount = say("report", "{euros}, only asked", euros=amount)
    elif funder.until is not None:
        amount = say(
            "report",
            "{euros}, sure until {day} {year}",
            euros=amount,
            day=funder.until,
            year=str(funder.until.year),
        )
    if funder.per_participant is None:
        return say("report", "{funder}: {euros}.", funder=funder.name, euros=amount)
    return say(
        "report",
        "{funder}: {euros}. For each participant: {each}.",
        funder=funder.name,
        euros=amount,
        each=at_the_most(funder.per_participant),
    )


def _district(part: DistrictMoney) -> Text:
    if not part.rooms:
        return say(
            "report",
            "{district} costs {euros}. No room there is counted.",
            district=part.name,
            euros=euros(part.costs),
        )
    return say(
        "report",
        "{district} costs {euros}. For each participant: {each}.",
        district=part.name,
        euros=euros(part.costs),
        each=at_the_most(part.per_participant),
    )


def _reached(room: RoomMoney, money: Money) -> Text:
    """Whom a room reached; before the year is over nobody says that they are too few."""
    if room.participants is None:
        return say("report", "{room}: not counted.", room=room.name)
    values: dict[str, Value] = {"room": room.name, "reached": room.participants}
    match beside(room.participants, *REACHED_BY_A_ROOM):
        case Beside.ABOVE:
            return say("report", "{room}: at least {reached}. That is more.", **values)
        case Beside.WITHIN:
            return say("report", "{room}: at least {reached}. That is as expected.", **values)
        case _ if money.is_over:
            return say("report", "{room}: at least {reached}. That is fewer.", **values)
        case _:
            return say("report", "{room}: at least {reached} so far.", **values)


def _of_room(room: RoomMoney, money: Money) -> Iterator[Text]:
    yield _yardstick()
    yield _reached(room, money)
    if room.costs is not None:
        yield say(
            "report",
            "💶 {room} costs {euros}. The council: {yardstick}.",
            room=room.name,
            euros=euros(room.costs),
            yardstick=euros(COSTS_OF_A_ROOM),
        )
    if room.extras is not None:
        yield _extras(room.name, room.extras)


def _extras(room: str, extras: int) -> Text:
    values: dict[str, Value] = {
        "room": room,
        "euros": euros(extras),
        "most": euros(MOST_EXTRAS_OF_A_ROOM),
    }
    if extras > MOST_EXTRAS_OF_A_ROOM:
        return say("report", "➕ {room}, extra plans: {euros}. That is above {most}.", **values)
    return say("report", "➕ {room}, extra plans: {euros}. At most {most}.", **values)


def _average_room(money: Money) -> Iterator[Text]:
    if money.costs_of_a_room is not None:
        yield say(
            "report",
            "💶 A room costs {euros} on average. The council: {yardstick}.",
            euros=euros(money.costs_of_a_room),
            yardstick=euros(COSTS_OF_A_ROOM),
        )
    if money.city_of_a_room is not None:
        low, high = CITY_FOR_A_ROOM
        yield say(
            "report",
            "🏛️ The city pays {euros} a room. The council: {low} to {high}.",
            euros=euros(money.city_of_a_room),
            low=low,
            high=euros(high),
        )
    if money.extras_of_a_room is not None:
        yield say(
            "report",
            "➕ Extra plans of a room: {euros}. The council: at most {most}.",
            euros=euros(money.extras_of_a_room),
            most=euros(MOST_EXTRAS_OF_A_ROOM),
        )


def _at_most(lines: Sequence[Text]) -> tuple[Text, ...]:
    """As many lines as fit, and how many more there are."""
    if len(lines) <= LINES:
        return tuple(lines)
    rest = len(lines) - LINES + 1
    return (*lines[: LINES - 1], say("report", "And {n} more.", n=rest))
