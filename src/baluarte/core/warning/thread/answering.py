"""The secret of an answer link: who holds it was written to, and may answer that one message.

It is made by a keyed hash over organisation, message and mailbox, so it fits no other, and
nothing of it is stored: a stolen database opens no link. It ends with the days that a link
lives, and with the contact.
"""

import hashlib
import hmac
import re

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, as in the printed code
_COUNT = 26  # letters of five bits each: 130 bits
_FORM = re.compile(rf"[{_LETTERS}]{{{_COUNT}}}", re.ASCII)


def answer_token(key: bytes, organisation: str, message_id: str, mailbox: str) -> str:
    """Return the secret of the link in one message to one mailbox; an empty key makes none.

    >>> one = answer_token(b"k" * 32, "an-inst-012", "<AN-2026-004217.1@csirt.example>", "it@example.org")
    >>> len(one), one == answer_token(b"k" * 32, "an-inst-013", "<AN-2026-004217.1@csirt.example>", "it@example.org")
    (26, False)
    """
    if not key:
        return ""
    told = f"answer-link-1\n{organisation}\n{message_id}\n{mailbox}"
    bits = int.from_bytes(hmac.digest(key, told.encode(), hashlib.sha256), "big")
    return "".join(_LETTERS[(bits >> (5 * place)) & 31] for place in range(_COUNT))


def off_token(key: bytes, organisation: str, folio: str, mailbox: str) -> str:
    """Return the secret with which the reader of one notice turns off the kinds that may be turned off; it opens nothing else."""
    return answer_token(key, organisation, f"turn-off {folio}", mailbox)


def is_answer_token(typed: str) -> bool:
    """Has a text the form of such a secret? Anything else is not even compared."""
    return _FORM.fullmatch(typed) is not None


def answer_link(link: str, token: str) -> str:
    """Return the link to a folio with its secret; without one it stays as it is.

    >>> answer_link("https://csirt.example/es/f/AN-2026-004217", "")
    'https://csirt.example/es/f/AN-2026-004217'
    """
    return f"{link}?k={token}" if link and token else link
