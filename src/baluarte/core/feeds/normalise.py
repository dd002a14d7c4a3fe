"""Any row of any report becomes one event; what cannot be read is set aside with its reason."""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from baluarte.core.feeds.columns.addresses import nobody_behind, read_addresses
from baluarte.core.feeds.columns.distinct import Coded
from baluarte.core.feeds.reading import LINE, REJECT_SCHEMA, ROW, Slice
from baluarte.core.feeds.report import Report, Role
from baluarte.core.feeds.rowkey import KEY_COLUMNS, row_keys
from baluarte.core.feeds.schema import EVENT_SCHEMA, SEVERITIES, TLP
from baluarte.core.feeds.taxonomy import read_type
from baluarte.core.feeds.values import by_distinct, read_flaws, read_hosts, read_numbers, read_times
from baluarte.core.ground.moments import AHEAD, EARLIEST
from baluarte.core.ground.names import read_mail, read_url
from baluarte.core.rights.pseudonyms import pseudonym
from baluarte.core.sharing.label import read_label

# These go along to `match` and `collapse`, never into a file.
ACCOUNT_DOMAIN, NOBODY, WORDS, ADDRESS = "#account_domain", "#nobody", "#words", "#address"
ACCOUNT_SCHEMA = pl.Schema({"pseudonym": pl.String(), "clear": pl.String()})


@dataclass(frozen=True)
class Circumstances:
    """What the rows do not say themselves: which delivery, when it came, how accounts are hidden."""

    delivery: int
    received_at: datetime
    account_key: bytes


@dataclass(frozen=True)
class Normalised:
    """Events of one slice (schema columns but those that `match` adds, and the report's own), and the rest."""

    events: pl.DataFrame
    rejects: pl.DataFrame
    accounts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNT_SCHEMA))


def normalise(part: Slice, report: Report, known: Circumstances) -> Normalised:
    """Turn one slice of text into events. Nothing is guessed: a bad value sets its row aside."""
    reader = _Reader(part.table, report)
    table = reader.read(known)
    rejects = _rejects(part, reader.wrong)
    good = table.filter(~pl.col(ROW).is_in(rejects["row"].implode())) if rejects.height else table
    events = _marked(good.with_columns(row_keys(good, report.name, reader.key_columns()).alias("key")))
    ours = [name for name in EVENT_SCHEMA.names() if name in events.columns]
    kept = {column: _kept_name(column) for column in part.table.columns if column not in reader.consumed}
    return Normalised(
        events.select(
            *ours, ACCOUNT_DOMAIN, NOBODY, WORDS, ADDRESS, *(pl.col(f"#raw {column}").alias(name) for column, name in kept.items())
        ),
        rejects,
        reader.accounts,
    )


def _kept_name(column: str) -> str:
    """A column that has the name of ours is kept beside it."""
    return f"{column}_raw" if column in EVENT_SCHEMA.names() else column


def _rejects(part: Slice, wrong: list[pl.DataFrame]) -> pl.DataFrame:
    """One reject a row, for the first thing that was wrong with it, with its bytes."""
    if not wrong:
        return pl.DataFrame(schema=REJECT_SCHEMA)
    first = pl.concat(wrong).unique(ROW, keep="first", maintain_order=True).sort(ROW)
    stood = part.stood(first[ROW].to_list())
    return first.select(
        row=ROW, line=LINE, byte_from=pl.Series([place[0] for place in stood], dtype=pl.UInt64),
        byte_to=pl.Series([place[1] for place in stood], dtype=pl.UInt64), column="column", value="value", code="code",
        raw=pl.Series([place[2] for place in stood], dtype=pl.Binary),
    ).cast(REJECT_SCHEMA)  # fmt: skip


