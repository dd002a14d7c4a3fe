"""The demo's server: the fictional country on loopback, its clock standing at the story's moment."""

import os
import webbrowser
from collections.abc import Callable
from pathlib import Path

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.faces.cli.terminal import Voice
from baluarte.wiring.demo_folder import DemoFolder, packs

Tell = Callable[[Text], None]
HOST = "127.0.0.1"
STORY_MOMENT = "2026-03-05T15:00:00Z"  # Thursday, 09:00 in the country
_STAGE = {
    "BALUARTE_FROZEN_AT": STORY_MOMENT,
    "BALUARTE_SYNTHETIC": "yes",
    "BALUARTE_COUNTRY": "AN",
    "BALUARTE_TEAM_ES": "CSIRT Nacional de Anáhuac",
    "BALUARTE_TEAM_EN": "National CSIRT of Anáhuac",
    "BALUARTE_SMTP": "",  # nothing of a demo leaves this machine, whatever the environment says
}


def show(port: int, voice: Voice, *, reset: bool, browser: bool) -> int:
    """Serve the country until told to stop."""
    from baluarte.wiring.serve import check_port, run  # noqa: PLC0415 - the environment comes first

    check_port(HOST, port)
    folder = set_the_stage(port)
    build(folder, voice.tell, reset=reset)
    from baluarte.wiring.begin import make_link  # noqa: PLC0415 - loads Django
    from baluarte.wiring.world import open_world  # noqa: PLC0415

    link = make_link(open_world())

    def ready(address: str) -> None:
        voice.ready(address, link)
        if browser:
            webbrowser.open(address)

    return run(HOST, port, ready)


def set_the_stage(port: int) -> DemoFolder:
    """Complete the environment of the demo, for this process and its children."""
    place = Path(os.environ.get("BALUARTE_DATA") or "var/demo").absolute()
    os.environ.update(_STAGE, BALUARTE_DATA=str(place), BALUARTE_BASE_URL=f"http://{HOST}:{port}")
    return DemoFolder(place, os.environ.get("DATABASE_URL", ""))


def build(folder: DemoFolder, tell: Tell, *, reset: bool) -> None:
    """Make the country unless it is complete."""
    folder.refuse_foreign()
    fresh = reset or not folder.complete
    ours = folder.same_database
    if fresh:
        folder.begin()
    from baluarte.wiring.begin import prepare  # noqa: PLC0415 - loads Django
    from baluarte.wiring.world import open_world  # noqa: PLC0415

    open_world()
    prepare(tell)
    if not fresh:
        return
    _forget_rows(ours=ours)
    from baluarte.wiring.demo import populate  # noqa: PLC0415 - loads Django

    tell(Text("Poblando el país ficticio…", "Populating the fictional country…"))
    populate(open_world(), packs(), tell)
    folder.say_complete()


def _forget_rows(*, ours: bool) -> None:
    """Empty a database that an emptied folder does not renew; only what a demo wrote may go."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from baluarte.store.constituency.models import OrganisationRow  # noqa: PLC0415

    if not OrganisationRow.objects.exists():
        return
    if not ours:
        raise Unusable(
            "demo.foreign-database",
            "The database of DATABASE_URL holds organisations that no demo made.",
            "A demo empties its database when it is built again.",
            "Give the demo a database of its own, or leave DATABASE_URL empty.",
        )
    call_command("flush", interactive=False, verbosity=0)
