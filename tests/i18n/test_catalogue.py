"""The loader: what it reads and what it refuses."""

from __future__ import annotations

import pytest

from i18n import catalogue
from i18n.catalogue import LANGUAGES, CatalogueFault, as_language, catalogue_files, messages_in, texts

HEADER = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
    monkeypatch.setattr(catalogue, "LOCALE_FOLDER", tmp_path)
    catalogue._texts.cache_clear()
    yield tmp_path
    catalogue._texts.cache_clear()


def write(folder, name, *entries):
    path = folder / "fi" / name
    path.write_text(HEADER + "\n\n".join(entries), encoding="utf-8")
    return path


def test_domains_are_merged(folder):
    write(folder, "one.po", 'msgid "a.x"\nmsgstr "Ä {name}"')
    write(folder, "two.po", 'msgid "b.x"\nmsgid_plural "b.x"\nmsgstr[0] "{n} yksi"\nmsgstr[1] "{n} monta"')
    t = texts("fi")
    assert t("a.x", name="{b}") == "Ä {b}"
    assert (t.plural("b.x", 1, n=1), t.plural("b.x", 0, n=0), t.plural("b.x", 2, n="2")) == (
        "1 yksi",
        "0 monta",
        "2 monta",
    )
    assert t.has("a.x")
    assert not t.has("a.y")


def test_wrong_use_is_a_bug_that_shows(folder):
    write(
        folder,
        "one.po",
        'msgid "a.x"\nmsgstr "{name}"',
        'msgid "b.x"\nmsgid_plural "b.x"\nmsgstr[0] "1"\nmsgstr[1] "2"',
    )
    t = texts("fi")
    with pytest.raises(KeyError):
        t("a.y")
    with pytest.raises(KeyError):
        t("a.x")
    with pytest.raises(KeyError):
        t("b.x")
    with pytest.raises(KeyError):
        t.plural("a.x", 1)
    with pytest.raises(TypeError, match="name"):
        t("a.x", name=1.5)


def test_a_key_in_two_files_is_refused(folder):
    write(folder, "one.po", 'msgid "a.x"\nmsgstr "1"')
    write(folder, "two.po", 'msgid "a.x"\nmsgstr "2"')
    with pytest.raises(CatalogueFault, match=r"two\.po .*a\.x"):
        texts("fi")


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "a.x"\nmsgstr "1"\n\nmsgid "a.x"\nmsgstr "2"',
        'msgid "a.x"\nmsgstr ""',
        '#, fuzzy\nmsgid "a.x"\nmsgstr "1"',
        'msgid "a.x"\nmsgid_plural "a.x"\nmsgstr[0] "1"\nmsgstr[1] ""',
        'msgid "a.x"\nmsgstr "1',
    ],
    ids=["twice", "empty", "fuzzy", "half a plural", "broken"],
)
def test_a_faulty_file_is_refused(folder, entry):
    path = write(folder, "one.po", entry)
    with pytest.raises(CatalogueFault, match=r"one\.po"):
        list(messages_in(path))


def test_language_names():
    assert [as_language(name) for name in ("fi", "en", "sv", None)] == ["fi", "en", "fi", "fi"]


def test_both_languages_have_the_same_files():
    fi, en = ([path.name for path in catalogue_files(language)] for language in LANGUAGES)
    assert fi == en
