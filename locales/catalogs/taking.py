"""Takes in what a translator gives back: row by row, what is right is kept, the rest is named."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

import polib
from rapidfuzz import fuzz, process

import locales
from locales.catalogs import compiled, heads
from locales.catalogs.checks import PICTURE
from locales.catalogs.merging import FUZZY, said
from locales.catalogs.rows import mark, mistakes, opened

# From here on a sentence is likely another one's former English, of a hundred.
LIKELY = 60
# What makes a picture of a sign that is a letter without it.
COLOURED = "\ufe0f"
# So much of a sentence tells which one is meant.
SHOWN = 60


class Given(NamedTuple):
    """A sentence that came back: where it stood, its forms, and what was there when it went out.

    ``was``: the mark of that; None where the file does not say. ``trouble``: why it cannot be read.
    ``in_doubt``: whoever wrote it is not sure of it yet.
    """

    place: str
    slot: str
    one: str
    forms: tuple[str, ...]
    was: str | None
    trouble: str = ""
    in_doubt: bool = False


@dataclass
class Taken:
    """What came of it: how many sentences are new, how many stay, what is left out and why."""

    catalog: polib.POFile
    new: int = 0
    same: int = 0
    left: list[str] = field(default_factory=list)


class ChangedMeanwhile(Exception):
    """Somebody else brought something in the same moment."""


def take_in(tag: str, given: Iterable[Given]) -> Taken:
    """The catalog of a language with what is right of this; nothing is written yet.

    Raises UnknownTag, and OSError, ValueError or LookupError where the catalog cannot be read.
    """
    taken = Taken(opened(tag))
    known = {(one.msgctxt, one.msgid): one for one in taken.catalog}
    bare = {(slot, _bare(one)): (slot, one) for slot, one in known}
    seen: dict[tuple[str, str], Given] = {}
    for back in given:
        key = (back.slot, back.one)
        # Some programs drop the sign that makes a picture of a letter.
        key = key if key in known else bare.get((back.slot, _bare(back.one)), key)
        one = back._replace(one=key[1])
        earlier = seen.setdefault(key, one)
        entry = known.get(key)
        if one.trouble:
            why = one.trouble
        elif entry is None:
            why = _unknown(one, known)
        elif earlier is not one:
            is_same = earlier.forms == one.forms
            why = "" if is_same else f"it stands in {earlier.place} too, in other words"
        else:
            why = "; ".join(_wrong(tag, taken, entry, one))
        if why:
            taken.left.append(f"{one.place}, {one.slot}, {_short(one.one)}: {why}")
    return taken


def _wrong(tag: str, taken: Taken, entry: polib.POEntry, given: Given) -> Iterator[str]:
    """Take one sentence; says what is wrong instead, if anything is."""
    forms = tuple(_mended(one, given.one) for one in given.forms)
    stands = said(entry)
    now = tuple("" for _ in stands) if entry.fuzzy else tuple(stands)
    was = given.was if given.was is not None else mark(())
    if forms == (tuple(stands) if given.in_doubt else now) or mark(forms) == was:
        # Not touched by whoever had the sheet: what others did meanwhile stays.
        taken.same += 1
    elif given.in_doubt:
        yield "it is still marked as needing work (fuzzy): take that mark off once it is right"
    elif not any(forms):
        yield "it was emptied: what stands there stays"
    elif given.was is None and any(now):
        yield "other words stand there, and stay: this file was not made by catalog export"
    elif mark(now) != was:
        yield f"somebody else changed it meanwhile, and it stays: {' / '.join(now)}"
    elif len(forms) != len(now):
        yield f"number of forms: {len(now)} are wanted, {len(forms)} came"
    elif found := [*mistakes(tag, taken.catalog.metadata, (given.slot, given.one), forms)]:
        yield from found
    else:
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(forms))
        else:
            (entry.msgstr,) = forms
        entry.flags = [flag for flag in entry.flags if flag != FUZZY]
        entry.previous_msgid = entry.previous_msgid_plural = None
        taken.new += 1


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Whoever brings a file in the same moment waits: else the later one undoes the earlier."""
    folder = os.open(locales.FOLDER, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def keep(tag: str, taken: Taken, before: bytes) -> None:
    """Write the catalog, whole or not at all; the running program finds it by itself.

    ``before``: what its file said when it was looked at. Raises ChangedMeanwhile or OSError.
    """
    path = locales.path_of(tag)
    if content_of(tag) != before:
        raise ChangedMeanwhile
    path.parent.mkdir(parents=True, exist_ok=True)
    being_written = path.with_suffix(f".{os.getpid()}.po")
    try:
        being_written.write_text(str(taken.catalog).rstrip("\n") + "\n", "utf-8")
        being_written.replace(path)
    finally:
        being_written.unlink(missing_ok=True)
    # So that whoever reads it next, in the middle of a turn maybe, has it at once.
    compiled.read(path)


def content_of(tag: str) -> bytes:
    """The file of a language as it is; nothing where there is none."""
    path = locales.path_of(tag)
    return path.read_bytes() if heads.TAG.fullmatch(tag) and path.exists() else b""


def _unknown(given: Given, known: Iterable[tuple[str, str]]) -> str:
    if not given.one:
        return "there is no English in it: it cannot be told which sentence it is"
    same_slot = [one for slot, one in known if slot == given.slot]
    likely = process.extractOne(given.one, same_slot, scorer=fuzz.ratio, score_cutoff=LIKELY)
    now = f"; now it is maybe: {likely[0]}" if likely else ""
    return f"this English is not the program's, the sheet is of another version{now}"


def _mended(text: str, english: str) -> str:
    """What no eye can see, as it has to be: composed letters, no spaces around, whole pictures."""
    text = normalize("NFC", text).strip()
    for picture in {one for one in PICTURE.findall(english) if one.endswith(COLOURED)}:
        text = re.sub(f"{picture[:-1]}{COLOURED}?", picture, text)
    return text


def _bare(text: str) -> str:
    return text.replace(COLOURED, "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"
