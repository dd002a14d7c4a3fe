import pytest
from tests.core.ledger.vectors import LOG, LOG_SEED, ORIGIN, raw, worked_leaves

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, is_origin, open_checkpoint, read_checkpoint, sign_checkpoint
from baluarte.core.ledger.note import sign_note
from baluarte.core.ledger.tree import TreeHead, tree_head

ROOT = "yjk9Apa+xeC43KuYO9H7fRRh9RLnJny4ljGtJv1m2Eg="
GOOD = f"{ORIGIN}\n300\n{ROOT}\n"


@pytest.mark.parametrize("name", ["empty", "1", "256", "70000"])
def test_our_checkpoints_are_signed_to_the_byte(name):
    head = tree_head(worked_leaves(70_000)[: 0 if name == "empty" else int(name)])

    assert sign_checkpoint(Checkpoint(ORIGIN, head), LOG_SEED) == raw(f"checkpoint-{name}.txt")


def test_a_cosigned_checkpoint_opens_for_the_log_key():
    checkpoint, opened = open_checkpoint(raw("checkpoint-300-cosigned.txt"), [LOG])

    assert checkpoint.head == tree_head(worked_leaves(300))
    assert checkpoint.text == opened.text == GOOD
    assert opened.by == (LOG,)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("300", "0300"),
        GOOD.replace("300", "+300"),
        GOOD.replace("300", "-300"),
        GOOD.replace("300", "3_00"),
        GOOD.replace("300", "300 "),
        GOOD.replace("300", " 300"),
        GOOD.replace("300", "٣٠٠"),
        GOOD.replace("300", "0x12c"),
        GOOD.replace("300", ""),
        GOOD.replace("300", str(2**63)),
        GOOD.replace("300", "9" * 30),
        GOOD.replace(ROOT, "yjk9"),
        GOOD.replace(ROOT, ROOT[:-2] + "h="),
        GOOD.replace(ROOT, ROOT[:-1]),
        GOOD.replace(ROOT, ROOT + " "),
        GOOD.replace(ROOT, ROOT.replace("+", "-")),
        GOOD.replace(ORIGIN, ""),
        GOOD.replace(ORIGIN, "log example"),
        GOOD.replace(ORIGIN, "log+example"),
        GOOD + "\n",
        GOOD + "extension\n",
        GOOD[:-1],
        f"{ORIGIN}\n300\n",
        "",
    ],
)
def test_a_checkpoint_written_otherwise_is_refused_also_when_it_is_signed(text):
    signed = sign_note(text if text.endswith("\n") else text + "\n", ORIGIN, LOG_SEED)

    with pytest.raises(Unusable) as refused:
        read_checkpoint(text)
    if text.endswith("\n"):
        with pytest.raises(Unusable) as refused_signed:
            open_checkpoint(signed, [LOG])
        assert refused_signed.value.code == "ledger.checkpoint"

    assert refused.value.code == "ledger.checkpoint"


def test_the_largest_size_is_below_two_to_the_sixty_third():
    assert read_checkpoint(GOOD.replace("300", str(2**63 - 1))).head.size == 2**63 - 1


def test_lines_that_another_log_adds_are_let_be_and_an_empty_one_is_not():
    found = read_checkpoint(GOOD + "extension\n", ours=False)

    assert (found.extensions, found.text) == (("extension",), GOOD + "extension\n")
    with pytest.raises(Unusable):
        read_checkpoint(GOOD + "\n", ours=False)


@pytest.mark.parametrize(("name", "fits"), [("log.example.org/national-log", True), ("", False), ("a b", False), ("a+b", False)])
def test_a_log_is_named_without_blanks_and_plus_signs(name, fits):
    assert is_origin(name) is fits


def test_a_checkpoint_is_its_three_lines():
    assert Checkpoint("log.example", TreeHead(0, bytes(32))).text == f"log.example\n0\n{'A' * 43}=\n"
