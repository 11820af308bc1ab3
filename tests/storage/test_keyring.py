"""The key ring: what is sealed opens in its own place only, and no key is ever lost."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.database import is_outage
from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from tests.support.unwritable import WAYS, Way

HOME = ("people", "address", 7)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "keys")


def with_keys_in_them(folder: Path) -> list[str]:
    """Every file that is not empty: a copy of the ring that was left behind opens everything."""
    return [one.name for one in folder.iterdir() if one.stat().st_size]


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Do all of these at the same moment; gives what they raised."""
    start = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> BaseException | None:
        start.wait()
        try:
            work()
        except BaseException as problem:
            return problem
        return None

    with ThreadPoolExecutor(len(works)) as threads:
        return [problem for problem in threads.map(one, works) if problem]


@settings(deadline=None)
@given(value=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again_and_never_looks_the_same(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    ring = KeyRing.make(tmp_path_factory.mktemp("ring") / "keys")
    one, two = ring.seal(value, *HOME), ring.seal(value, *HOME)
    assert ring.open(one, *HOME) == ring.open(two, *HOME) == value
    assert one != two
    assert len(value) < 4 or value.encode() not in one


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("people", "address", 8),
        ("people", "note", 7),
        ("notes", "address", 7),
        ("people", "address"),
        ("people", "address", "7", ""),
    ],
)
def test_moved_to_another_row_column_or_table_it_does_not_open(
    ring: KeyRing, elsewhere: tuple[str | int, ...]
) -> None:
    sealed = ring.seal("Fatma", *HOME)
    with pytest.raises(KeyMissing):
        ring.open(sealed, *elsewhere)


def test_changed_or_cut_it_does_not_open(ring: KeyRing) -> None:
    sealed = ring.seal("Fatma", *HOME)
    for place in range(len(sealed)):
        changed = bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        with pytest.raises(KeyMissing):
            ring.open(changed, *HOME)
        with pytest.raises(KeyMissing):
            ring.open(sealed[:place], *HOME)


def test_another_ring_opens_nothing(ring: KeyRing, tmp_path: Path) -> None:
    other = KeyRing.make(tmp_path / "other")
    with pytest.raises(KeyMissing):
        other.open(ring.seal("Fatma", *HOME), *HOME)
    assert other.fingerprint() != ring.fingerprint()
    assert KeyRing(tmp_path / "keys").fingerprint() == ring.fingerprint()


def test_the_file_is_for_its_owner_only_also_after_every_change(
    ring: KeyRing, tmp_path: Path
) -> None:
    path = tmp_path / "keys"
    ring.rotate()
    ring.of_year(2026, 1)
    ring.forget_years_before(2027)
    assert path.stat().st_mode & 0o777 == 0o600
    assert with_keys_in_them(tmp_path) == ["keys"]


def test_while_keys_are_rotated_nothing_that_is_read_fails(ring: KeyRing, tmp_path: Path) -> None:
    other = KeyRing(tmp_path / "keys")
    sealed = [ring.seal(str(number), *HOME) for number in range(20)]
    is_over = threading.Event()

    def rotate() -> None:
        for _ in range(20):
            sealed.append(ring.seal(str(len(sealed)), *HOME))
            ring.rotate()
        is_over.set()

    def read(by: KeyRing) -> None:
        while not is_over.is_set():
            for number, one in enumerate(sealed):
                assert by.open(one, *HOME) == str(number)

    assert together(rotate, lambda: read(ring), lambda: read(other)) == []
    fresh = KeyRing(tmp_path / "keys")
    assert [fresh.open(one, *HOME) for one in sealed] == [str(n) for n in range(len(sealed))]


def test_after_a_rotation_every_copy_seals_with_the_new_key(ring: KeyRing, tmp_path: Path) -> None:
    other = KeyRing(tmp_path / "keys")
    old = other.seal("Fatma", *HOME)
    ring.rotate()
    new = other.seal("Fatma", *HOME)
    assert new.startswith(ring.newest())
    assert not old.startswith(ring.newest())


