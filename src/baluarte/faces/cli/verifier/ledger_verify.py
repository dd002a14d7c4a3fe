#!/usr/bin/env python3
"""Check a public log with your own eyes: one file, readable in an evening.

WHAT IT PROVES. That what was published was not rewritten: each entry has the hash that was logged, all hashes
together give one root, and the log signed that root with the key that you gave. With witnesses it also proves
that others saw the same history, and when. WHAT IT DOES NOT PROVE. That what was published is true. That
everything was logged. Without witnesses, that everybody is shown the same log. The key must come to you on
paper, in the official gazette or with a release: never from the log itself.

LO QUE PRUEBA. Que lo publicado no se reescribió: cada asiento tiene la huella que se asentó, todas juntas dan
una sola raíz, y la bitácora firmó esa raíz con la llave que usted dio. Con testigos prueba además que otros
vieron la misma historia, y cuándo. LO QUE NO PRUEBA. Que lo publicado sea verdad. Que se haya asentado todo.
Sin testigos, que a todos se les muestre la misma bitácora. La llave debe llegarle en papel, en el diario
oficial o con una versión del programa: nunca de la propia bitácora.

    python3 ledger_verify.py FOLDER-OR-URL --policy FILE [--since OLD-CHECKPOINT] [--entries]
    python3 ledger_verify.py NAME.tlog-proof --entry FILE --policy FILE

It ends with 0: holds; 1: broken, or not fully covered; 2: cannot be used; 6: no answer. It needs Python 3.8 or
newer and, for speed, the package `cryptography`; without it the file `ed25519_slow.py` beside this one does the
same. The sections named below are those of specs/ledger.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib
import json
import os
import re
import sys
import unicodedata
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

WIDTH = 256  # hashes in a tile, entries in a bundle
MOST_BYTES = 32 << 20  # of any file: a full bundle has at most 16 MiB
NOTE, COSIGNATURE = b"\x01", b"\x04"  # the two kinds of Ed25519 keys

# What an entry of each kind says; `a|b` is one of the two. A kind that is not here is listed, and its hash is checked.
KINDS_TABLE = """
ledger.start: origin spec; ledger.key: role vkey from_seq reason; ledger.policy: version policy_sha256;
ledger.software: version hashes_sha256 powers_sha256; ledger.check: promise outcome count not_covered; ground.mark: content;
ground.release: name version rows sha256; rights.catalogue: version fields_sha256 purposes_sha256;
rights.access-batch: day batch count root; rights.access-day: day batches count withheld released file_sha256;
rights.counters: month reads unmaskings refusals delays_granted delays_ended table_sha256; rights.erasure: class period items keys;
rights.hold: content until; rights.order: content kind until; rights.breach: content open_by; rights.breach-extend: of_seq order until;
rights.breach-open: of_seq text_sha256; rights.statement: month kinds text_sha256; rights.switch: switch value office;
constituency.counts: organisations claims_granted claims_refused table_sha256; sharing.exports: day by_label withdrawn;
feeds.accounting: day feed deliveries rows accepted duplicate quarantined;
regime.provision: id version in_force_from in_force_to known_from text_sha256 source_sha256;
regime.power-use: provision content order until; warning.counts: day due accepted failed held answered table_sha256;
incidents.report: day content header; incidents.states: day received_total open_total closed_total open_over_30_days;
strategy.commitment: code version owner due text_sha256 weights reason; strategy.claim: code claim text_sha256;
strategy.evidence-filed: evidence file_sha256|content collector;
strategy.evidence: code criterion evidence outcome independence effective_from effective_to expires by reason;
strategy.grade: code by grade text_sha256; strategy.status: code lower upper claim status formula inputs_sha256;
strategy.challenge: code challenge step text_sha256; strategy.answer: challenge outcome days text_sha256;
strategy.reading: measure period lower upper population from_seq; strategy.model: model edition sha256;
strategy.model-answers: model edition answers_sha256 score unverified;
strategy.handover: manifest_sha256 files open_incidents due_100_days signed_by;
strategy.handover-receipt: of_seq receipt_sha256 differences signed_by;
programmes.flags: rules dataset_sha256 contracts flags cannot_compute table_sha256
"""
KINDS = dict(one.split(": ") for one in KINDS_TABLE.replace("\n", " ").strip().split("; "))

# fmt: off
SAY = {  # English, Spanish
    "signed": ("1 signature: {0} signed size {1}", "1 firma: {0} firmó el tamaño {1}"),
    "witnessed": ("2 witnesses: enough signed: {0}", "2 testigos: firmaron los suficientes: {0}"),
    "alone": ("2 witnesses: none is asked for. The operator could show two histories.", "2 testigos: no se pide ninguno. El operador podría mostrar dos historias."),
    "below": ("2 witnesses: too few signed: {0}", "2 testigos: firmaron muy pocos: {0}"),
    "root": ("3 root: the tiles give the signed root {0}", "3 raíz: los archivos dan la raíz firmada {0}"),
    "proved": ("3 proof: the entry stands at index {0} of size {1}", "3 prueba: el asiento está en el lugar {0} del tamaño {1}"),
    "since": ("4 since: size {0} is the beginning of size {1}", "4 desde: el tamaño {0} es el comienzo del tamaño {1}"),
    "two": ("4 since: TWO HISTORIES. Either the key was stolen, or the operator shows different people different logs. Both are kept: {0}, {1}",
            "4 desde: DOS HISTORIAS. O robaron la llave, o el operador muestra bitácoras distintas a distintas personas. Se guardaron ambas: {0}, {1}"),
    "entries": ("5 entries: {0} have their hash, their form and their place", "5 asientos: {0} tienen su huella, su forma y su lugar"),
    "unknown": ("5 entries: not understood, hash good: {0}", "5 asientos: no se entienden, huella correcta: {0}"),
    "holds": ("HOLDS", "SE SOSTIENE"),
    "broken": ("BROKEN: {0}", "ROTA: {0}"),
    "not-covered": ("NOT FULLY COVERED: {0}", "NO CUBIERTA DEL TODO: {0}"),
    "unusable": ("CANNOT BE USED: {0}", "NO SE PUEDE USAR: {0}"),
}
# fmt: on


class Broken(Exception):
    """A signature, a hash or a form does not hold."""

    word, code = "broken", 1


class NotCovered(Exception):
    """Something was not there, or too few witnesses signed: nothing is proved wrong, and not all is proved."""

    word, code = "not-covered", 1


class NoAnswer(NotCovered):
    """The other machine did not answer."""

    code = 6


def need(condition: object, why: str) -> None:
    """Stop here unless it holds; `why` is in English · y en español."""
    if not condition:
        raise Broken(why)


def leaf(entry: bytes) -> bytes:
    """Section 2: the hash under which an entry stands."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Section 2: the hash of two neighbouring subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n: int) -> int:
    """Section 2: the largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def head(hashes: list[bytes]) -> bytes:
    """Section 2: the root over leaf hashes, word for word as it is defined."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    k = split(len(hashes))
    return node(head(hashes[:k]), head(hashes[k:]))


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: list[bytes], root: bytes) -> bool:
    """Section 6.1: does this hash stand at this index of the tree?"""
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False  # the proof is too long
        if place % 2 or place == last:
            result = node(sibling, result)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            result = node(result, sibling)
        place, last = place // 2, last // 2
    return last == 0 and result == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Section 6.2: does the new tree begin with exactly the entries of the old one?"""
    if old == new:
        return not proof and old_root == new_root
    if not proof or not 0 < old < new:
        return not proof and old == 0 < new and old_root == head([])
    hashes = [old_root] * (old & (old - 1) == 0) + list(proof)
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place // 2, last // 2
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            before, after = node(sibling, before), node(sibling, after)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            after = node(after, sibling)
        place, last = place // 2, last // 2
    return last == 0 and before == old_root and after == new_root


def ed25519_ok(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """The one function that comes from elsewhere: does the signature fit?"""
    try:
        from cryptography.exceptions import InvalidSignature  # allow holds-keys: it verifies, and holds no key
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # allow holds-keys: as above

        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except ImportError:  # it is not there, or not whole
        return bool(importlib.import_module("ed25519_slow").verify(public_key, signature, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def decode(text: str) -> bytes:
    """Strict base64: it must encode to the same text again."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    need(raw and base64.b64encode(raw).decode() == text, f"damaged base64 · base64 dañado: {text[:60]}")
    return raw


