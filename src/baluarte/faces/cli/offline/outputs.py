"""What a run writes under `--out`: accounts, events, rows set aside, findings, and a folder for each organisation."""

import json
from datetime import datetime

import polars as pl

from baluarte.core.constituency.asset_file import AssetFile
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.ground.text import LANGUAGES
from baluarte.core.ground.world import House
from baluarte.core.sharing.label import Label, strictest
from baluarte.core.warning.findings import kind_of
from baluarte.core.warning.notice import Notice
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.run import Result
from baluarte.faces.cli.offline.tables import rows_of
from baluarte.formats.letter import notice_html, notice_text
from baluarte.formats.tabular import meta_of, to_csv, to_json, write_csv

# Who signs a notice that no server sends: whoever ran the command.
NOBODY = House("", "Equipo de respuesta a incidentes", "Incident response team", "", "", "", "")


def write_accounts(folder: Folder, result: Result, assets: AssetFile) -> None:
    """Write what became of every row, of the reports and of the asset file."""
    accounting = json.dumps(accounting_of(result, assets), ensure_ascii=False, indent=2) + "\n"
    folder.write("accounting.json", accounting.encode())
    if assets.problems:
        folder.write("assets-rejected.csv", write_csv(assets.rejected().cast(pl.String)))


def write_organisations(folder: Folder, findings: pl.DataFrame, assets: AssetFile, clear: dict[str, str], now: datetime) -> None:
    """Write what each of these organisations is to be told."""
    contacts = {contact.organisation: contact for contact in reversed(assets.contacts)}
    owned = findings.partition_by("organisation", as_dict=True, maintain_order=True)
    for organisation in assets.organisations:
        mine = owned.get((organisation.slug,))
        if mine is not None:
            contact = contacts.get(organisation.slug, Contact(organisation.slug, "fallback", ""))
            _write_organisation(folder, _in_clear(mine, clear), organisation, contact, now)


def accounting_of(result: Result, assets: AssetFile) -> dict[str, object]:
    """Return the object of `accounting.json`: files, total, and what became of the asset file."""
    return {
        **result.to_dict(),
        "assets": {"read": assets.read, "taken": assets.read - len(assets.problems), "rejected": len(assets.problems)},
    }


def _write_organisation(folder: Folder, findings: pl.DataFrame, organisation: Organisation, contact: Contact, now: datetime) -> None:
    below = f"organisations/{organisation.slug}"
    rows = rows_of(findings)
    folder.write(f"{below}/findings.csv", to_csv(rows))
    folder.write(f"{below}/findings.json", to_json(rows, meta_of(rows, now)))
    notice = _notice(findings, organisation, contact, now)
    for language in LANGUAGES:
        folder.write(f"{below}/notice.{language}.txt", notice_text(notice, NOBODY, language).encode())
    folder.write(f"{below}/notice.html", notice_html(notice, NOBODY).encode())


def _notice(findings: pl.DataFrame, organisation: Organisation, contact: Contact, now: datetime) -> Notice:
    """One notice an organisation: without a memory of what was told, everything is new."""
    urgent = any(kind_of(*pair).urgent for pair in findings.select("identifier", "type").unique().iter_rows())
    first = findings.sort("due").row(0, named=True)
    exploited = "known-exploited" in first["reasons"]
    label: Label = strictest(findings["tlp"].unique().to_list())
    return Notice(
        folio=findings["folio"][0], code="", number=1, kind="urgent" if urgent or exploited else "digest",
        organisation=organisation, contact=contact, languages=LANGUAGES if organisation.language == "both" else (organisation.language,),
        label=label, made_at=now, findings=findings, news={"new": findings.height}, due=first["due"],
        due_basis="exploited" if exploited else "",
    )  # fmt: skip


def _in_clear(findings: pl.DataFrame, clear: dict[str, str]) -> pl.DataFrame:
    """Give the owner the account names that it must act on; nobody else sees them."""
    return findings.with_columns(point=pl.col("point").replace(clear)) if clear else findings