class _Reader:
    """Reads the columns of one slice by their roles, and collects what was wrong."""

    def __init__(self, table: pl.DataFrame, report: Report) -> None:
        self.raw = table
        self.report = report
        self.wrong: list[pl.DataFrame] = []
        self.consumed = {ROW, LINE}
        self.accounts = pl.DataFrame(schema=ACCOUNT_SCHEMA)

    def text(self, role: Role) -> pl.Series | None:
        """Return the first column present for a role, or None."""
        name = self.column(role)
        return None if name is None else self.raw[name]

    def column(self, role: Role) -> str | None:
        return next((name for name in self.report.roles.get(role, ()) if name in self.raw.columns), None)

    def refuse(self, role: Role, bad: pl.Series, code: str | pl.Series) -> None:
        """Set aside the rows where `bad` holds, for the value of this role's column."""
        bad = bad.fill_null(value=True)
        if not bad.any():
            return
        name = self.column(role) or ""
        codes = code if isinstance(code, pl.Series) else pl.Series([code]).new_from_index(0, self.raw.height)
        self.wrong.append(
            self.raw.select(ROW, LINE, column=pl.lit(name), value=pl.col(name) if name else pl.lit("")).with_columns(code=codes).filter(bad)
        )

    def read(self, known: Circumstances) -> pl.DataFrame:
        """Return the schema's columns, and the report's own under `#raw NAME`."""
        report = self.report
        whole: dict[str, pl.Series | pl.Expr] = {
            **self._when(known), **self._where(), **self._who(known), **self._what(),
            "delivery": pl.lit(known.delivery, pl.UInt32),
            "feed": pl.lit(report.feed).cast(pl.Categorical), "report": pl.lit(report.name).cast(pl.Categorical),
            "reliability": pl.lit(report.reliability).cast(EVENT_SCHEMA["reliability"]),
            "credibility": pl.lit(report.credibility).cast(EVENT_SCHEMA["credibility"]),
        }  # fmt: skip
        raw = self.raw.rename({name: f"#raw {name}" for name in self.raw.columns if name not in {ROW, LINE}})
        return raw.with_columns(row=pl.col(ROW)).with_columns(**whole)

    def key_columns(self) -> list[str | None]:
        """Return the columns that make two rows of this report the same, in the published order; None where it has none."""
        report = self.report
        ours = [self._key_column(name) for name in KEY_COLUMNS if name not in report.key_without]
        return ours + [f"#raw {name}" for name in report.key_also if name in self.raw.columns]

    def _key_column(self, role: Role) -> str | None:
        ours = {"address": ADDRESS, "host": "domain", "tag": "#tag"}
        return None if self.column(role) is None else ours.get(role, role)

    def _use(self, role: Role) -> None:
        name = self.column(role)
        if name is not None:
            self.consumed.add(name)

    def _when(self, known: Circumstances) -> dict[str, pl.Series | pl.Expr]:
        texts = self.text("seen")
        if texts is None:
            return {"seen_at": pl.lit(known.received_at), "received_at": pl.lit(known.received_at)}
        moments, codes = read_times(texts, naive_is_utc=self.report.naive_is_utc)
        self.refuse("seen", codes.is_not_null(), codes)
        out = (moments < EARLIEST) | (moments > known.received_at + AHEAD)
        self.refuse("seen", out.fill_null(value=False), "time.range")
        self._use("seen")
        return {"seen_at": moments, "received_at": pl.lit(known.received_at)}

    def _where(self) -> dict[str, pl.Series | pl.Expr]:
        read: dict[str, pl.Series | pl.Expr] = {
            "ip_hi": pl.lit(None, pl.UInt64),
            "ip_lo": pl.lit(None, pl.UInt64),
            ADDRESS: pl.lit(None, pl.String),
            NOBODY: pl.lit(value=False),
        }
        if (texts := self.text("address")) is not None:
            found = read_addresses(texts)
            self.refuse("address", found["hi"].is_null() & (texts != ""), "value.address")
            read |= {"ip_hi": found["hi"], "ip_lo": found["lo"], ADDRESS: found["text"], NOBODY: nobody_behind(found["hi"], found["lo"])}
            if (found["text"].fill_null("") == texts).all():  # else, and for IPv6, the original is kept beside it
                self._use("address")
        read["port"] = self._number("port", 65_535, pl.UInt16())
        asn = self._number("asn", 4_294_967_295, pl.UInt32())
        read["asn"] = asn.set(asn == 0, None) if isinstance(asn, pl.Series) else asn
        read["domain"] = self._host()
        read["transport"] = self._plain("transport", lower=True).cast(pl.Categorical)
        read["url"] = self._plain("url")
        return read

    def _number(self, role: Role, most: int, dtype: pl.DataType) -> pl.Series | pl.Expr:
        texts = self.text(role)
        if texts is None:
            return pl.lit(None, dtype)
        numbers = read_numbers(texts, most, dtype)
        self.refuse(role, numbers.is_null() & (texts != ""), f"value.{role}")
        self._use(role)
        return numbers

    def _host(self) -> pl.Series | pl.Expr:
        texts = self.text("host")
        if texts is None:
            return pl.lit(None, pl.String)
        hosts = read_hosts(texts)
        if self.report.point == "host":
            self.refuse("host", hosts.is_null() & (texts != ""), "value.host")
        if hosts is texts or (hosts.fill_null("") == texts).all():  # a pattern, or a name spelled otherwise, is kept beside it
            self._use("host")
        return hosts

    def _plain(self, role: Role, *, lower: bool = False) -> pl.Expr:
        name = self.column(role)
        if name is None:
            return pl.lit(None, pl.String)
        self._use(role)
        text = pl.col(f"#raw {name}")
        return pl.when(text != "").then(text.str.to_lowercase() if lower else text)

    def _who(self, known: Circumstances) -> dict[str, pl.Series | pl.Expr]:
        """The account, as its pseudonym; every other column that names one is hidden as well."""
        names = [name for name in self.report.roles.get("account", ()) if name in self.raw.columns]
        if not names:
            return {"account": pl.lit(None, pl.String), ACCOUNT_DOMAIN: pl.lit(None, pl.String)}
        people = {name: _Accounts(self.raw[name], known.account_key) for name in names}
        self.accounts = pl.concat([one.table for one in people.values()]).unique("pseudonym", keep="first", maintain_order=True)
        first = people[names[0]]
        if self.report.point == "account":
            self.refuse("account", first.is_no_mail, "value.account")
        self._use("account")
        return {
            "account": first.pseudonyms,
            ACCOUNT_DOMAIN: first.domains,
            **{f"#raw {name}": people[name].pseudonyms.fill_null("") for name in names[1:]},
        }

    def _what(self) -> dict[str, pl.Series | pl.Expr]:
        """What was seen. Sensors repeat themselves: each distinct tag is read once, and looked up row by row."""
        texts = self.text("tag")
        tags = Coded.always(texts if texts is not None else pl.repeat("", self.raw.height, dtype=pl.String, eager=True))
        self._use("tag")
        read = self._read_tags(tags.distinct)
        looked_up = {name: read[name].gather(tags.codes) for name in read.columns}
        words, flaws = self._flaws(tags, texts)
        return {
            **looked_up,
            WORDS: words,
            "cves": flaws,
            "severity": self._severity(),
            "type": self._type(looked_up["type"]),
            "identifier": self._identifier(looked_up["identifier"]),
            "vendor": self._plain("vendor"),
            "product": self._plain("product"),
            "version": self._plain("version"),
            "tlp": self._label(),
        }

    def _read_tags(self, distinct: pl.Series) -> pl.DataFrame:
        """Return the tag, its parts, and the class that the report's rules give it, of each distinct text."""
        tag = pl.col("text").str.to_lowercase()
        kind, identifier = pl.lit(self.report.type), pl.lit(self.report.identifier)
        for rule in reversed(self.report.by_tag):
            said = pl.col("#tag").str.contains(rule.contains, literal=True).fill_null(value=False)
            kind = pl.when(said).then(pl.lit(rule.type)).otherwise(kind)
            identifier = pl.when(said).then(pl.lit(rule.identifier)).otherwise(identifier)
        read = pl.DataFrame({"text": distinct}).select(pl.when(pl.col("text") != "").then(tag).alias("#tag"))
        return read.with_columns(
            tags=pl.col("#tag").str.split(";"), type=kind.cast(pl.Categorical), identifier=identifier.cast(pl.Categorical)
        )

    def _flaws(self, tags: Coded, texts: pl.Series | None) -> tuple[pl.Series | pl.Expr, pl.Series]:
        """The texts that name flaws (the tag, and the columns that hold CVE identifiers), and the identifiers in them."""
        named = self.text("cve")
        if named is not None:
            whole = named if texts is None else self.raw.select(pl.concat_str([pl.lit(texts), pl.lit(named)], separator=" ")).to_series()
            tags = Coded.always(whole)
        elif texts is None:
            return pl.lit(None, pl.String), read_flaws(tags.distinct).gather(tags.codes)
        return tags.distinct.str.to_lowercase().gather(tags.codes), read_flaws(tags.distinct).gather(tags.codes)

    def _type(self, kind: pl.Series) -> pl.Series | pl.Expr:
        texts = self.text("type")
        if texts is None:
            return kind
        said = pl.lit(by_distinct(texts, read_type, pl.String()))
        return pl.when(said.is_not_null()).then(said).otherwise(pl.lit(kind).cast(pl.String)).cast(pl.Categorical)

    def _identifier(self, identifier: pl.Series) -> pl.Series | pl.Expr:
        if self.column("identifier") is None:
            return identifier
        return pl.coalesce(self._plain("identifier", lower=True), pl.lit(identifier).cast(pl.String)).cast(pl.Categorical)

    def _severity(self) -> pl.Series | pl.Expr:
        """The row's own severity; the report's default where it states none of the five."""
        texts = self.text("severity")
        kind = EVENT_SCHEMA["severity"]
        if texts is None:
            return pl.lit(self.report.severity).cast(kind)
        self._use("severity")
        words = texts.unique()
        plain = [word if (word := text.strip().lower()) in SEVERITIES else self.report.severity for text in words.to_list()]
        return texts.replace_strict(words, pl.Series(plain, dtype=kind), return_dtype=kind)

    def _label(self) -> pl.Expr:
        texts = self.text("tlp")
        if texts is None:
            return pl.lit(self.report.tlp).cast(EVENT_SCHEMA["tlp"])
        self._use("tlp")
        return pl.lit(by_distinct(texts, read_label, pl.Enum(TLP))).fill_null(self.report.tlp)


