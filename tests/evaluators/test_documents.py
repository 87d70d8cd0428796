"""Documents in general: canonical JSON to the byte, hashes of content, and hostile or broken files."""

from __future__ import annotations

import json
import unicodedata
from hashlib import sha256
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from evaluators.documents import (
    LARGEST_FIGURE,
    MAXIMUM_DOCUMENT_BYTES,
    MAXIMUM_TEXT,
    Document,
    Finite,
    LocalText,
    Share,
    Text,
    canonical_json,
    content_hash,
    parse_document,
    revise,
    text_of,
)
from evaluators.errors import DocumentError


class Sample(Document):
    kind: Literal["sample"] = "sample"
    schema_version: Literal[3] = 3
    text: Text = ""
    figure: Finite = 0
    share: Share = 0
    pairs: dict[str, Finite] = {}
    free: dict[str, JsonValue] = {}


KINDS = {"sample": Sample}
UPGRADES = {
    ("sample", 1): lambda old: {**old, "schema_version": 2, "text": old.get("words", "")} | {"words": None},
    ("sample", 2): lambda old: {key: value for key, value in old.items() if key != "words"} | {"schema_version": 3},
}


def read(text: str | bytes) -> Sample:
    return parse_document(text, KINDS, UPGRADES)


def holding(**values: Any) -> str:
    return json.dumps({"kind": "sample", "schema_version": 3, **values})


def refusal(text: str | bytes) -> DocumentError:
    with pytest.raises(DocumentError) as fault:
        read(text)
    return fault.value


# --- out and back ---

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
finite = st.floats(-LARGEST_FIGURE, LARGEST_FIGURE)


@given(texts, finite, st.floats(0, 1), st.dictionaries(texts, finite, max_size=4))
def test_canonical_json_round_trips_to_the_byte(text, figure, share, pairs):
    document = Sample(text=text, figure=figure, share=share, pairs=pairs, title=LocalText(fi=text, en=text))
    written = canonical_json(document)
    again = read(written)
    assert again == document
    assert canonical_json(again) == written
    assert content_hash(again) == content_hash(document)


def test_canonical_json_is_sorted_without_spaces_and_in_plain_letters():
    document = Sample(text="Työkalu €", pairs={"b": 1, "a": 2})
    assert canonical_json(document) == (
        '{"figure":0.0,"free":{},"kind":"sample","pairs":{"a":2.0,"b":1.0},'
        '"schema_version":3,"share":0.0,"text":"Työkalu €","title":""}'
    )


def test_the_hash_is_of_the_content_alone():
    one = Sample(text="x", pairs={"a": 1, "b": 2})
    same = read(' {"pairs": {"b": 2.0, "a": 1}, "text": "x", "schema_version": 3, "kind": "sample"}\n')
    assert content_hash(one) == content_hash(same)
    others = [
        revise(one, text="X"),
        revise(one, figure=1e-300),
        revise(one, pairs={"a": 2, "b": 1}),
        revise(one, title="x"),
        revise(one, free={"a": None}),
    ]
    hashes = {content_hash(document) for document in (one, *others)}
    assert len(hashes) == len(others) + 1
    assert all(len(one) == 64 for one in hashes)


def test_the_hash_is_the_sha256_of_the_canonical_bytes():
    written = '{"figure":0.0,"free":{},"kind":"sample","pairs":{},"schema_version":3,"share":0.0,"text":"ä","title":""}'
    assert content_hash(Sample(text="ä")) == sha256(written.encode()).hexdigest()


def test_revise_checks_the_whole_document_again():
    document = Sample(text="x")
    assert revise(document, share=0.5) == Sample(text="x", share=0.5)
    with pytest.raises(DocumentError) as fault:
        revise(document, share=2)
    assert fault.value.code == "document_invalid"
    assert fault.value.facts["problems"][0]["place"] == "share"