def key_id(name: str, kind: bytes, public_key: bytes) -> bytes:
    """Section 4: four bytes that tell keys apart; never a proof."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public_key).digest()[:4]


def parse_vkey(text: str, kind: bytes) -> tuple[str, bytes, bytes]:
    """Section 4: name, key id and public key. The base64 may contain plus signs, so only two are split at."""
    parts = text.strip().split("+", 2)
    need(len(parts) == 3 and re.fullmatch(r"[^\s+]+", parts[0]), "this is not a key · esto no es una llave")
    raw = decode(parts[2])
    need(len(raw) == 33 and raw[:1] == kind, "this key is of another kind · la llave es de otra clase")
    need(parts[1] == key_id(parts[0], kind, raw[1:]).hex(), "the key was copied wrongly · la llave se copió mal")
    return parts[0], bytes.fromhex(parts[1]), raw[1:]


def parse_note(data: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Section 4: the text, and (name, key id, signature) of each line. Only the form is looked at."""
    form = "the note is malformed · la nota no tiene su forma"
    text, empty, rest = data.decode(errors="replace").rpartition("\n\n")
    need(len(data) <= 64 << 10 and data.endswith(b"\n") and all(byte >= 0x20 or byte == 0x0A for byte in data), form)
    lines = rest.split("\n")[:-1]
    need((text + empty + rest).encode() == data and empty and 0 < len(lines) <= 100, form)
    signatures: list[tuple[str, bytes, bytes]] = []
    for line in lines:
        found = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})", line)
        name, raw = (found[1], decode(found[2])) if found else ("", b"")
        need(len(raw) >= 5 and (name, raw[:4]) not in [one[:2] for one in signatures], form)
        signatures.append((name, raw[:4], raw[4:]))
    return text + "\n", signatures