class _Accounts:
    """A column of account names: what stands for each, and the domain of those that are mail addresses."""

    def __init__(self, texts: pl.Series, key: bytes) -> None:
        distinct = texts.unique()
        mails = [read_mail(text) for text in distinct.to_list()]
        clear = [mail[0] if mail else text for mail, text in zip(mails, distinct.to_list(), strict=True)]
        hidden = pl.Series([pseudonym(text, key) if text else None for text in clear], dtype=pl.String)
        domains = pl.Series([mail[1] if mail else None for mail in mails], dtype=pl.String)
        self.table = pl.DataFrame({"pseudonym": hidden, "clear": clear}, schema=ACCOUNT_SCHEMA).drop_nulls()
        self.pseudonyms = texts.replace_strict(distinct, hidden, return_dtype=pl.String)
        self.domains = texts.replace_strict(distinct, domains, return_dtype=pl.String)
        self.is_no_mail = self.domains.is_null() & (texts != "")


def _marked(events: pl.DataFrame) -> pl.DataFrame:
    """Add our mark to the tags of an address that reaches nobody."""
    if not events[NOBODY].any():
        return events
    marked = pl.concat_list(pl.col("tags").fill_null([]), pl.lit(["non-routable"], pl.List(pl.String())))
    return events.with_columns(tags=pl.when(NOBODY).then(marked).otherwise("tags"))


def url_places(texts: pl.Series) -> pl.DataFrame:
    """Return `url` (canonical) and `url_host` of each text; null where it is no link and no name."""

    def place(text: str) -> dict[str, str | None]:
        found = read_url(text) or read_url(f"http://{text}")
        return {"url": found[0], "url_host": found[1]} if found else {"url": None, "url_host": None}

    distinct = texts.unique()
    read = pl.DataFrame(
        [place(text) if text else {"url": None, "url_host": None} for text in distinct.fill_null("").to_list()],
        schema={"url": pl.String(), "url_host": pl.String()},
    ).with_columns(text=distinct)
    return pl.DataFrame({"text": texts}).join(read, on="text", how="left", maintain_order="left").select("url", "url_host")
