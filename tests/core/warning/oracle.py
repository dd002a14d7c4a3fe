"""The same rules as `match`, in plain Python: slow, short, and written to be read.

An independent second opinion: `ipaddress` and dictionaries, no tables, no index.
"""

import ipaddress
from urllib.parse import urlsplit

from baluarte.core.ground.addresses import reaches_nobody, read_address

RULES = ("network", "name", "asn", "account", "product", "delegation")


def owners(event, claims):
    """Return the set of (org, asset, rule, prefix length) that an event belongs to."""
    if event["ip"] and _reserved(event["ip"]):
        return set()
    live = [c for c in claims if (c["first"] is None or c["first"] <= event["day"]) and (c["last"] is None or event["day"] <= c["last"])]
    for rule in RULES:
        best = {}
        for claim in live:
            rank = RANKS[rule](event, claim, claims)
            if rank is not None:
                best.setdefault(rank, []).append(claim)
        if best:
            top = max(best)
            mine = {}
            for claim in best[top]:
                mine[claim["org"]] = min(mine.get(claim["org"], claim["asset"]), claim["asset"])
            said = {"url": "url", "host": "host"}.get(best[top][0]["kind"], rule if rule != "name" else "domain")
            length = top[0] if rule in {"network", "delegation"} else None
            return {(org, asset, said, length) for org, asset in mine.items()}
    return set()


def _reserved(text):
    """Private, multicast and the like: data, but nobody is told."""
    return reaches_nobody(read_address(text))


def _network(event, claim, _claims, *, origin="declared"):
    host = urlsplit(event["url"]).hostname if event["url"] else None
    text = event["ip"] or (host if host and (":" in host or host.replace(".", "").isdigit()) else None)
    if claim["kind"] != "cidr" or (claim["origin"] == "delegation") != (origin == "delegation") or not text:
        return None
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    network = ipaddress.ip_network(claim["value"])
    if address.version != network.version or address not in network:
        return None
    return (network.prefixlen + (96 if network.version == 4 else 0),)


def _delegation(event, claim, claims):
    return _network(event, claim, claims, origin="delegation")


def _inside(name, domain):
    return name == domain or name.endswith("." + domain)


def _barred(name, domain, claims):
    """Is the name at or below a child of that domain which is delegated away?"""
    children = {child for c in claims if c["kind"] == "domain" for child in c["except_below"] or ()}
    return any(_inside(name, child) and child != domain and _inside(child, domain) for child in children)


def _name(event, claim, claims):
    url, host = event["url"], urlsplit(event["url"]).hostname if event["url"] else None
    value = claim["value"]
    if claim["kind"] == "url" and url:
        rest = url[len(value) :]
        if url.startswith(value) and (not rest or value.endswith("/") or rest[0] in "/?"):
            return (3, len(value), 0)
    best = None
    for name in filter(None, (event["domain"], host)):
        if claim["kind"] == "host" and name == value:
            best = max(best or (), (2, 0, 0))
        if claim["kind"] == "domain" and _inside(name, value) and not _barred(name, value, claims):
            best = max(best or (), (1, value.count("."), 0))
    return best


def _asn(event, claim, _claims):
    return (0,) if claim["kind"] == "asn" and event["asn"] is not None and str(event["asn"]) == claim["value"] else None


def _account(event, claim, _claims):
    domain = event["account_domain"]
    return (claim["value"].count("."),) if claim["kind"] == "account_domain" and domain and _inside(domain, claim["value"]) else None


def _product(event, claim, _claims):
    if claim["kind"] != "product" or not event["product"] or any(event[k] for k in ("ip", "domain", "url", "account_domain")):
        return None
    vendor, product = claim["value"].split(":")[:2]
    return (0,) if (vendor.casefold(), product.casefold()) == ((event["vendor"] or "").casefold(), event["product"].casefold()) else None


RANKS = {"network": _network, "name": _name, "asn": _asn, "account": _account, "product": _product, "delegation": _delegation}
