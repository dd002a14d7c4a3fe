"""A notice on paper: the official letter for whom no mail reaches, and the certificate of what was closed by observation.

Set by typst from the same blocks as the mail: PDF/A-2a and PDF/UA-1, so that it can be kept
for decades and heard by who cannot see. The same words give the same bytes.
"""

from baluarte.formats.letter.paper.certificate import certificate_pdf
from baluarte.formats.letter.paper.official import official_letter_pdf

__all__ = ["certificate_pdf", "official_letter_pdf"]