def is_signed(text: str, signatures: list[tuple[str, bytes, bytes]], key: tuple[str, bytes, bytes]) -> bool:
    """Section 4: did this key sign? A line that claims to be by it and does not fit breaks the note."""
    for name, known, signature in signatures:
        if (name, known) == key[:2]:
            need(ed25519_ok(key[2], signature, text.encode()), f"the signature does not fit · la firma no corresponde: {name}")
            return True
    return False


def verify_cosignature(text: str, signatures: list[tuple[str, bytes, bytes]], key: tuple[str, bytes, bytes]) -> int | None:
    """Section 7.1: when this witness signed, in POSIX seconds, or nothing if it did not."""
    for name, known, blob in signatures:
        if (name, known) == key[:2]:
            seconds = int.from_bytes(blob[:8], "big")
            need(len(blob) == 72 and seconds < 1 << 63, f"the cosignature does not fit · la firma de testigo no corresponde: {name}")
            message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
            need(ed25519_ok(key[2], blob[8:], message), f"the cosignature does not fit · la firma de testigo no corresponde: {name}")
            return seconds
    return None


def parse_size(text: str) -> int:
    """Section 5: ASCII digits, no zero before them, below 2^63."""
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) and int(text) < 1 << 63, "this is not a size · esto no es un tamaño")
    return int(text)


def parse_checkpoint(text: str) -> tuple[str, int, bytes]:
    """Section 5: origin, size and root; exactly three lines."""
    lines = text.split("\n")
    need(len(lines) == 4 and not lines[3] and re.fullmatch(r"[^\s+]+", lines[0]), "no checkpoint · no es un punto de control")
    size, root = parse_size(lines[1]), decode(lines[2])
    need(len(root) == 32, "the root has not 32 bytes · la raíz no tiene 32 bytes")
    return lines[0], size, root


