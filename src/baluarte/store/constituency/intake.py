"""Take a list into the register: compare it with what stands, and write the difference."""

from collections.abc import Callable
from datetime import date

import polars as pl

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.constituency.register import ContactKey, Imported, Plan, What, imported, plan_assets, plan_contacts, plan_organisations
from baluarte.store.constituency import shelf
from baluarte.store.constituency.writing import Author, write_assets, write_contacts, write_organisations

Write = Callable[[Author], str]


def compare(what: What, table: pl.DataFrame, today: date) -> tuple[Imported, Write]:
    """Return the account of a list, and the function that writes it and returns the digest of the change."""
    if what == "organisations":
        organisations = compare_organisations(table)
        return imported(organisations), lambda by: write_organisations(organisations.pairs, by)
    if what == "contacts":
        contacts = compare_contacts(table, today)
        return imported(contacts), lambda by: write_contacts(contacts.pairs, by)
    assets = compare_assets(table)
    return imported(assets), lambda by: write_assets(assets.pairs, by)


def compare_organisations(table: pl.DataFrame) -> Plan[Organisation]:
    """Compare a list of organisations with those that stand."""
    return plan_organisations(table, {one.slug: one for one in shelf.every_organisation()})


def compare_contacts(table: pl.DataFrame, today: date) -> Plan[Contact]:
    """Compare a list of contacts with those that stand."""
    standing: dict[ContactKey, Contact] = {(one.organisation, one.role, one.address): one for one in shelf.every_contact()}
    return plan_contacts(table, standing, shelf.slugs(), today)


def compare_assets(table: pl.DataFrame) -> Plan[Asset]:
    """Compare a list of assets with those that stand."""
    return plan_assets(table, shelf.every_asset(), shelf.slugs())
