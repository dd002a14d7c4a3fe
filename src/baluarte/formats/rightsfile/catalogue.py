"""`rights/catalogue.yaml`: classes of personal data, the fields that hold them, and for how long."""

from collections.abc import Iterable

from baluarte.core.rights.catalogue.field import EXITS, Catalogue, DataClass, Field, Kept
from baluarte.formats.rightsfile.page import listed, mapping, read_page, refuse, text
from baluarte.formats.rightsfile.purposes import CLASSES

FORM = "baluarte/catalogue/1"
_PERIODS = ("", "month", "year")


def read_catalogue(data: bytes, purposes: Iterable[str]) -> Catalogue:
    """Return the catalogue of a file; `purposes` are the codes it may name. Raises `Unusable`."""
    page, sha256 = read_page(data, FORM, ("classes", "retention", "fields", "cleared"))
    classes = {name: _class(name, said) for name, said in mapping(page.get("classes"), "classes", CLASSES).items()}
    kept = {name: _kept(name, said) for name, said in mapping(page.get("retention"), "retention").items()}
    known = (tuple(classes), tuple(kept), tuple(purposes))
    fields = {name: _field(name, said, known) for name, said in mapping(page.get("fields"), "fields").items()}
    cleared = {name: str(why) for name, why in mapping(page.get("cleared") or {}, "cleared").items()}
    twice = sorted(set(fields) & set(cleared))
    if twice:
        refuse(f"'{twice[0]}' is personal and cleared at once", "One of the two is wrong.", "Keep one of them.")
    return Catalogue(str(page["version"]), classes, kept, fields, cleared, sha256)


def _class(name: str, said: object) -> DataClass:
    where = f"the class '{name}'"
    parts = mapping(said, where, ("words", "whose", "masked"), needed=("words", "whose", "masked"))
    return DataClass(
        name, text(parts["words"], f"{where}: words"), text(parts["whose"], f"{where}: whose"), _flag(parts["masked"], f"{where}: masked")
    )


def _kept(name: str, said: object) -> Kept:
    where = f"the retention '{name}'"
    parts = mapping(said, where, ("words", "days", "period"), needed=("words", "days"))
    days = str(parts["days"])
    if days != "for-ever" and not (days.isdecimal() and 0 < int(days) < 36_600):
        refuse(f"{where}: days is '{days}'", "A job counts it.", "Write a number of days, or for-ever.")
    period = str(parts.get("period", ""))
    if period not in _PERIODS:
        refuse(f"{where}: period is '{period}'", "A key is made for each period.", "Write month or year, or leave it out.")
    return Kept(name, text(parts["words"], f"{where}: words"), None if days == "for-ever" else int(days), period)


def _field(name: str, said: object, known: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]) -> Field:
    classes, kept, purposes = known
    where = f"the field '{name}'"
    parts = mapping(said, where, ("class", "purposes", "retention", "exits", "sealed"), needed=("class", "purposes", "retention"))
    (data_class,) = listed([parts["class"]], f"{where}: class", classes)
    (retention,) = listed([parts["retention"]], f"{where}: retention", kept)
    return Field(
        name,
        data_class,
        listed(parts["purposes"], f"{where}: purposes", purposes),
        retention,
        listed(parts.get("exits") or [], f"{where}: exits", EXITS),
        _flag(parts.get("sealed", "false"), f"{where}: sealed"),
    )


def _flag(value: object, where: str) -> bool:
    if value not in {"true", "false"}:
        refuse(f"{where} is '{value}'", "It is so or it is not.", "Write true or false.")
    return value == "true"