def test_what_two_copies_add_at_once_is_all_kept(ring: KeyRing, tmp_path: Path) -> None:
    """New year and a rotation in the same second: a key that is lost locks data away for ever."""
    path, sealed = tmp_path / "keys", []
    rings = [KeyRing(path) for _ in range(6)]

    def rotates(by: KeyRing) -> None:
        for _ in range(8):
            by.rotate()
            sealed.append(by.seal("Fatma", *HOME))

    def counts(by: KeyRing, first: int) -> None:
        for year in range(first, first + 8):
            by.of_year(year, 1)

    works = [lambda by=by: rotates(by) for by in rings[:3]]
    works += [lambda by=by, n=n: counts(by, 2030 + 10 * n) for n, by in enumerate(rings[3:])]
    assert together(*works) == []
    fresh = KeyRing(path)
    assert [fresh.open(one, *HOME) for one in sealed] == ["Fatma"] * len(sealed)
    kept = {line.split()[1] for line in path.read_text().splitlines() if line.startswith("year")}
    assert kept == {str(2030 + 10 * n + k) for n in range(3) for k in range(8)}


def test_on_the_first_of_january_everybody_is_counted_with_the_same_key(
    ring: KeyRing, tmp_path: Path
) -> None:
    """Several threads meet the new year at once; two keys would count one person twice."""
    for year in range(2030, 2050):
        marks: list[bytes] = []
        work = lambda year=year, marks=marks: marks.append(ring.of_year(year, 7))  # noqa: E731
        assert together(*[work] * 4) == []
        marks.append(KeyRing(tmp_path / "keys").of_year(year, 7))
        assert len(set(marks)) == 1


def test_a_person_has_another_mark_each_year_and_none_after_it_was_forgotten(
    ring: KeyRing,
) -> None:
    first, second = ring.of_year(2026, 7), ring.of_year(2027, 7)
    assert first != second
    assert first == ring.of_year(2026, 7)
    assert ring.forget_years_before(2027) == [2026]
    assert ring.of_year(2027, 7) == second
    assert ring.of_year(2026, 7) != first


def test_the_key_of_next_year_outlives_that_of_a_year_that_is_over(ring: KeyRing) -> None:
    """It is made in December, and the old one goes in January."""
    marks = {year: ring.of_year(year, 7) for year in (2025, 2026, 2027, 2028)}
    assert ring.forget_years_before(2027) == [2025, 2026]
    for known in (ring, KeyRing(ring.path)):
        assert [known.knows_year(year) for year in marks] == [False, False, True, True]
        assert known.of_year(2028, 7) == marks[2028]


def test_while_the_file_is_away_the_ring_goes_on_with_the_keys_it_has(
    ring: KeyRing, tmp_path: Path
) -> None:
    sealed = ring.seal("Fatma", *HOME)
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    assert ring.open(sealed, *HOME) == "Fatma"
    assert ring.open(ring.seal("Omar", *HOME), *HOME) == "Omar"


@pytest.mark.parametrize("way", WAYS)
def test_a_ring_that_cannot_be_written_is_an_outage_and_says_so_until_it_is_over(
    ring: KeyRing, tmp_path: Path, way: Way
) -> None:
    path = tmp_path / "keys"
    before, sealed = path.read_text(), ring.seal("Fatma", *HOME)
    assert ring.trouble == ""
    with way(path):
        for change in (ring.rotate, lambda: ring.of_year(2030, 7), ring.try_writing):
            with pytest.raises(KeysOutOfReach, match="cannot be written") as caught:
                change()
            assert is_outage(caught.value)
            assert str(path) in str(caught.value)
            assert str(caught.value) == ring.trouble
        assert ring.open(sealed, *HOME) == "Fatma"
        assert ring.open(ring.seal("Omar", *HOME), *HOME) == "Omar"
        assert ring.found_of_year(2030, 7) is None
    assert path.read_text() == before
    assert with_keys_in_them(tmp_path) == ["keys"]
    ring.of_year(2030, 7)
    assert ring.trouble == ""


def test_looking_for_whom_was_counted_makes_no_key(ring: KeyRing, tmp_path: Path) -> None:
    """On 1 January a page that only reads writes nothing."""
    before = (tmp_path / "keys").read_text()
    assert ring.found_of_year(2027, 7) is None
    assert (tmp_path / "keys").read_text() == before
    mark = ring.of_year(2027, 7, "🦊")
    assert ring.found_of_year(2027, 7, "🦊") == mark
    assert KeyRing(tmp_path / "keys").found_of_year(2027, 7, "🦊") == mark