def test_documents_cannot_be_changed_in_place():
    with pytest.raises(ValueError, match="frozen"):
        Sample().text = "other"


# --- texts ---


def test_texts_in_both_languages_and_own_texts():
    both = LocalText(fi="hinta", en="price")
    assert (text_of(both, "fi"), text_of(both, "en")) == ("hinta", "price")
    assert (text_of("own", "fi"), text_of("own", "en")) == ("own", "own")


def test_equal_looking_texts_are_equal_and_nul_is_left_out():
    decomposed = unicodedata.normalize("NFD", "Pähkinä\x00")
    assert Sample(text=decomposed).text == "Pähkinä"
    assert content_hash(Sample(text=decomposed)) == content_hash(Sample(text="Pähkinä"))
    assert Sample(title=LocalText(fi="\x00", en="a\x00b")).title == LocalText(fi="", en="ab")


def test_whole_pairs_are_read_and_half_a_pair_typed_in_is_left_out():
    assert read('{"kind":"sample","schema_version":3,"text":"\\ud83d\\ude00"}').text == "😀"
    assert Sample(text="a\ud800b").text == "ab"


@pytest.mark.parametrize("letter", ["a", "ä", "a\u0308", "€", "😀", "\x00a"])
def test_ten_thousand_characters_are_accepted_and_one_more_is_not(letter):
    """Counted as they are kept: a decomposed letter is one, and NUL none."""
    assert len(Sample(text=letter * MAXIMUM_TEXT).text) == MAXIMUM_TEXT
    assert refusal(holding(text=letter * (MAXIMUM_TEXT + 1))).facts["problems"][0]["place"] == "text"


def test_a_text_that_grows_in_normal_form_is_measured_after_it():
    """U+1D160 is three characters in normal form C; what is accepted must be readable again."""
    grows = "\U0001d160"
    kept = Sample(text=grows * (MAXIMUM_TEXT // 3))
    assert read(canonical_json(kept)) == kept
    assert refusal(holding(text=grows * MAXIMUM_TEXT)).code == "document_invalid"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "# *a* [b](c)", "\u202eabc", "'; DROP TABLE"])
def test_markup_is_a_text_like_any_other(text):
    assert read(canonical_json(Sample(text=text))).text == text


# --- versions ---


def test_an_older_version_is_brought_up_to_date_step_by_step():
    assert read('{"kind": "sample", "schema_version": 1, "words": "old"}') == Sample(text="old")
    assert read('{"kind": "sample", "schema_version": 2, "text": "newer"}') == Sample(text="newer")


@pytest.mark.parametrize("version", [0, 4, 99, -1, "3", None, 2.5, [3], {"a": 1}])
def test_a_version_that_is_not_known_is_refused(version):
    fault = refusal(holding(schema_version=version))
    assert (fault.code, fault.facts) == ("document_version_unknown", {"version": str(version), "newest": 3})


def test_a_version_is_never_assumed():
    assert refusal('{"kind": "sample"}').code == "document_version_unknown"


@pytest.mark.parametrize("kind", ["other", "", None, 3, ["sample"], {"sample": 1}, "Sample", "x" * 500])
def test_a_kind_that_is_not_known_is_refused_with_those_that_are(kind):
    fault = refusal(holding(kind=kind))
    assert fault.code == "document_kind_unknown"
    assert fault.facts == {"kind": str(kind)[:80], "available": ["sample"]}