def parse_policy(text: str) -> dict[str, Any]:
    """Section 7.3: logs and witnesses with their keys, groups, and the name of the quorum."""
    policy: dict[str, Any] = {"logs": [], "witnesses": {}, "groups": {}, "quorum": None, "keys": set(), "members": set()}
    need(all(letter >= " " or letter in "\t\n" for letter in text), "control characters · caracteres de control")
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            parse_policy_line(policy, words, f"line {number} of the policy cannot be read · no se lee el renglón {number} de la política")
    need(policy["quorum"], "the policy has no quorum · la política no tiene quórum")
    return policy


def parse_policy_line(policy: dict[str, Any], words: list[str], where: str) -> None:
    """Section 7.3: a name is new, and what a line names stands on a line before it."""
    kind, rest, known = words[0], words[1:], {*policy["witnesses"], *policy["groups"]}
    if kind == "log" and len(rest) in (1, 2):
        policy["logs"].append(parse_vkey(rest[0], NOTE))
        need(policy["logs"][-1][2] not in policy["keys"], where)
        policy["keys"].add(policy["logs"][-1][2])
    elif kind == "witness" and len(rest) in (2, 3):
        key = parse_vkey(rest[1], COSIGNATURE)
        need(rest[0] not in known | {"none"} and key[2] not in policy["keys"], where)
        policy["witnesses"][rest[0]] = key
        policy["keys"].add(key[2])
    elif kind == "group" and len(rest) > 2:
        inside = set(rest[2:])
        need(rest[0] not in known | {"none"} and inside <= known, where)
        need(not policy["members"] & inside and len(inside) == len(rest[2:]), where)  # each counts in one way
        needed = {"any": "1", "all": str(len(inside))}.get(rest[1], rest[1])
        need(re.fullmatch(r"[1-9][0-9]{0,3}", needed, re.ASCII) and int(needed) <= len(inside), where)
        policy["groups"][rest[0]] = (int(needed), sorted(inside))
        policy["members"] |= inside
    else:
        need(kind == "quorum" and len(rest) == 1 and policy["quorum"] is None and rest[0] in known | {"none"}, where)
        policy["quorum"] = rest[0]


def quorum_met(policy: dict[str, Any], signed: set[str], name: str = "") -> bool:
    """Section 7.3: do these witnesses suffice?"""
    name = name or policy["quorum"]
    if name in policy["groups"]:
        needed, members = policy["groups"][name]
        return sum(quorum_met(policy, signed, member) for member in members) >= int(needed)
    return name == "none" or name in signed


def open_checkpoint(data: bytes, policy: dict[str, Any]) -> tuple[str, int, bytes, dict[str, int]]:
    """Origin, size and root that a log of the policy signed, and the times of the witnesses by their names."""
    text, signatures = parse_note(data)
    signed = [key[0] for key in policy["logs"] if is_signed(text, signatures, key)]
    origin, size, root = parse_checkpoint(text)
    need(origin in signed, "no log of the policy signed this · ninguna bitácora de la política firmó esto")
    times = {name: verify_cosignature(text, signatures, key) for name, key in policy["witnesses"].items()}
    return origin, size, root, {name: at for name, at in times.items() if at is not None}


