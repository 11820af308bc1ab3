"""What people take for the same is the same after folding, and it costs next to nothing."""

from __future__ import annotations

import pytest

from locales import folding

SAME = [
    ("HELP", "help"),
    ("İSTANBUL ısı", "istanbul isi"),
    ("straße", "strasse"),
    ("é ç ñ ł ø ɛ ɔ", "e c n l o e o"),
    ("don’t m'n", "dont mn"),
    ("أحمد إلى آن", "احمد الي ان"),
    ("مُدَرِّسة مدرسـة", "مدرسه مدرسه"),
    ("می‌زند", "ميزند"),
    ("کتاب علی", "كتاب علي"),
    ("٢٣ ۲۳", "23 23"),
    ("ሠላም ዐይኒ ፀሓይ", "ሰላም አይኒ ጸሀይ"),
    ("ኣቦ ኸመይ ቐትሉ", "አቦ ከመይ ቀትሉ"),
    ("їжа йод", "іжа иод"),
    ("𝐡𝐞 𝓱𝓲𝓽𝓼 ｍｅ", "he hits me"),
    ("z̸̢̛a̷l̶g̸o̴", "zalgo"),
    ("su\u200bi\u00adcide", "suicide"),
    ("hе hіts mе", "he hits me"),
    ("вiн бʼє", "він бє"),
    ("hits,me/now", "hits me now"),
    ("kill     MYSELF", "kill myself"),
]


@pytest.mark.parametrize(("typed", "same"), SAME)
def test_what_people_take_for_the_same_is_the_same(typed: str, same: str) -> None:
    assert folding.words(typed) == folding.words(same) == same.split()


def test_a_sentence_ends_where_it_ends() -> None:
    assert folding.words("One. two?three\nfour") == ["one", "|", "two", "|", "three", "|", "four"]
    assert folding.words("واحد؟ اثنان") == ["واحد", "|", "اثنان"]


def test_pictures_are_words_of_their_own() -> None:
    assert folding.words("fire🔥🔥 👩🏽‍🚒") == ["fire", "|", "🔥", "👩", "🚒"]


def test_nothing_and_too_much_are_folded_too() -> None:
    assert folding.words("") == folding.words(" \u200b\u0301\n".strip()) == []
    for sign in ("\ufdfa", "ﬃ", "ǰ", "a\u0301", "🔥", ".", "м a"):
        assert len(folding.words(sign * 100_000)) <= folding.LONGEST * 20
