"""A text that people read exists in Spanish and in English, always together."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; `in_` picks one."""

    es: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the words in the language asked for.

        >>> Text("hallazgo", "finding").in_("en")
        'finding'
        """
        return self.es if language == "es" else self.en