# --- broken and hostile files ---


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("{'kind': 'sample'}", "Expecting property name"),
        ("null", "top level is NoneType"),
        ("[]", "top level is list"),
        ('"sample"', "top level is str"),
        ("12", "top level is int"),
        ('{"kind": "sample", "kind": "sample"}', "key twice: kind"),
        ('{"kind": "sample", "pairs": {"a": 1, "b": 2, "a": 1}}', "key twice: a"),
        ('{"figure": NaN}', "NaN is not a number"),
        ('{"figure": Infinity}', "Infinity is not a number"),
        ('{"free": {"a": [-Infinity]}}', "-Infinity is not a number"),
        ('{"figure": 1e999}', "1e999 is not a number"),
        ('{"free": {"a": [-1e999]}}', "-1e999 is not a number"),
        ('{"figure": ' + "9" * 5_000 + "}", "digits"),
        ("[" * 100_000, "recursion"),
        ('{"free": ' * 100_000, "recursion"),
        (b"\xff\xfe\x00", "utf-8"),
        (b'{"text": "\xe4"}', "utf-8"),
        ('{"text": "\ud800"}', "utf-8"),
    ],
)
def test_what_is_not_json_is_refused(text, reason):
    fault = refusal(text)
    assert fault.code == "document_not_json"
    assert reason in fault.facts["reason"]
    assert len(fault.facts["reason"]) <= 200


@pytest.mark.parametrize(
    "values",
    [
        '"figure": 1e300',
        '"figure": -1e16',
        '"figure": "NaN"',
        '"figure": "1e999"',
        '"figure": "12,5"',
        '"figure": null',
        '"share": 1.0000001',
        '"share": -1e-9',
        '"text": 5',
        '"pairs": {"a": "b"}',
        '"pairs": [1]',
        '"free": []',
        '"unknown": 1',
        '"__class__": "x"',
        '"title": {"fi": "x"}',
        '"title": {"fi": "x", "en": "y", "sv": "z"}',
    ],
)
def test_what_breaks_the_schema_is_refused_with_place_and_reason(values):
    fault = refusal('{"kind": "sample", "schema_version": 3, ' + values + "}")
    assert fault.code == "document_invalid"
    for problem in fault.facts["problems"]:
        assert problem["place"].split(".")[0] in values
        assert problem["reason"]


def test_no_more_than_ten_problems_are_listed():
    fault = refusal(holding(pairs={f"k{place}": "x" for place in range(50)}))
    assert len(fault.facts["problems"]) == 10


def nested(depth: int) -> str:
    return '{"kind":"sample","schema_version":3,"free":{"a":' + "[" * depth + "]" * depth + "}}"


@pytest.mark.parametrize("depth", [1, 10, 100])
def test_nesting_that_a_fact_may_need_is_kept(depth):
    document = read(nested(depth))
    assert read(canonical_json(document)) == document


@pytest.mark.parametrize("depth", [300, 700, 5_000])
def test_deep_nesting_is_refused(depth):
    assert refusal(nested(depth)).code in {"document_not_json", "document_invalid"}


@pytest.mark.parametrize("inner", ['"\\ud800"', '{"\\uD800": 1}', '["\\udfff"]'])
def test_half_a_letter_is_refused_wherever_it_stands(inner):
    """What is accepted can be hashed and kept; half a surrogate pair cannot be written in UTF-8."""
    assert refusal('{"kind":"sample","schema_version":3,"free":{"a":' + inner + "}}").code == "document_not_json"


def test_the_largest_file_and_one_byte_more():
    padding = " " * (MAXIMUM_DOCUMENT_BYTES - len(holding()))
    assert read(holding() + padding) == Sample()
    fault = refusal(holding() + padding + " ")
    assert (fault.code, fault.facts) == (
        "document_too_large",
        {"size": MAXIMUM_DOCUMENT_BYTES + 1, "limit": MAXIMUM_DOCUMENT_BYTES},
    )


def test_size_is_counted_in_bytes():
    assert refusal("ä" * (MAXIMUM_DOCUMENT_BYTES // 2 + 1)).code == "document_too_large"


def test_bytes_with_a_mark_of_order_are_read():
    assert read(b"\xef\xbb\xbf" + holding(text="ä").encode()) == Sample(text="ä")


def test_figures_are_not_read_from_yes_and_no():
    assert refusal(holding(text=True)).code == "document_invalid"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    with pytest.raises(DocumentError):
        read(raw)
