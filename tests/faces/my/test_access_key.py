"""The key to one's own reads: given to whoever manages the organisation, and to nobody else."""

from tests.faces.my.conftest import HOSPITAL, member

from baluarte.store.ledger.models import Mark
from baluarte.store.ledger.reads import key_of


def test_whoever_manages_the_organisation_downloads_its_key_and_that_is_marked(manager):
    page = manager.get("/es/my/access").content.decode()
    answer = manager.post("/es/my/access/key")

    assert "/es/my/access/key" in page
    assert answer.content.decode().strip() == key_of(HOSPITAL).hex()
    assert answer["Cache-Control"].count("no-store") == 1
    assert Mark.objects.filter(action="show_access_key", outcome="done", about=HOSPITAL).exists()


def test_a_viewer_and_a_stranger_do_not_get_it(world, manager, stranger):
    viewer = member(world, "viewer")

    for client in (viewer, stranger):
        assert key_of(HOSPITAL).hex() not in client.post("/es/my/access/key").content.decode()
    assert manager.get("/es/my/access/key").status_code == 405
