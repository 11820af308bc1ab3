"""A chart of a spreadsheet's own, drawn by whoever opens it, from the cells beside it.

It shows what the drawn one shows: numbers with their coverage, the plan as a line, gaps as gaps.
"""

from __future__ import annotations

from typing import Any

from bot.exports.sheet import Place, Sheet
from bot.rendering import chart
from bot.rendering.drawing import BLUE, INK
from handlers.core.messages import Bar, Picture

# So wide and high, in pixels, and from which column on: right of the table.
WIDTH, HEIGHT, ROW, COLUMN = 560, 300, 24, 7
HIGH = 20


def insert(
    sheet: Sheet,
    place: Place,
    picture: Picture,
    *,
    is_time: bool,
    title: int = 0,
    column: int = 1,
) -> None:
    """A chart of a table's ``column``: columns for periods, bars for all else.

    Its title is the heading over the column ``title``, from the cell: a name that reads like a
    formula stays a name. Its words in full are there for who sees none.
    """
    book = sheet.book
    made: Any = book.book.add_chart({"type": "column" if is_time else "bar"})

    def cells(at: int) -> list[Any]:
        return [place.sheet, place.first, at, place.last, at]

    made.add_series(
        {
            "name": [place.sheet, place.head, column],
            "categories": cells(0),
            "values": cells(column),
            "fill": {"color": BLUE},
            "border": {"color": INK},
            "gap": 60,
            "data_labels": {"value": True, "custom": [_label(sheet, bar) for bar in picture.bars]},
        }
    )
    if picture.plan:
        line: Any = book.book.add_chart({"type": "line"})
        at = column + (3 if picture.coverage else 1)
        look = {"color": INK, "width": 2, "dash_type": "dash"}
        name = [place.sheet, place.head, at]
        line.add_series({"name": name, "categories": cells(0), "values": cells(at), "line": look})
        made.combine(line)
    made.set_title({"name": [place.sheet, place.head, title]})
    made.set_legend({"position": "bottom"} if picture.plan else {"none": True})
    made.show_blanks_as("gap")
    # Bars begin on top, and where reading begins.
    made.set_x_axis({"reverse": not is_time or book.is_rtl})
    values = {"min": 0, "major_gridlines": {"visible": False}, "num_format": "#,##0"}
    made.set_y_axis({**values, "reverse": not is_time and book.is_rtl})
    high = HEIGHT if is_time else max(HEIGHT, 90 + ROW * len(picture.bars))
    made.set_size({"width": WIDTH, "height": high})
    words = book.clean(chart.in_words(picture, book.reader, book.missing))
    sheet.page.insert_chart(place.head, COLUMN, made, {"description": words})
    sheet.row = max(sheet.row, place.head + high // HIGH + 2)


def _label(sheet: Sheet, bar: Bar) -> dict[str, Any]:
    """What stands at the end of a bar: its number, and at how many openings it was counted."""
    if bar.number is None:
        return {"delete": True}
    return {"value": chart.at_its_end(bar, sheet.book.reader)}
