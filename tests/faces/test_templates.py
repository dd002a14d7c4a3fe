"""What the templates hold: words in both languages, no style, no script, nothing that comes from elsewhere."""

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from baluarte import wiring

HERE = Path(wiring.__file__).parent
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
# Texts that are the same in every language, or are written in the language they name.
ALIKE = {
    "Baluarte", "English", "Español", "CSV", "XLSX", "JSON", "SVG", "CVE:", "SHA-256", "Message-ID", "bytes", "/health", "baluarte admin link", "baluarte token create", "wide",
}  # fmt: skip
_TRANSLATED = re.compile(r"\{%\s*blocktranslate\b.*?%\}.*?\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%\s*comment\b.*?endcomment\s*%\}|<!--.*?-->|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_BETWEEN = "·"  # what stands between two tags is a text of its own
_SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"')


def bare(text: str) -> str:
    """Return a template without its comments, translated blocks and tags."""
    for pattern in (_COMMENT, _TRANSLATED, _TAG):
        text = pattern.sub(_BETWEEN, text)
    return text


def ids() -> list[str]:
    return [str(path.relative_to(HERE / "templates")) for path in TEMPLATES]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids())
def test_no_text_of_a_template_is_untranslated(path):
    text = bare(path.read_text("utf-8"))

    spoken = re.split(r"<[^>]*>", text) + _SPOKEN_ATTRIBUTE.findall(text)
    literal = {" ".join(part.split()) for part in spoken if re.search(r"[^\W\d_]{2,}", part)}
    words = {one.strip(" .,:;·()=+–#") for part in literal for one in re.split(r"\s{2,}|·", part)}

    assert words - {word.strip(":") for word in ALIKE} - {""} - ALIKE <= set()


@pytest.mark.parametrize("path", TEMPLATES, ids=ids())
def test_no_template_holds_a_style_a_script_or_a_handler(path):
    text = path.read_text("utf-8")

    assert not re.search(r"\sstyle\s*=|<style|javascript:|\son[a-z]+\s*=|\|\s*safe\b|autoescape\s+off", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def catalogue(language: str):
    return read_po(BytesIO((HERE / "locale" / language / "LC_MESSAGES" / "django.po").read_bytes()), locale=language)


def asked_for() -> set[str | tuple[str, str]]:
    """Return every text that a template asks to be translated."""
    found = set()
    for path in TEMPLATES:
        code = templatize(path.read_text("utf-8"), origin=str(path))
        for _, function, message, _ in extract_python(BytesIO(code.encode()), ["gettext", "ngettext", "pgettext", "npgettext"], [], {}):
            parts = [part for part in (message if isinstance(message, tuple) else (message,)) if part]
            found.add((parts[0], parts[1]) if function == "pgettext" else parts[0])
    return found


@pytest.mark.parametrize("language", ["es_MX", "en"])
def test_no_entry_is_missing_fuzzy_or_empty(language):
    known = {}
    for message in catalogue(language):
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        known[(message.context, key) if message.context else key] = message

    incomplete = [
        key for key, message in known.items()
        if key and (message.fuzzy or not all(message.string if isinstance(message.string, tuple) else (message.string,)))
    ]  # fmt: skip

    assert asked_for() - set(known) == set()
    assert incomplete == []


@pytest.mark.parametrize("language", ["es_MX", "en"])
def test_no_entry_is_left_over(language):
    known = {(message.context, message.id) if message.context else message.id for message in catalogue(language)}
    known = {
        key[0] if isinstance(key, tuple) and isinstance(key[0], str) and len(key) == 2 and key[0] not in {"mail", "button"} else key
        for key in known
    }

    assert {key for key in known if key} - asked_for() == set()


@pytest.mark.parametrize("language", ["es_MX", "en"])
def test_the_compiled_catalogue_is_that_of_the_texts(language):
    compiled = GNUTranslations(BytesIO((HERE / "locale" / language / "LC_MESSAGES" / "django.mo").read_bytes()))

    for message in catalogue(language):
        if isinstance(message.id, tuple):
            assert (compiled.ngettext(*message.id, 1), compiled.ngettext(*message.id, 2)) == message.string
        elif message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        elif message.id:
            assert compiled.gettext(message.id) == message.string


@pytest.mark.parametrize("language", ["es_MX", "en"])
def test_a_translation_names_the_same_values(language):
    for message in catalogue(language):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        named = {name for original in originals for name in re.findall(r"%\((\w+)\)s", original)}

        assert all(set(re.findall(r"%\((\w+)\)s", string)) <= named for string in strings), message.id
        assert set(re.findall(r"%\((\w+)\)s", strings[-1])) == named or len(originals) > 1, message.id