def tile_path(level: int | str, number: int, width: int) -> str:
    """Section 3: groups of three digits, all but the last after an x."""
    digits = str(number).zfill((len(str(number)) + 2) // 3 * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{name}" + ("" if width == WIDTH else f".p/{width}")


def read(place: str, path: str) -> bytes | None:
    """The bytes of a path of the log, from a folder or over the net, or nothing where there is none."""
    if not place.startswith(("https://", "http://")):
        file = Path(place, path)
        return file.read_bytes()[:MOST_BYTES] if file.is_file() else None
    try:
        with urllib.request.urlopen(f"{place.rstrip('/')}/{path}", timeout=30) as answer:
            return bytes(answer.read(MOST_BYTES))
    except OSError as error:
        if getattr(error, "code", 0) in (404, 410):
            return None
        raise NoAnswer(f"{path}: {error}") from None


def read_wide(place: str, path: str) -> tuple[bytes, bool]:
    """Section 3: a file, and whether it is a wider one: a narrow one may be deleted once the full one begins with it."""
    data = read(place, path)
    full = read(place, path.partition(".p/")[0]) if data is None and ".p/" in path else None
    if data is None and full is None:
        raise NotCovered(f"{path} is not there · no está {path}")
    return (data, False) if data is not None else (full or b"", True)


def tile_hashes(log: dict[str, Any], level: int, number: int) -> list[bytes]:
    """Section 6.3: a full tile is believed once it hashes to its place one level up; the root covers the right edge."""
    known: dict[tuple[int, int], list[bytes]] = log["tiles"]
    if (level, number) not in known:
        width = min(WIDTH, (log["size"] >> 8 * level) - number * WIDTH)
        path = tile_path(level, number, width)
        data, wider = read_wide(log["place"], path)
        need(len(data) == 32 * (WIDTH if wider else width), f"{path} has another length · {path} tiene otra longitud")
        hashes = [data[at : at + 32] for at in range(0, 32 * width, 32)]
        if width == WIDTH:
            above = perfect(log, 8 * level + 8, number)
            need(head(hashes) == above, f"{path} does not fit the level above · {path} no cuadra con el nivel de arriba")
        known[level, number] = hashes
    return known[level, number]


def perfect(log: dict[str, Any], height: int, place: int) -> bytes:
    """Section 6.3: the head of the 2^height entries at this place, from a few neighbours inside one tile."""
    first = place << height % 8
    hashes = tile_hashes(log, height // 8, first // WIDTH)
    return head(hashes[first % WIDTH : first % WIDTH + (1 << height % 8)])


def range_head(log: dict[str, Any], first: int, end: int) -> bytes:
    """The head of the entries from first to end, as they part in trees and proofs."""
    count = end - first
    if count & (count - 1) == 0:
        return perfect(log, count.bit_length() - 1, first // count)
    middle = first + split(count)
    return node(range_head(log, first, middle), range_head(log, middle, end))


def rebuild_root(log: dict[str, Any]) -> bytes:
    """Section 6.3: what the tiles as they lie amount to; every hash that is used is covered by it."""
    return range_head(log, 0, log["size"]) if log["size"] else head([])


def consistency_proof(log: dict[str, Any], old: int) -> list[bytes]:
    """Section 6.2: the hashes that show the first `old` entries to be the beginning of this log."""
    path: list[bytes] = []
    first, end = 0, log["size"]
    while old and end != old:
        middle = first + split(end - first)
        if old <= middle:
            path.insert(0, range_head(log, middle, end))
            end = middle
        else:
            path.insert(0, range_head(log, first, middle))
            first = middle
    return ([range_head(log, first, end)] if first else []) + path


def read_bundle(log: dict[str, Any], number: int) -> list[bytes]:
    """Section 3: the entries of a bundle, each held against the hash at its place."""
    hashes = tile_hashes(log, 0, number)
    path = tile_path("entries", number, len(hashes))
    data, wider = read_wide(log["place"], path)
    entries: list[bytes] = []
    at = 0
    for place, known in enumerate(hashes):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        need(at + 2 <= end <= len(data), f"{path} ends too early · {path} termina antes")
        entries.append(data[at + 2 : end])
        where = f"{path}: {number * WIDTH + place}"
        need(leaf(entries[-1]) == known, f"{where} is not the entry that was logged · {where} no es el asiento que se asentó")
        at = end
    need(at == len(data) or wider, f"{path} holds more than its entries · {path} tiene más que sus asientos")
    return entries


def is_canonical(value: object, depth: int = 1) -> bool:
    """Section 8.1: the narrow subset of JSON in which every value has one way to be written."""
    if isinstance(value, str):
        control = any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value)
        return not control and unicodedata.normalize("NFC", value) == value
    if isinstance(value, int):
        return abs(value) < 2**53
    if isinstance(value, list):
        return depth <= 4 and all(is_canonical(one, depth + 1) for one in value)
    if not isinstance(value, dict) or depth > 4:
        return False
    return all(re.fullmatch(r"[a-z][a-z0-9_]*", key) and is_canonical(one, depth + 1) for key, one in value.items())


def check_entry(data: bytes, index: int) -> dict[str, Any]:
    """Section 8: an entry whose bytes, place and fields are as they must be."""
    form = f"entry {index} is not canonical JSON · el asiento {index} no es JSON canónico"
    place = f"entry {index} says another number · el asiento {index} dice otro número"
    other = f"entry {index} has other fields · el asiento {index} tiene otros campos"
    try:
        entry = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise Broken(form) from None
    need(len(data) <= 8192 and is_canonical(entry), form)
    again = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    need(again == data, form)
    need(isinstance(entry, dict) and set(entry) == {"body", "seq", "t", "time", "v"}, other)
    need(type(entry["seq"]) is int and entry["seq"] == index, place)
    need(type(entry["v"]) is int and entry["v"] == 1, other)
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(entry["time"]), re.ASCII), other)
    need(isinstance(entry["t"], str) and isinstance(entry["body"], dict), other)
    for fields in KINDS.get(entry["t"], "").split():
        need(len(set(fields.split("|")) & set(entry["body"])) == 1, other)
    need(entry["t"] not in KINDS or len(entry["body"]) == len(KINDS[entry["t"]].split()), other)
    return dict(entry)


