"""A day with one person in it, told to a process of its own: registered, written to, answering, exported, backed up, and erased.

Run with the installation's environment; prints what a search must not find, as JSON.
"""

import base64
import io
import json
import sys
from pathlib import Path

from baluarte.wiring.begin import prepare
from baluarte.wiring.world import open_world

CANARY = "Canaria.Única-7f3a@hospital.example".encode("ascii", "ignore").decode()
WORDS = "canary-words-51c9"
CLEAR = "persona.privada-e4d0@mail.example"
HEADER = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"


def live(world) -> None:
    """Let the person be known to everything that knows persons."""
    import polars as pl
    from tests.actions.feeding import HEADER, ingest, line, organisation

    from baluarte.actions import constituency, promises, replies, warning
    from baluarte.core.constituency.contact import Contact
    from baluarte.core.constituency.lists import CONTACTS
    from baluarte.core.ground.query import read_query
    from baluarte.core.rights.actors import OPERATOR
    from baluarte.core.rights.purposes.use import WARNING
    from baluarte.store.rights import account_names

    organisation("hospital-central", "192.0.2.0/24")
    constituency.add_contact(world, OPERATOR, Contact("hospital-central", "security", CANARY))
    constituency.change_contact(world, OPERATOR, Contact("hospital-central", "security", CANARY, language="en"))
    ingest(world, HEADER + line("192.0.2.1"))
    account_names.keep(pl.DataFrame({"pseudonym": ["f" * 32], "clear": [CLEAR]}), world.now().date())
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    replies.take_mail(world, OPERATOR, letter())
    constituency.export_register(world, OPERATOR, "contacts", "xlsx", use=WARNING)
    constituency.list_contacts(world, OPERATOR, read_query((("address", CANARY),), CONTACTS, world.now()), use=WARNING)
    promises.create_backup(world, OPERATOR)


def letter() -> bytes:
    """Return what the person writes, to nobody in particular: it waits for the team, in its own words."""
    from baluarte.wiring.settings import BALUARTE

    head = f"From: Ana <{CANARY}>\r\nTo: {BALUARTE.mail}\r\nSubject: {WORDS}\r\nMessage-ID: <{WORDS}@hospital.example>\r\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n".encode()


def keys_of(subjects) -> list[str]:
    """Return every data key of some subjects, and its wrapped form, before they are destroyed."""
    from baluarte.store.rights.keys.vault import vault

    found = []
    for keys in vault().files():
        subject_keys = [keys.key(case) for one in subjects if (case := keys.case(one))]
        mail_keys = [keys.key(case) for case in keys._wrapped] if keys.path.parent.name == "mail" else []
        wrapped = [keys._wrapped[case] for one in subjects if (case := keys.case(one)) in keys._wrapped]
        found += [key.hex() for key in (*subject_keys, *mail_keys, *wrapped) if key]
    return found


def main(step: str) -> None:
    """Live the day, or erase the person and look at every promise."""
    world = open_world()
    prepare(lambda _said: None)
    from baluarte.actions import promises
    from baluarte.core.rights.actors import OPERATOR

    if step == "live":
        live(world)
        sys.stdout.write(json.dumps({"keys": keys_of([CANARY, "f" * 32]), "texts": [CANARY, WORDS, CLEAR]}) + "\n")
        return
    done = promises.erase_person(world, OPERATOR, CANARY)
    promises.erase_account(world, OPERATOR, "f" * 32)
    failed = [sentence for check in checks(world) for sentence in check.failed]
    sys.stdout.write(json.dumps({"keys": done.keys, "failed": failed}) + "\n")


def checks(world) -> list:
    """Return what every promise of the house says."""
    from baluarte.actions.feeds import check_accounting
    from baluarte.actions.promises import check_erasure, check_raw, check_receipts, check_walls
    from baluarte.actions.warning import check_deliveries
    from baluarte.core.rights.actors import OPERATOR

    return [one(world, OPERATOR) for one in (check_accounting, check_raw, check_receipts, check_deliveries, check_walls, check_erasure)]


def spellings(text: str) -> list[bytes]:
    """Return a text as it may stand in a file: plain, in UTF-16, in base64 at each of three offsets."""
    raw = text.encode()
    shifted = [base64.b64encode(b"x" * offset + raw)[4:-4] for offset in range(3)]
    return [raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.lower(), *shifted]


def places(folder: Path, needles: list[bytes]) -> list[str]:
    """Return every file below a folder that holds one of these, packed files unpacked."""
    import gzip

    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw += gzip.GzipFile(fileobj=io.BytesIO(raw)).read()
        if any(needle in raw for needle in needles):
            found.append(str(path.relative_to(folder)))
    return found


if __name__ == "__main__":
    main(sys.argv[1])
