"""Puts the language before addresses whose views take none: the active language is the first part of the path."""

from django.urls import LocalePrefixPattern
from django.utils.translation import get_language


class TonguePrefix(LocalePrefixPattern):
    """Matches and writes `es/` or `en/`, as the middleware has heard the path.

    Views of others reverse their addresses without a language; this lets them stay in the
    language in which they were asked.
    """

    @property
    def language_prefix(self) -> str:
        """Return the first part of the path in the language of now."""
        return "en/" if (get_language() or "").startswith("en") else "es/"
