"""Makes a row of any table from what the table says of itself, and writes a token into every text of a row."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, models, transaction
from tests.security import memory

# Tables whose rows are nobody's: what is public, the state of the machine, and what only counts. The reason stands beside each.
NOBODYS = {
    "ground.Lease": "who holds a queue of the machine",
    "ground.FolioSeries": "the last number of a year",
    "ground.VoidFolio": "a number that was never used",
    "ground.CheckLap": "how far a check of the machine came",
    "ground.CheckRun": "what a check of the machine found",
    "ground.Halt": "a queue of the machine that stands still",
    "measures.ReadingRow": "figures of the country",
    "measures.ReleaseRow": "figures that were published",
    "products.ExploitedRow": "a public catalogue of flaws",
    "products.ScoreRow": "a public score of a flaw",
    "products.RecordRow": "a public record of a flaw",
    "products.RecordKey": "where a public record is found",
    "constituency.AssetStamp": "which edition of the register holds",
    "warning.CalendarRow": "the holidays of the country",
    "rights.RightsFile": "a list of the house: purposes, classes of data, retention",
    "rights.Statement": "figures of the country",
    "rights.Switch": "what the house turned off",
    "rights.KeyCopy": "a copy of the keys of the house",
    "replies.BookmarkRow": "how far a mailbox was read",
    "sources.SourceRow": "a feed of the team",
    "sources.RoundRow": "a visit to a feed of the team",
    "sources.FetchedRow": "a file of a feed of the team",
    "sources.HeaderRow": "the columns of a feed",
    "sources.AlarmRow": "a feed that is late",
}
# Words of closed lists and forms that other code reads: a text here is never anybody's own.
_FORMS = (
    "action address after armour arrivals basis before blob body_sha256 by channel classes code codes counters cpe cves "
    "digest except_below feed feeds findings hash identifier key key_fingerprint key_hash kind kinds label language last "
    "letter lines mapping media_type message message_id networks news parser password path raw reach reason reasons recipient "
    "report reports role said schema scopes secret_hash sender severity sha256 slug state status template thread tlp "
    "token_hash type value_sha256 via what wishes word "
)
FORMS = frozenset(_FORMS.split())
# Words of closed lists, for columns that have no other: the row must be one that people could have made.
WORDS = {
    "warning.TaskRow.task": "patch",
    "warning.TaskRow.state": "working",
    "constituency.ClaimRow.method": "dns",
    "constituency.ClaimRow.state": "waiting",
    "constituency.HoldingDisputeRow.kind": "cidr",
    "rights.GrantRow.role": "viewer",
    "rights.Unmasking.kind": "account",
    "rights.Protected.kind": "account",
    "replies.ReplyRow.kind": "other",
}
READ_AGAIN = frozenset({"constituency.AssetRow.value", "campaigns.CampaignRow.value"})  # networks, names and files, by what matches
_ENDS = ("until", "expires", "end", "due", "last")  # of columns that hold a moment after the others
SHORT = 40  # letters: a column no longer than this holds a word of a list, or a number of ours


@dataclass
class Factory:
    """One tenant's hand: every row it makes belongs to this organisation and to this account."""

    token: str
    slug: str
    account: Any
    made: dict[str, list[object]]
    now: datetime

    def complete(self) -> None:
        """Make a row of every table that has none of this tenant yet."""
        for model in memory.models():
            if memory.label(model) not in NOBODYS and not self.made.get(memory.label(model)):
                self.row_of(model)

    def row_of(self, model: type[models.Model]) -> models.Model:
        """Return this tenant's row of a table, made now where there is none."""
        name = memory.label(model)
        if name == "constituency.OrganisationRow":
            return model._default_manager.get(slug=self.slug)
        if self.made.get(name):
            return model._default_manager.get(pk=self.made[name][0])
        values = {}
        for field in model._meta.concrete_fields:
            if not (field.auto_created or (field.primary_key and isinstance(field, models.AutoField))):
                values[field.name] = self._value(field, model)
        row = model(**values)
        row.save(force_insert=True)
        self.made[name] = [row.pk]
        return row

    def _value(self, field: Any, model: type[models.Model]) -> Any:
        if field.is_relation:
            if field.related_model is model or (field.null and memory.label(field.related_model) in NOBODYS):
                return None
            return self.row_of(field.related_model)
        if word := WORDS.get(f"{memory.label(model)}.{field.name}"):
            return word
        if field.has_default() and field.default not in ("", None) and not field.unique:
            return field.get_default()
        return self._plain(field)

    def _plain(self, field: Any) -> Any:
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.DateField):  # a moment as well
            when = self.now + timedelta(days=30) if field.name.startswith(_ENDS) or field.name.endswith(_ENDS) else self.now
            return when if isinstance(field, models.DateTimeField) else when.date()
        if isinstance(field, models.IntegerField):
            return int(self._digest(field)[:6], 16) if field.unique else 1
        if isinstance(field, models.JSONField):
            return field.get_default() if field.has_default() else {}
        others = {
            models.DurationField: timedelta(days=1),
            models.BooleanField: False,
            models.FloatField: 0.5,
            models.BinaryField: self.token.encode(),
            models.UUIDField: self._digest(field)[:32],
        }
        kind = next((kind for kind in others if isinstance(field, kind)), None)
        return self._text(field) if kind is None else others[kind]

    def _digest(self, field: Any) -> str:
        return hashlib.sha256(f"{self.token}{field.name}".encode()).hexdigest()

    def _text(self, field: Any) -> str:
        """Return what a column of texts would hold, as its name says."""
        name, longest = field.name, field.max_length or 1000
        if name.endswith("by"):  # two people, where a rule wants two
            return f"{name}-{self.token}"[:longest]
        if any(part in name for part in ("sha256", "hash", "digest")):
            return self._digest(field)[:longest]
        known = {"tlp": "amber", "label": "amber", "language": "es"}
        known |= dict.fromkeys(("account", "actor", "who", "person"), f"account-{self.account.pk}")
        known |= dict.fromkeys((name,) if "organisation" in name else (), self.slug)
        return known.get(name) or (f"{self.token}-{name}" if field.unique else self.token)[:longest]

    def imprint(self, rows: dict[str, list[object]], word: str = "") -> dict[str, list[str]]:
        """Write the token, or another word, into every free text of these rows; return the columns that hold it now."""
        written: dict[str, list[str]] = {}
        for model in memory.models():
            name = memory.label(model)
            if name in NOBODYS:
                continue
            for field in texts_of(model):
                for key in rows.get(name, []):
                    if self._write(model, key, field, word or self.token):
                        written.setdefault(name, []).append(field.name)
        return {name: sorted(set(columns)) for name, columns in written.items()}

    @staticmethod
    def _write(model: type[models.Model], key: object, field: Any, word: str) -> bool:
        row = model._default_manager.filter(pk=key).first()
        if row is None:
            return False
        before = getattr(row, field.name)
        after = _with(before, word, field)
        if after is None or after == before:
            return after is not None
        setattr(row, field.name, after)
        try:
            with transaction.atomic():
                row.save(update_fields=[field.name])
        except DatabaseError:  # what is never changed, or must be one of its kind
            return False
        return True


def texts_of(model: type[models.Model]) -> list[Any]:
    """Return the columns of a table in which somebody's own words may stand."""
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField | models.JSONField)
        and not (one.is_relation or one.primary_key or one.unique or one.choices)
        and (one.max_length or SHORT + 1) > SHORT
        and one.name not in FORMS
        and f"{memory.label(model)}.{one.name}" not in READ_AGAIN
        and "sha256" not in one.name
        and "hash" not in one.name
        and not one.name.endswith(("_by", "actor", "who", "organisation", "account"))
    ]


def _with(before: Any, word: str, field: Any) -> Any:
    """Return a value that holds the word as well; None where it has no room for one."""
    if isinstance(field, models.JSONField):
        return _in_json(before, word)
    if word in (before or ""):
        return before
    text = f"{before} {word}" if before else word
    return text if not field.max_length or len(text) <= field.max_length else word if len(word) <= field.max_length else None


def _in_json(value: Any, word: str) -> Any:
    if word in json.dumps(value):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [*value, word]
    return None