def test_another_ring_in_the_place_of_ours_is_not_taken_for_it(
    ring: KeyRing, tmp_path: Path
) -> None:
    """What was sealed until now would be lost, and nobody would be found any more."""
    path, sealed = tmp_path / "keys", ring.seal("Fatma", *HOME)
    own = path.rename(tmp_path / "own")
    KeyRing.make(path)
    for use in (lambda: ring.seal("Omar", *HOME), ring.rotate, ring.check_file):
        with pytest.raises(KeysOutOfReach, match="replaced by another one"):
            use()
    assert "replaced by another one" in ring.trouble
    assert ring.open(sealed, *HOME) == "Fatma"
    own.replace(path)
    assert ring.open(ring.seal("Omar", *HOME), *HOME) == "Omar"
    assert ring.trouble == ""


def test_making_a_ring_never_touches_the_one_that_is_there(tmp_path: Path) -> None:
    first = KeyRing.make(tmp_path / "keys")
    before = (tmp_path / "keys").stat()
    assert KeyRing.make(tmp_path / "keys").fingerprint() == first.fingerprint()
    assert (tmp_path / "keys").stat() == before


@pytest.mark.parametrize("change", ["make", "rotate", "of_year", "forget"])
def test_file_and_folder_are_written_through_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Before the new file has its name its content is on the disk, and afterwards the name."""
    path, steps = tmp_path / "new" / "folder" / "keys", []
    ring = None if change == "make" else KeyRing.make(path)
    if ring:
        ring.of_year(2026, 7)
    sync, link, replace = os.fsync, os.link, Path.replace

    def synced(handle: int) -> None:
        steps.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink()}")
        sync(handle)

    def named(made: Path, name: Path, move: Callable[..., object]) -> None:
        steps.append(f"name {name}")
        move(made, name)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", lambda made, name: named(made, name, link))
    monkeypatch.setattr(Path, "replace", lambda made, name: named(made, name, replace))
    if ring is None:
        KeyRing.make(path)
    else:
        {"rotate": ring.rotate, "of_year": lambda: ring.of_year(2027, 7),
         "forget": lambda: ring.forget_years_before(2027)}[change]()  # fmt: skip
    assert steps[:3] == [f"sync {path}.new", f"name {path}", f"sync {path.parent}"]
    made_folders = [f"sync {path.parents[1]}", f"sync {tmp_path}"]
    assert sorted(steps[3:]) == sorted(made_folders if ring is None else [])


def test_trying_to_write_leaves_everything_as_it_was(ring: KeyRing, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    before, was = path.read_bytes(), path.stat()
    ring.try_writing()
    now = path.stat()
    assert path.read_bytes() == before
    assert (now.st_mode, now.st_uid, now.st_mtime_ns) == (was.st_mode, was.st_uid, was.st_mtime_ns)
    assert [one.name for one in tmp_path.iterdir()] == ["keys"]


def test_a_ring_behind_a_link_is_changed_where_it_is(tmp_path: Path) -> None:
    KeyRing.make(tmp_path / "real" / "keys")
    (tmp_path / "keys").symlink_to(tmp_path / "real" / "keys")
    KeyRing(tmp_path / "keys").rotate()
    assert (tmp_path / "keys").is_symlink()
    assert (tmp_path / "real" / "keys").read_text().count("seal") == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the file of somebody else")
def test_root_takes_the_ring_from_nobody(ring: KeyRing, tmp_path: Path) -> None:
    os.chown(tmp_path / "keys", 1234, 1234)
    ring.rotate()
    now = (tmp_path / "keys").stat()
    assert (now.st_uid, now.st_gid, now.st_mode & 0o777) == (1234, 1234, 0o600)


def test_keys_that_a_killed_process_left_half_written_do_not_stay(
    ring: KeyRing, tmp_path: Path
) -> None:
    (tmp_path / "keys.new").write_text("index 1 half of")
    ring.rotate()
    assert with_keys_in_them(tmp_path) == ["keys"]


def test_a_seal_has_a_whole_nonce_and_a_ring_a_name_of_32_letters(ring: KeyRing) -> None:
    """NIST SP 800-38D, 8.2: 96 bits; a shorter one comes twice sooner."""
    sealed = ring.seal("hello", "table", "column", 1)
    number, tag = 2, 16
    assert len(sealed) == number + 12 + len("hello") + tag
    assert len(ring.fingerprint()) == 32


def test_a_ring_that_was_put_back_is_read_also_when_its_file_is_older(ring: KeyRing) -> None:
    other = KeyRing(ring.path)
    other.make_year(2030)
    os.utime(ring.path, (1, 1))
    assert ring.knows_year(2030)
