"""A language goes out as a spreadsheet and comes back: right rows are used, wrong ones named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import polib
import pytest
from openpyxl.styles import Font

import locales
from bot import app
from bot.cli.translators import handing, sheet_back
from locales.catalogs import taking
from locales.catalogs.rows import opened
from tests.bot.cli.test_cli import Done, Run, buurtbot

__all__ = ["buurtbot"]
FILE = "sheet.xlsx"
OPEN = "🟢 {room}: open. Until {time}."


BUTTON, NUMBER, SENT = "Please tap a button.", "I need a number.", "✅ Sent."
NONE_OPEN = "No room of yours is open now."
MORE, KEYS, WELCOME = "☰ More", "🔑 I open", "👋 Welcome to {room}."
WAITS, HELP = "{n} person waits.", "⛑️ I need help"
KNOWN = (OPEN, BUTTON, NUMBER, SENT, MORE, KEYS, WELCOME, WAITS, HELP, NONE_OPEN)


@pytest.fixture(autouse=True)
def few(own_catalogs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that says a handful of sentences: what holds for them holds for two thousand."""
    path = own_catalogs / "messages.pot"
    template = polib.pofile(str(path), encoding="utf-8")
    template[:] = [one for one in template if one.msgid in KNOWN]
    assert {one.msgid for one in template} == set(KNOWN)
    template.save(str(path))
    monkeypatch.setattr(handing, "_screens", lambda tags: [])


SCREENS = handing._screens


class Sheet:
    """The sheet of sentences as a translator has it open."""

    def __init__(self, path: str = FILE) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book["Sentences"]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}

    def row(self, english: str, slot: str = "body") -> int:
        return next(
            row[0].row
            for row in self.sheet.iter_rows(min_row=2)
            if row[self.columns["English"] - 1].value == english
            and row[self.columns["Slot"] - 1].value == slot
        )

    def cell(self, row: int, column: str) -> Any:
        return self.sheet.cell(row, self.columns[column])

    def fills(self, english: str, text: object, column: str = "Polski (pl)", **more: str) -> Sheet:
        self.cell(self.row(english, **more), column).value = text
        return self

    def saved(self) -> Sheet:
        self.book.save(self.path)
        return self


@pytest.fixture(scope="session")
def exported() -> dict[str, bytes]:
    """The sheet as it was written once: what is exported from the same sentences is the same."""
    return {}


@pytest.fixture
def polish(buurtbot: Run, exported: dict[str, bytes]) -> Sheet:
    """A language that has no catalog yet."""
    if FILE in exported:
        Path(FILE).write_bytes(exported[FILE])
    else:
        buurtbot("catalog", "export", FILE, "--lang", "pl").works()
        exported[FILE] = Path(FILE).read_bytes()
    return Sheet()


def taken(buurtbot: Run, tag: str = "pl") -> Done:
    done = buurtbot("catalog", "import", FILE, "--lang", tag)
    locales.renew()
    return done


def catalog(tag: str = "pl") -> dict[tuple[str, str], polib.POEntry]:
    found = polib.pofile(str(locales.path_of(tag)), encoding="utf-8")
    return {(one.msgctxt, one.msgid): one for one in found}


def test_a_new_language_goes_out_with_all_that_helps_and_comes_back_spoken(
    buurtbot: Run, polish: Sheet
) -> None:
    row = polish.row(OPEN)
    help_ = {title: polish.cell(row, title).value for title in polish.columns}
    assert help_["Who reads it"] == "Everybody reads this first"
    assert help_["Where it stands"].startswith("A line of a message. Which room is open")
    assert help_["At most"] == 200
    assert "Buurtkamer De Groene Hoek" in help_["With its longest values"]
    assert help_["Dutch"] == "🟢 {room}: open. Tot {time}."
    assert help_["State"] == "missing"
    counting = [title for title in polish.columns if title.startswith("Polski (pl), for ")]
    numbers = ("1", "2, 3, 4, 22 …", "0, 5, 6, 7 …")
    assert counting == [f"Polski (pl), for {one}" for one in numbers]
    polish.fills(OPEN, "🟢 {room}: otwarte. Do {time}.")
    for title, text in zip(counting, ("{n} nowa.", "{n} nowe.", "{n} nowych."), strict=True):
        polish.fills(WAITS, text, title)
    polish.saved()
    assert taken(buurtbot).works().out == f"2 new, {len(KNOWN) - 2} as before.\n"
    assert locales.languages()["pl"].own_name == "Polski"
    assert locales.sentence(("pl",), "body", OPEN).text == "🟢 {room}: otwarte. Do {time}."
    said = [locales.sentence(("pl",), "body", WAITS, "{n} people wait.", n) for n in (1, 3, 5)]
    assert [one.text for one in said] == ["{n} nowa.", "{n} nowe.", "{n} nowych."]