def parse_proof_file(data: bytes) -> tuple[int, list[bytes], bytes]:
    """Section 11: index, proof and checkpoint note. What is `extra` is signed by nobody and passed over."""
    top, empty, note = data.partition(b"\n\n")
    lines = top.decode("ascii", "replace").split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        decode(lines.pop(1)[6:])
    form = lines[0] == "c2sp.org/tlog-proof@v1" and len(lines) in range(2, 66) and lines[1].startswith("index ")
    need(empty and form, "this is not a proof file · esto no es un archivo de prueba")
    proof = [decode(line) for line in lines[2:]]
    need(all(len(one) == 32 for one in proof), "this is not a proof file · esto no es un archivo de prueba")
    return parse_size(lines[1][6:]), proof, note


def check_witnesses(policy: dict[str, Any], times: dict[str, int], say: Callable[..., None]) -> None:
    """Step 2: say who signed when, and whether they suffice. What comes after is looked at in any case."""
    start, last = datetime(1970, 1, 1, tzinfo=timezone.utc), 253402300799  # the end of the year 9999
    shown = [f"{name} {start + timedelta(seconds=min(at, last)):%Y-%m-%d %H:%MZ}" for name, at in sorted(times.items())]
    met = quorum_met(policy, set(times))
    say("alone" if policy["quorum"] == "none" else "witnessed" if met else "below", ", ".join(shown) or "-")


def refuse_below_quorum(policy: dict[str, Any], times: dict[str, int]) -> None:
    """Too few witnesses: all that was looked at may hold, and it is still not enough."""
    if not quorum_met(policy, set(times)):
        raise NotCovered("too few witnesses signed · firmaron muy pocos testigos")


def check_since(log: dict[str, Any], kept: bytes, asked: argparse.Namespace, say: Callable[..., None]) -> None:
    """Step 4. Two signed checkpoints that contradict each other are the proof of it: both are kept side by side."""
    origin, old, old_root, _ = open_checkpoint(kept, log["policy"])
    need(origin == log["origin"], "the older checkpoint is of another log · el anterior es de otra bitácora")
    if old > log["size"]:
        raise NotCovered(f"you kept size {old}, and the log shows {log['size']} · usted guardó {old} y la bitácora muestra {log['size']}")
    if verify_consistency(old, log["size"], old_root, log["root"], consistency_proof(log, old)):
        say("since", old, log["size"])
        return
    files = [Path(asked.evidence, f"two-histories-{which}.txt") for which in ("kept", "shown")]
    files[0].write_bytes(kept)
    files[1].write_bytes(log["note"])
    say("two", *files)
    raise Broken(f"{old} is not the beginning of {log['size']} · {old} no es el comienzo de {log['size']}")


