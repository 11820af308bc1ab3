"""The money as tables: the year, who pays, each district, each room beside the yardsticks."""

from __future__ import annotations

from handlers.core.messages import name, say
from handlers.reports import tables
from handlers.reports.reach.figures import Report
from handlers.reports.reach.money_figures import (
    COSTS_OF_A_ROOM,
    MOST_EXTRAS_OF_A_ROOM,
    REACHED_BY_A_ROOM,
    Money,
)
from handlers.reports.tables import Cell, Euros, Line, Table
from handlers.reports.text import counts
from handlers.reports.text.labels import BESIDES, LABELS

COSTS, EXTRAS = say("column", "Costs"), say("column", "Extra plans")
ROOMS = say("column", "Rooms")
EACH = {"per_participant": BESIDES["money_per_participant"]}
BOTH = EACH | {"per_visit": BESIDES["money_per_visit"]}
OF_PEOPLE = {
    **BOTH,
    "city_per_participant": say("column", "For each participant, by the city"),
}


def all_of(report: Report) -> tuple[Table, ...]:
    """Every table of the year's money; none where the file has no amount for the year."""
    money = report.money
    if money is None:
        return ()
    found = (of_year(report, money), _funders(report, money), _districts(report, money))
    return (*(table for table in found if table.lines), yardsticks(report, money))


def of_year(report: Report, money: Money) -> Table:
    """The whole year: costs and financing, what is sure, and what a person and a visit cost."""
    left_out = tables.hidden(report, "money.", OF_PEOPLE)
    coming = money.next_year
    year = str(coming.year)
    amounts = (
        (COSTS, money.costs),
        (EXTRAS, money.extras),
        (say("column", "Financing"), money.financing),
        (say("column", "Financing, decided"), money.decided),
        (say("column", "Financing, only asked"), money.asked),
        (say("column", "Financing minus costs"), money.difference),
        (say("column", "Paid by the city"), money.city),
        (say("column", "Own income, plan"), money.own_income),
        (say("column", "Own income, counted"), money.own_income_counted),
        *((label, getattr(money, key)) for key, label in OF_PEOPLE.items()),
        (say("column", "Costs of an average room"), money.costs_of_a_room),
        (say("column", "Paid by the city for an average room"), money.city_of_a_room),
        (say("column", "Extra plans of an average room"), money.extras_of_a_room),
        (say("column", "Sure for {year}", year=year), coming.sure),
        (say("column", "Costs in {year}", year=year), coming.costs),
    )
    lines = tuple(
        Line(
            label,
            (_euros(amount),),
            (label,) if label in left_out else (),
            counts.NOT_KNOWN,
        )
        for label, amount in amounts
    )
    return Table(say("column", "Money"), (name(str(money.year)), say("column", "Euros")), lines)


def yardsticks(report: Report, money: Money) -> Table:
    """Each room beside what the council reckons with: people reached, costs, extra plans."""
    reached, costs, extras = LABELS["participants"], COSTS, EXTRAS
    head = (
        tables.ROOM,
        reached,
        say("column", "Council: at least"),
        say("column", "Council: at most"),
        costs,
        say("column", "Council: costs of a room"),
        extras,
        say("column", "Council: extra plans, at most"),
    )
    low, high = REACHED_BY_A_ROOM
    council, most = Euros(COSTS_OF_A_ROOM), Euros(MOST_EXTRAS_OF_A_ROOM)
    lines = tuple(
        Line(
            name(room.name),
            (room.participants, low, high, _euros(room.costs), council, _euros(room.extras), most),
            tables.hidden(report, f"money.by_room.{room.id}.", {"participants": reached}),
            counts.NOT_KNOWN,
        )
        for room in money.by_room
    )
    return Table(say("column", "Yardsticks of the council"), head, lines)


def _funders(report: Report, money: Money) -> Table:
    head = (
        say("column", "Source"),
        say("column", "Euros"),
        say("column", "Decided"),
        say("column", "Sure until"),
        *EACH.values(),
    )
    yes, no = say("column", "Decided"), say("column", "Only asked")
    lines = tuple(
        Line(
            name(one.name),
            (
                Euros(one.amount),
                yes if one.is_decided else no,
                one.until,
                _euros(one.per_participant),
            ),
            tables.hidden(report, f"money.funders.{one.name}.", EACH),
            counts.NOT_KNOWN,
        )
        for one in money.funders
    )
    return Table(say("column", "Funders"), head, lines)


def _districts(report: Report, money: Money) -> Table:
    head = (say("column", "District"), ROOMS, COSTS, EXTRAS, *BOTH.values())
    lines = tuple(
        Line(
            name(one.name),
            (
                one.rooms,
                *map(_euros, (one.costs, one.extras, one.per_participant, one.per_visit)),
            ),
            tables.hidden(report, f"money.by_district.{one.id}.", BOTH),
            counts.NOT_KNOWN,
        )
        for one in money.by_district
    )
    return Table(say("column", "Districts"), head, lines)


def _euros(amount: int | None) -> Cell:
    return None if amount is None else Euros(amount)
