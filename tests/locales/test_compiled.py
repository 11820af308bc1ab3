"""A catalog is read from what was made of it, and never says what its file does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from locales.catalogs import compiled
from locales.catalogs.audience import NAMES, Audience

HEAD = (
    'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n!=1;\\nX-Name: Türkçe\\n"\n\n'
    'msgctxt "btn"\nmsgid "Yes"\nmsgstr "{yes}"\n\n'
    'msgctxt "btn"\nmsgid "{{n}} place"\nmsgid_plural "{{n}} places"\n'
    'msgstr[0] "{{n}} yer"\nmsgstr[1] "{{n}} yerler"\n'
)


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "messages.po"
    path.write_text(HEAD.format(yes="Evet"), "utf-8")
    return path


def says_yes(path: Path) -> str:
    return compiled.read(path).pgettext("btn", "Yes")


def test_what_was_made_once_is_read_again(catalog: Path) -> None:
    for _ in range(2):
        read = compiled.read(catalog)
        assert read.info()["x-name"] == "Türkçe"
        assert read.pgettext("btn", "Yes") == "Evet"
        places = [read.npgettext("btn", "{n} place", "{n} places", n) for n in (1, 2)]
        assert places == ["{n} yer", "{n} yerler"]
    assert [one.name for one in sorted(catalog.parent.iterdir())] == ["messages.mo", "messages.po"]


def test_what_is_not_translated_is_nothing_rather_than_english(catalog: Path) -> None:
    read = compiled.read(catalog)
    assert (read.pgettext("btn", "No"), read.pgettext("body", "Yes")) == ("", "")
    assert read.npgettext("btn", "{n} room", "{n} rooms", 2) == ""


def test_a_changed_catalog_is_heard_at_once_whatever_its_date_is(catalog: Path) -> None:
    assert says_yes(catalog) == "Evet"
    kept = catalog.stat()
    catalog.write_text(HEAD.format(yes="Olur"), "utf-8")
    os.utime(catalog, (0, kept.st_mtime - 9999))
    assert says_yes(catalog) == "Olur"
    assert says_yes(catalog) == "Olur"


@pytest.mark.parametrize("damage", [b"", b"\xde\x12\x04\x95", b"PK\x03\x04" * 99, None])
def test_a_compiled_catalog_that_is_damaged_is_made_anew(
    catalog: Path, damage: bytes | None
) -> None:
    whole = says_yes(catalog)
    made = catalog.with_suffix(".mo")
    made.write_bytes(made.read_bytes()[:-200] if damage is None else damage)
    assert says_yes(catalog) == whole
    assert compiled.read(catalog).info()["x-name"] == "Türkçe"


def test_where_nothing_can_be_kept_the_catalog_is_read_all_the_same(catalog: Path) -> None:
    catalog.with_suffix(".mo").mkdir()
    assert says_yes(catalog) == "Evet"
    assert [one.suffix for one in sorted(catalog.parent.iterdir())] == [".mo", ".po"]


@pytest.mark.parametrize(
    ("comes_first", "for_the_room", "whole"), [("Evet", "Anahtar", 3), ("Evet", "", 1), ("", "", 0)]
)
def test_a_catalog_is_known_by_for_whom_it_says_everything(
    tmp_path: Path, comes_first: str, for_the_room: str, whole: int
) -> None:
    path, head = tmp_path / "messages.po", HEAD.partition("\n\n")[0]
    said = {"Yes": (Audience.EVERYBODY, comes_first), "Key": (Audience.ROOM, for_the_room)}
    entries = [
        f'#. {NAMES[audience]}\nmsgctxt "btn"\nmsgid "{one}"\nmsgstr "{text}"'
        for one, (audience, text) in said.items()
    ]
    path.write_text("\n\n".join([head, *entries]), "utf-8")
    assert compiled.read(path).info()["x-whole"] == str(whole)
