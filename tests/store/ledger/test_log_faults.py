"""The log is stopped at each of its steps, written twice at once, restored from an old copy, and given no space."""

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from baluarte.actions.ledger import publish_ledger, recover_ledger, sequence_marks
from baluarte.actions.promises import check_published
from baluarte.core.errors import Broken, Outdated, Unreachable
from baluarte.core.ground.check import Asked
from baluarte.core.ledger.checkpoint import open_checkpoint
from baluarte.core.ledger.note import read_verifier
from baluarte.core.ledger.proofs import extends, prove_consistency
from baluarte.core.ledger.tiles import TiledTree
from baluarte.core.ledger.tree import TreeHead
from baluarte.core.rights.actors import OPERATOR, SYSTEM
from baluarte.store.ground.models import Halt
from baluarte.store.ledger.log.folder import LogFolder
from baluarte.store.ledger.models import Head, Logged, Tail
from baluarte.testing import Stopped, TestWorld

pytestmark = pytest.mark.django_db
CHECK = {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0}
STEPS = (
    "ledger.files.written",
    "ledger.files.linked",
    "ledger.files.synced",
    "ledger.head.before-swap",
    "ledger.head.swapped",
    "ledger.sign.before",
    "ledger.sign.done",
    "ledger.checkpoint.written",
    "ledger.checkpoint.renamed",
    "ledger.checkpoint.synced",
)


@dataclass
class HookedWorld(TestWorld):
    """A world in which something else happens at one step, once."""

    __test__ = False

    hooks: dict[str, Callable[[], object]] = field(default_factory=dict)

    def step(self, name: str) -> None:
        """Let the other thing happen first."""
        if name in self.hooks:
            self.hooks.pop(name)()
        super().step(name)


def _log(world: TestWorld, entries: int = 1) -> None:
    with world.one_entry("system", "run_checks", kind="change") as entry:
        for _ in range(entries):
            entry.publish("ledger.check", CHECK)


def _shown(world: TestWorld) -> TreeHead:
    key = read_verifier(world.signer.key(world.house.log_origin))
    return open_checkpoint((Path(world.data) / "ledger" / "checkpoint").read_bytes(), [key])[0].head


def _continues(world: TestWorld, old: TreeHead, new: TreeHead) -> bool:
    tree = TiledTree(new.size, LogFolder(Path(world.data) / "ledger").read, new.root)
    return extends(old, new, prove_consistency(old.size, new.size, tree.heads))


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_log_goes_on_from_there_and_no_checkpoint_is_taken_back(world, step):
    _log(world, 3)
    publish_ledger(world, SYSTEM)
    before = _shown(world)
    _log(world, 2)
    stopping = HookedWorld(world.data, hooks={step: _power_cut})

    with pytest.raises(Stopped):
        publish_ledger(stopping, SYSTEM)
    seen = _shown(world)
    assert _continues(world, before, seen)
    _log(world)
    publish_ledger(world, SYSTEM)

    after = _shown(world)
    assert after.size == 9
    assert _continues(world, before, after)
    assert _continues(world, seen, after)
    assert not Halt.objects.exists()


def test_every_step_of_the_writer_is_in_the_table(world):
    _log(world)
    publish_ledger(world, SYSTEM)

    assert set(world.steps) == set(STEPS)


def test_of_two_writers_one_wins_and_the_other_stops_without_a_signature(world):
    _log(world, 3)
    slow = HookedWorld(world.data, hooks={"ledger.head.before-swap": lambda: (_log(world), publish_ledger(world, SYSTEM))})

    with pytest.raises(Outdated):
        publish_ledger(slow, SYSTEM)

    assert _shown(world).size == 7
    assert "ledger.sign.done" not in slow.steps
    publish_ledger(slow, SYSTEM)
    assert _shown(world).size == 7


def test_a_writer_that_signs_late_does_not_put_an_older_checkpoint_in_the_place_of_a_newer_one(world):
    _log(world, 3)
    slow = HookedWorld(world.data, hooks={"ledger.sign.done": lambda: (_log(world), publish_ledger(world, SYSTEM))})

    done = publish_ledger(slow, SYSTEM)

    assert not done.published
    assert _shown(world).size == 7


def test_a_database_restored_from_an_older_copy_refuses_to_sign(world):
    _log(world, 3)
    publish_ledger(world, SYSTEM)
    old = Head.objects.values("size", "root", "published_size").get()
    _log(world, 2)
    publish_ledger(world, SYSTEM)
    shown = _shown(world)

    _restore(old)
    _log(world)

    with pytest.raises(Broken) as refused:
        publish_ledger(world, SYSTEM)
    assert refused.value.code == "ledger.restored"
    assert _shown(world) == shown