def check_entries(log: dict[str, Any], say: Callable[..., None]) -> None:
    """Step 5: every entry, its hash, its form and its place."""
    unknown: set[str] = set()
    for number in range((log["size"] + WIDTH - 1) // WIDTH):
        for place, data in enumerate(read_bundle(log, number)):
            unknown |= {check_entry(data, number * WIDTH + place)["t"]} - set(KINDS)
    say("entries", log["size"])
    if unknown:
        say("unknown", ", ".join(sorted(unknown)))


def check_log(asked: argparse.Namespace, policy: dict[str, Any], say: Callable[..., None]) -> None:
    """Steps 1 to 5 over a folder or an address."""
    note = read(asked.log, "checkpoint")
    if note is None:
        raise NotCovered(f"there is no checkpoint · no hay punto de control: {asked.log}")
    origin, size, root, times = open_checkpoint(note, policy)
    say("signed", origin, size)
    check_witnesses(policy, times, say)
    log = {"place": asked.log, "policy": policy, "note": note, "origin": origin, "size": size, "root": root, "tiles": {}}
    need(rebuild_root(log) == root, "the right edge does not give the signed root · el borde derecho no da la raíz firmada")
    say("root", root.hex())
    if asked.since:
        check_since(log, Path(asked.since).read_bytes(), asked, say)
    if asked.entries:
        check_entries(log, say)
    refuse_below_quorum(policy, times)


def check_proof(asked: argparse.Namespace, policy: dict[str, Any], say: Callable[..., None]) -> None:
    """One entry and its proof file: no network, no log."""
    index, proof, note = parse_proof_file(Path(asked.log).read_bytes())
    origin, size, root, times = open_checkpoint(note, policy)
    say("signed", origin, size)
    check_witnesses(policy, times, say)
    data = Path(asked.entry).read_bytes()
    whole = [data, data.rstrip(b"\r\n")]  # an editor may have put a line end behind the entry
    found = any(verify_inclusion(index, size, leaf(one), proof, root) for one in whole)
    need(found, f"this is not entry {index} · este no es el asiento {index}")
    say("proved", index, size)
    refuse_below_quorum(policy, times)


def arguments(given: list[str] | None) -> argparse.Namespace:
    """What the person at the terminal asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("log", help="folder, https address or .tlog-proof file · carpeta, dirección o archivo .tlog-proof")
    parser.add_argument("--policy", required=True, help="keys and quorum, from paper or a release · llaves y quórum, en papel")
    parser.add_argument("--since", help="a checkpoint that you kept · un punto de control que usted guardó")
    parser.add_argument("--entries", action="store_true", help="also every entry · también cada asiento")
    parser.add_argument("--entry", help="the entry of a proof file · el asiento de un archivo de prueba")
    parser.add_argument("--evidence", default=".", help="where two histories are kept · dónde se guardan dos historias")
    parser.add_argument("--language", choices=("en", "es"), default="es" if os.environ.get("LANG", "").startswith("es") else "en")
    asked = parser.parse_args(given)
    if asked.log.endswith(".tlog-proof") and not asked.entry:
        parser.error("--entry")
    return asked


def main(given: list[str] | None = None) -> int:
    """Check, print a line a step, and return the exit code."""
    asked = arguments(given)

    def say(word: str, *values: object) -> None:
        chosen = asked.language == "es"
        print(SAY[word][chosen].format(*(str(value).split(" · ")[-1 if chosen else 0] for value in values)))

    try:
        policy = parse_policy(Path(asked.policy).read_text("utf-8"))
    except (Broken, OSError, ValueError) as wrong:
        say("unusable", wrong)
        return 2
    try:
        (check_proof if asked.log.endswith(".tlog-proof") else check_log)(asked, policy, say)
    except (Broken, NotCovered) as found:
        say(found.word, found)
        return found.code
    except OSError as wrong:
        say("unusable", wrong)
        return 2
    say("holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
