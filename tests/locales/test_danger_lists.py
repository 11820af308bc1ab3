"""The lists of words of danger: how they are written, and what a mistake in one leads to."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import pytest

from handlers.conversations.danger import LABELS
from locales import FOLDER, danger
from locales.danger.file import KINDS, WrongLine, read
from locales.danger.table import load, mistakes, packed
from storage.neighbourhood.checks import DANGERS
from tests.hostile.danger.hearing import languages

LIST = """
[not before]
not
@he = he man "my ex"
@hits = hit* beat*
[violence]
@he/she @hits me   # a remark
"end it"
[medical]
breathe not
[harmless]
@hits cards
[answers]
violence: Nobody may hurt you.
person: A person
"""
ANSWERS = {
    *KINDS,
    *("group", "open", "food", "closed"),
    *("tell", "person", "help", "hours"),
}
LONGEST_LABEL, LONGEST_ANSWER = 20, 90
PICTURES = {"tell": "🆘", "person": "🧑", "help": "🙋", "hours": "🕙"}


@pytest.fixture
def one_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only list there is."""
    file = tmp_path / "en" / "danger.txt"
    file.parent.mkdir()
    file.write_text(LIST, "utf-8")
    table = load(tmp_path, tmp_path / "kept")
    monkeypatch.setattr(danger, "table", lambda: table)
    return file


@pytest.mark.usefixtures("one_list")
def test_a_phrase_is_a_word_of_each_part_close_together_in_one_sentence() -> None:
    for said in (
        "he hits me",
        "me he beats",
        "My ex really HIT only me",
        "end it",
        "cannot breathe, not at all",
    ):
        assert danger.hear(said), said
    for said in (
        "he hits",
        "he. hits me",
        "he hits a b c d e f me",
        "he does not hit me",
        "he beats me at cards",
        "end or it",
        "breathe",
        "",
    ):
        assert danger.hear(said) is None, said


@pytest.mark.usefixtures("one_list")
def test_the_most_pressing_danger_comes_first_and_the_answer_is_in_the_file() -> None:
    heard = danger.hear("he hits me and I do not breathe")
    assert heard == (("medical", "violence"), "en")
    assert danger.answer("en", "violence") == "Nobody may hurt you."
    assert danger.answer("en", "person") == "A person"
    assert danger.answer("en", "no such key") == ""
    assert danger.answer("xx", "person") == "A person"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("[violense]\nhit", "no section"),
        ("[violence]\n@nobody hit", "no group @nobody"),
        ('[violence]\n"end it', "quotation mark"),
        ('[violence]\n" " hit', "no word in it"),
        ('[violence]\n"" hit', "no word between"),
        ("[violence]\n- hit", "no word in it"),
        ("[violence]\nab* hit", "too many words"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_costs_only_that_list(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, wrong: str, why: str
) -> None:
    for tag, text in (("en", LIST), ("xx", f"# remark\n{wrong}\n")):
        (tmp_path / tag).mkdir()
        (tmp_path / tag / "danger.txt").write_text(text, "utf-8")
    with pytest.raises(WrongLine, match=f"xx/danger.txt, line [23]: .*{why}"):
        read(f"# remark\n{wrong}\n", "xx")
    caplog.set_level(logging.WARNING)
    table = load(tmp_path, tmp_path / "kept")
    assert [one.language for one in table.languages] == ["en"]
    (told,) = mistakes(tmp_path, table)
    assert why in told
    assert why in caplog.text
    assert not (tmp_path / "kept").exists(), "what is not whole is not kept"


def test_the_table_is_kept_until_a_list_changes_and_made_anew_where_it_is_broken(
    one_list: Path,
) -> None:
    folder = one_list.parents[1]
    kept = folder / "kept"
    (file,) = kept.iterdir()
    made = load(folder, kept)
    assert packed(made) == packed(load(folder, folder / "none")) == packed(danger.table())
    file.write_bytes(b"broken")
    assert packed(load(folder, kept)) == packed(made)
    one_list.write_text(LIST.replace("me   #", "us   #"), "utf-8")
    assert packed(load(folder, kept)) != packed(made)
    (newer,) = kept.iterdir()
    assert newer.name != file.name


def test_where_nothing_can_be_kept_it_is_read_anew(one_list: Path) -> None:
    folder = one_list.parents[1]
    (folder / "file").write_text("")
    assert packed(load(folder, folder / "file")) == packed(danger.table())


def test_where_there_is_no_room_for_a_file_the_words_rest_in_memory(
    one_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = one_list.parents[1]
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "none"))
    full = load(folder, folder / "kept")
    assert full.exact.slots.obj.__class__ is bytes
    assert packed(full) == packed(danger.table())


def test_every_language_has_a_list_with_every_kind_and_every_answer() -> None:
    assert set(KINDS) == set(DANGERS) == set(LABELS)
    assert list(mistakes(FOLDER, danger.table())) == []
    known = {one.language: one for one in danger.table().languages}
    del known[danger.WITHOUT_WORDS]
    assert sorted(known) == languages()
    for tag, one in known.items():
        heard = {kind for phrases in one.phrases.values() for kind, _, _ in phrases}
        assert {*KINDS} <= heard, tag
        assert {*one.answers} == ANSWERS, tag
        assert "{phone}" in one.answers["group"], tag
        assert "{room}" in one.answers["open"], tag


def test_answers_are_short_and_their_pictures_the_same_everywhere() -> None:
    for one in danger.table().languages:
        for key, said in one.answers.items():
            length = len(said.encode("utf-16-le")) // 2
            most = LONGEST_LABEL if key in PICTURES else LONGEST_ANSWER
            assert 0 < length <= most, (one.language, key, said)
            assert not any(digit.isdigit() for digit in said), (one.language, key)
        for key, picture in PICTURES.items() if one.answers else ():
            assert one.answers[key].startswith(f"{picture} "), (one.language, key)