def test_the_first_sheets_say_what_to_do_and_show_whole_screens(
    buurtbot: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "_screens", SCREENS)
    monkeypatch.setattr(app, "now", lambda: datetime(2026, 11, 16, 12, tzinfo=UTC))
    buurtbot("catalog", "export", FILE, "--lang", "pl").works()
    told, screens = parts()
    assert "send this file to whoever gave it to you." in told
    assert screens["Screen"] == ("English", "Nederlands")
    assert "✅ Yes, ask" in screens["I need help: the yes"][0]
    assert "☎ 112" in screens["Danger"][1]
    assert all(all(cells) for cells in screens.values())


def test_the_operator_says_where_a_sheet_goes(
    buurtbot: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUURTBOT_TRANSLATIONS_TO", "words@example.org")
    buurtbot("catalog", "export", FILE, "--lang", "pl").works()
    assert "send this file to words@example.org." in parts()[0]


def parts() -> tuple[str, dict[str, tuple[str, ...]]]:
    """What the first sheet says, and the screens by their title."""
    book = openpyxl.load_workbook(FILE)
    start = [row[0] for row in book["Start here"].iter_rows(values_only=True)]
    rows = book["Screens"].iter_rows(values_only=True)
    return "\n".join(filter(None, start)), {row[0]: row[1:] for row in rows}


def test_what_people_meet_first_stands_first(polish: Sheet) -> None:
    lines = [polish.row(one) for one in (WELCOME, OPEN, BUTTON, NONE_OPEN)]
    assert lines == sorted(lines)
    assert polish.cell(2, "Who reads it").value == "Everybody reads this first"
    assert "key-holders" in polish.cell(lines[-1], "Who reads it").value


@pytest.mark.parametrize(
    ("english", "text", "why"),
    [
        (OPEN, "🟢 {room}: otwarte. Do {tme}.", "{tme} is not in the English: write {time}"),
        (OPEN, "🟢 {room}: otwarte. Do.", "{time} is missing"),
        (OPEN, "🟢 {room}: \u202eotwarte. Do {time}.", "an invisible sign: U+202E"),
        (OPEN, "🟢 {room}: відчинено. Do {time}.", "letters of another script: відчинено"),
        (OPEN, "🔴 {room}: otwarte. Do {time}.", "the pictures are others: the English has 🟢"),
        (OPEN, "🟢 {room}: otwarte, a b c d e f g h. Do {time}.", "a sentence of 10 words"),
        (OPEN, "🟢 {room}. A. B. C. D. Do {time}.", "too much: 6 sentences, at most 4"),
        (BUTTON, BUTTON, "it is the same as the English"),
        (BUTTON, "Tik op een knop.", "it is the same as the Dutch"),
        (BUTTON, "=HYPERLINK(1)", "a formula: write the words themselves"),
        (BUTTON, True, "write words"),
        (BUTTON, "x" * 201, "too long to read: 201 letters, at most 200"),
    ],
)
def test_what_is_wrong_is_named_and_left_out_and_the_rest_is_taken(
    buurtbot: Run, polish: Sheet, english: str, text: object, why: str
) -> None:
    row = polish.fills(english, text).fills(NUMBER, "Podaj liczbę.").saved().row(english)
    done = taken(buurtbot)
    assert done.code == 1
    assert done.err == "buurtbot: 1 left out: named above.\n"
    named, counted = done.out.splitlines()
    assert named.startswith(f"row {row}, body, “")
    assert why in named
    assert counted.startswith("1 new")
    assert catalog()["body", NUMBER].msgstr == "Podaj liczbę."
    assert catalog()["body", english].msgstr == ""


def test_a_button_has_to_fit_and_a_sentence_that_counts_has_all_its_forms(
    buurtbot: Run, polish: Sheet
) -> None:
    polish.fills(MORE, "☰ Więcej rzeczy do zrobienia", slot="btn")
    polish.fills(WAITS, "{n} nowa.", "Polski (pl), for 1")
    polish.fills(KEYS, "🔑 Otwieram", "Polski (pl), for 1", slot="btn").saved()
    said = taken(buurtbot).out
    assert "too long: 28 with its longest values, at most 20 fit here" in said
    assert "a plural form is missing: fill in all of them" in said
    assert "it stands in the wrong column: write it into 'Polski (pl)'" in said
    assert not locales.path_of("pl").exists()


def test_two_translators_at_once_undo_nothing_of_each_other(buurtbot: Run) -> None:
    turkish = "Türkçe (tr)"
    buurtbot("catalog", "export", FILE, "--lang", "tr").works()
    first, second = Sheet(), Sheet()
    first.fills(NUMBER, "Bir sayı yazın.", turkish)
    first.fills(BUTTON, "Bir düğmeye basın.", turkish).saved()
    assert "2 new" in taken(buurtbot, "tr").works().out
    # The second has the old words of one, which they did not touch, and other words for the other.
    second.fills(BUTTON, "Düğmeye dokunun, lütfen.", turkish)
    second.fills(SENT, "✅ Yolladım.", turkish).saved()
    done = taken(buurtbot, "tr")
    assert "somebody else changed it meanwhile, and it stays: Bir düğmeye basın." in done.out
    assert "1 new" in done.out
    said = {one: catalog("tr")["body", one].msgstr for one in (NUMBER, SENT)}
    assert said == {NUMBER: "Bir sayı yazın.", SENT: "✅ Yolladım."}
    # Twice is as once, and an emptied cell empties nothing.
    assert "0 new" in taken(buurtbot, "tr").out
    third = Sheet()
    third.fills(SENT, None, turkish).fills(SENT, "✅ Yolladım.", "It says now").saved()
    assert "it was emptied: what stands there stays" in taken(buurtbot, "tr").out


def test_two_files_that_come_in_the_same_moment_are_both_taken(
    buurtbot: Run, polish: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real, inside = Path("second.po"), sheet_back.read, []
    buurtbot("catalog", "export", str(path), "--lang", "pl").works()
    second = polib.pofile(str(path), encoding="utf-8")
    next(one for one in second if one.msgid == NUMBER).msgstr = "Podaj liczbę."
    second.save(str(path))
    polish.fills(BUTTON, "Dotknij guzika.").saved()

    def meanwhile(*given: Any) -> Any:
        other = Thread(target=handing.take_in, args=(path, "pl"))
        other.start()
        other.join(0.5)
        inside.append(other)
        return real(*given)

    monkeypatch.setattr(sheet_back, "read", meanwhile)
    taken(buurtbot).works()
    inside[0].join(30)
    assert catalog()["body", BUTTON].msgstr == "Dotknij guzika."
    assert catalog()["body", NUMBER].msgstr == "Podaj liczbę."


BROKEN = [
    'msgid "half',
    "nplurals=9999999; plural=0;",
    "nplurals=2; plural=n%0;",
    "nplurals=1; plural=n!=1;",
    "nplurals=x; plural=0;",
    "",
]


@pytest.mark.parametrize("rule", BROKEN)
def test_a_catalog_that_cannot_be_read_is_named_beside_the_state_of_the_others(
    buurtbot: Run, own_catalogs: Path, rule: str
) -> None:
    path = locales.path_of("tr")
    text = path.read_text("utf-8")
    head = re.sub("Plural-Forms: .*?;.*?;", f"Plural-Forms: {rule}", text, count=1)
    assert head != text
    path.write_text(rule if rule.startswith("msgid") else head, "utf-8")
    locales.renew()
    assert set(locales.broken()) == {"tr"}
    for done in (
        buurtbot("catalog", "state"),
        buurtbot("catalog", "state", "--lang", "tr"),
        buurtbot("catalog", "export", FILE, "--lang", "tr"),
    ):
        done.fails("The catalog for tr cannot be read: mend its messages.po")
    assert "es (Español): " in buurtbot("catalog", "state").out


def test_what_somebody_else_brings_at_the_same_moment_is_not_lost(
    buurtbot: Run, polish: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    polish.fills(BUTTON, "Dotknij guzika.").saved()
    path, real = locales.path_of("pl"), sheet_back.read

    def meanwhile(*given: Any) -> Any:
        path.parent.mkdir(parents=True)
        path.write_text("theirs", "utf-8")
        return real(*given)

    monkeypatch.setattr(sheet_back, "read", meanwhile)
    with pytest.MonkeyPatch.context() as patch:
        # Their file is whole by then.
        patch.setattr(taking, "opened", lambda tag: opened("cs"))
        taken(buurtbot).fails("Somebody else changed the catalog for pl", "Try again")
    assert path.read_text("utf-8") == "theirs"


def test_a_sheet_of_another_version_brings_what_still_fits(buurtbot: Run, polish: Sheet) -> None:
    row = polish.fills(OPEN, "🟢 {room}: otwarte. Do {time}.").row(BUTTON)
    polish.cell(row, "English").value = "Please touch a button."
    polish.cell(row, "Polski (pl)").value = "Proszę dotknąć."
    polish.cell(polish.row(NUMBER), "English").value = None
    polish.cell(polish.row(MORE, "btn"), "Slot").value = "body"
    polish.saved()
    said = taken(buurtbot).out
    assert "the sheet is of another version; now it is maybe: Please tap a button." in said
    assert "there is no English in it" in said
    assert "1 new" in said


def test_what_was_translated_from_other_english_is_shown_beside_it_and_is_not_read(
    buurtbot: Run,
) -> None:
    path = locales.path_of("tr")
    turkish = polib.pofile(str(path), encoding="utf-8")
    (entry,) = [one for one in turkish if one.msgid == BUTTON]
    entry.msgid = "Please tap the button."
    turkish.save(str(path))
    assert "the English changed 1" in buurtbot("catalog", "state", "--lang", "tr").works().out
    assert "It was: / Please tap the button." in buurtbot("catalog", "state").works().out
    buurtbot("catalog", "export", FILE, "--lang", "tr").works()
    sheet = Sheet()
    row = sheet.row(BUTTON)
    assert sheet.cell(row, "State").value == "the English changed"
    assert "Please tap the button." in sheet.cell(row, "What changed").value
    assert entry.msgstr in sheet.cell(row, "What changed").value
    assert not sheet.cell(row, "Türkçe (tr)").value
    sheet.fills(BUTTON, entry.msgstr, "Türkçe (tr)").saved()
    assert "1 new" in taken(buurtbot, "tr").works().out
    assert locales.sentence(("tr",), "body", BUTTON).text == entry.msgstr


def merges(sheet: Sheet) -> None:
    row = sheet.row(OPEN)
    sheet.fills(OPEN, "🟢 {room}: otwarte. Do {time}.")
    column = sheet.columns["Polski (pl)"]
    sheet.sheet.merge_cells(None, row, column, row + 2, column)


def test_rows_whose_cells_are_merged_are_left_out(buurtbot: Run, polish: Sheet) -> None:
    merges(polish)
    polish.fills(WELCOME, "👋 Witamy w {room}.").saved()
    done = taken(buurtbot)
    assert done.out.count("its cells are merged: part them") == 3
    assert "1 new" in done.out


def without(column: str) -> Callable[[Sheet], object]:
    return lambda sheet: sheet.sheet.delete_cols(sheet.columns[column])


def of_many_rows(sheet: Sheet) -> None:
    for row in range(sheet.sheet.max_row + 1, 100_000):
        sheet.sheet.cell(row, 1).value = row


def emptied(sheet: Sheet) -> None:
    sheet.sheet.delete_rows(2, sheet.sheet.max_row)


@pytest.mark.parametrize(
    ("spoils", "why"),
    [
        (without("English"), "lacks the column 'English'"),
        (without("Polski (pl)"), "lacks the column 'Polski (pl)'"),
        (without("It says now"), "lacks the column 'It says now'"),
        (of_many_rows, "rows, and there are 10 sentences"),
        (emptied, "holds no sentences: every row is empty"),
        (lambda sheet: sheet.sheet.delete_rows(1), "holds no sentences"),
    ],
)
def test_a_sheet_that_cannot_be_read_changes_nothing(
    buurtbot: Run, polish: Sheet, spoils: Callable[[Sheet], object], why: str
) -> None:
    polish.fills(OPEN, "🟢 {room}: otwarte. Do {time}.")
    spoils(polish)
    polish.saved()
    taken(buurtbot).fails(FILE, why)
    assert not locales.path_of("pl").exists()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("sheet.ods", b"", "has to end in .xlsx"),
        ("sheet.xlsx", b"", "no spreadsheet of the kind .xlsx"),
        ("sheet.xlsx", b"English;Polski\n", "no spreadsheet of the kind .xlsx"),
        ("sheet.xlsx", b"PK\x05\x06" + b"\0" * 18, "cannot be read as a spreadsheet"),
        ("sheet.po", b"\xff\xfe\x00", "not a .po file in UTF-8"),
        ("sheet.po", b'msgid "half', "has no head that says its language"),
        ("sheet.po", b"", "holds no sentences"),
        ("sheet.po", b'msgid ""\nmsgstr "Language: nl"\n\nmsgid "a"\nmsgstr "b"\n', "is for 'nl'"),
        ("missing.xlsx", None, "cannot be used"),
    ],
)
def test_another_kind_of_file_is_refused_in_a_sentence(
    buurtbot: Run, name: str, content: bytes | None, why: str
) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    buurtbot("catalog", "import", name, "--lang", "pl").fails(why)


def test_a_file_that_unpacks_to_very_much_is_refused(
    buurtbot: Run, polish: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_back, "MOST_UNPACKED", 1000)
    taken(buurtbot).fails("when unpacked")


def test_a_file_with_millions_of_empty_cells_is_refused_before_it_is_read(
    buurtbot: Run, polish: Sheet
) -> None:
    with ZipFile(FILE) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    with ZipFile(FILE, "w", ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            more = b"<row>" + b"<c/>" * 1000 + b"</row>"
            packed.writestr(name, part.replace(b"</sheetData>", more * 1000 + b"</sheetData>"))
    taken(buurtbot).fails("cells and rows, also empty ones: make a new sheet")


def test_what_spreadsheet_programs_do_by_themselves_costs_nothing(
    buurtbot: Run, polish: Sheet
) -> None:
    sheet = polish.sheet
    # The sign behind a picture is dropped, lines end in another way, letters are taken apart.
    polish.fills(HELP, "⛑ Potrzebuję pomocy".replace("ę", "e\u0328"), slot="btn")
    polish.cell(polish.row(HELP, "btn"), "English").value = HELP.replace("\ufe0f", "")
    polish.fills(BUTTON, " Dotknij guzika.\r\n")
    # Somebody wrote above and beside the sheet, and coloured a whole column and a whole row.
    sheet.cell(2, 60).value = "call me"
    sheet.insert_rows(1)
    sheet.cell(1, 1).value = "my first sheet"
    for far in ((500_000, 1), (3, 9_000)):
        sheet.cell(*far).font = Font(bold=True)
    polish.saved()
    assert "2 new" in taken(buurtbot).works().out
    assert catalog()["btn", HELP].msgstr == "⛑️ Potrzebuję pomocy"
    assert catalog()["body", BUTTON].msgstr == "Dotknij guzika."


def test_a_sheet_for_another_language_is_refused(buurtbot: Run, polish: Sheet) -> None:
    polish.fills(OPEN, "🟢 {room}: otwarte. Do {time}.").saved()
    taken(buurtbot, "uk").fails("is for 'polski (pl)', and not for Українська (uk)")


@pytest.mark.parametrize("tag", ["xx", "pt-BR", "../nl", "", "EN", "x" * 500, "qqq", "und"])
def test_a_tag_never_heard_of_is_refused_in_a_sentence(buurtbot: Run, tag: str) -> None:
    buurtbot("catalog", "export", FILE, "--lang", tag).fails("is not known")
    buurtbot("catalog", "export", FILE, "--lang", "en").fails("English is the source")


@pytest.fixture
def po(buurtbot: Run) -> Iterator[polib.POFile]:
    buurtbot("catalog", "export", "tr.po", "--lang", "tr").works()
    return polib.pofile("tr.po", encoding="utf-8")


def test_a_po_file_goes_out_and_comes_back_in_the_same_way(buurtbot: Run, po: polib.POFile) -> None:
    by_key = {(one.msgctxt, one.msgid): one for one in po}
    welcome = by_key["body", OPEN]
    assert "Dutch: 🟢 {room}: open. Tot {time}." in welcome.comment
    assert next(iter(by_key)) == ("body", WELCOME)
    by_key["body", NUMBER].msgstr = "Bir sayı yazın."
    by_key["body", OPEN].msgstr = "🟢 {oda}: açık. {time}."
    by_key["body", WELCOME].msgstr = "👋 Hoş geldiniz."
    by_key["body", WELCOME].flags = ["fuzzy"]
    # Somebody else was faster with this one.
    by_key["body", SENT].msgstr = "✅ Yolladım."
    path = locales.path_of("tr")
    other = polib.pofile(str(path), encoding="utf-8")
    next(one for one in other if one.msgid == SENT).msgstr = "✅ Gitti."
    other.save(str(path))
    po.save("tr.po")
    done = buurtbot("catalog", "import", "tr.po", "--lang", "tr")
    assert "{oda} is not in the English: write {room}" in done.out
    assert "somebody else changed it meanwhile, and it stays: ✅ Gitti." in done.out
    assert "still marked as needing work" in done.out
    assert f"1 new, {len(KNOWN) - 4} as before." in done.out
    assert catalog("tr")["body", NUMBER].msgstr == "Bir sayı yazın."