def test_an_installation_restored_whole_is_stopped_by_the_memory_of_its_signer(world):
    _log(world, 3)
    publish_ledger(world, SYSTEM)
    old = Head.objects.values("size", "root", "published_size").get()
    kept = (Path(world.data) / "ledger" / "checkpoint").read_bytes()
    _log(world, 2)
    publish_ledger(world, SYSTEM)

    _restore(old)
    for path in (Path(world.data) / "ledger").rglob("*.p/8"):
        path.unlink()
    (Path(world.data) / "ledger" / "checkpoint").write_bytes(kept)
    world.move(timedelta(hours=1))

    with pytest.raises(Broken) as refused:
        publish_ledger(world, SYSTEM)
    assert refused.value.code == "ledger.signer-refuses"
    assert _shown(world).size == 6


@pytest.mark.parametrize("fork", [False, True])
def test_what_was_published_is_learned_again_and_what_was_logged_meanwhile_gets_new_places(world, fork):
    _log(world, 3)
    publish_ledger(world, SYSTEM)
    old = Head.objects.values("size", "root", "published_size").get()
    world.move(timedelta(hours=1))
    sequence_marks(world, SYSTEM)
    _log(world, 2)
    publish_ledger(world, SYSTEM)
    shown = _shown(world)
    _restore(old)
    if fork:
        _log(world, 4)  # in places that others have in the published log
    with pytest.raises(Broken):
        publish_ledger(world, SYSTEM)

    again = recover_ledger(world, OPERATOR)
    publish_ledger(world, SYSTEM)

    assert again == (4 if fork else 0)
    assert _continues(world, shown, _shown(world))
    assert _shown(world).size >= shown.size + again
    assert check_published(world, OPERATOR, Asked(deep=True)).failed == ()


def test_an_installation_restored_whole_learns_from_a_mirror(world, tmp_path):
    _log(world, 3)
    publish_ledger(world, SYSTEM)
    old = Head.objects.values("size", "root", "published_size").get()
    shutil.copytree(Path(world.data) / "ledger", tmp_path / "old")
    _log(world, 2)
    publish_ledger(world, SYSTEM)
    shown = _shown(world)
    shutil.move(Path(world.data) / "ledger", tmp_path / "mirror")
    shutil.copytree(tmp_path / "old", Path(world.data) / "ledger")
    _restore(old)
    world.move(timedelta(minutes=1))
    _log(world, 1)
    with pytest.raises(Broken):
        publish_ledger(world, SYSTEM)
    (Path(world.data) / "signer" / "memory").unlink()

    assert recover_ledger(world, OPERATOR, str(tmp_path / "mirror")) == 1
    publish_ledger(world, SYSTEM)

    assert _continues(world, shown, _shown(world))
    assert world.signer.remembered(world.house.log_origin)[0] == shown.size + 1
    assert check_published(world, OPERATOR, Asked(deep=True)).failed == ()


def test_a_key_without_its_memory_signs_nothing(world):
    _log(world)
    publish_ledger(world, SYSTEM)
    (Path(world.data) / "signer" / "memory").unlink()
    _log(world)

    with pytest.raises(Broken) as refused:
        publish_ledger(world, SYSTEM)

    assert refused.value.code == "ledger.signer-lost"


def test_an_entry_changed_in_the_database_before_it_was_written_stops_the_signer(world):
    _log(world)
    publish_ledger(world, SYSTEM)
    _log(world)
    last = Logged.objects.get(seq=4)
    last.delete()
    Logged.objects.create(seq=4, kind=last.kind, at=last.at, raw=bytes(last.raw).replace(b"holds", b"broken"), leaf=last.leaf)

    with pytest.raises(Broken) as refused:
        publish_ledger(world, SYSTEM)

    assert refused.value.code == "ledger.entry"
    assert _shown(world).size == 4


def test_a_full_disk_is_said_leaves_nothing_half_and_passes(world):
    _log(world, 3)
    publish_ledger(world, SYSTEM)
    _log(world, 300)

    with _files_of_at_most(4096), pytest.raises(Unreachable) as full:
        publish_ledger(world, SYSTEM)
    assert full.value.code == "ground.no-space"
    assert _shown(world).size == 6
    assert list((Path(world.data) / "ledger").rglob(".aside-*")) == []

    publish_ledger(world, SYSTEM)
    assert _shown(world).size == 306


def _power_cut() -> None:
    raise Stopped


def _restore(old: dict[str, object]) -> None:
    Head.objects.update(**old)
    Logged.objects.filter(seq__gte=old["size"]).delete()
    Tail.objects.update(next=old["size"])


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
