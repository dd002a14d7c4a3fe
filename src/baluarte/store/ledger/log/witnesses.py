"""What is remembered of each witness: the size it cosigned last, when, and what it answered."""

from datetime import datetime

from baluarte.store.ledger.models import WitnessRow


def cosigned_sizes() -> dict[str, int]:
    """Return the size that each witness cosigned last, as far as we know."""
    return dict(WitnessRow.objects.values_list("name", "size"))


def remember(name: str, size: int, at: datetime, said: str) -> None:
    """Keep what a witness answered; `said` is empty where it signed."""
    told = {"size": size, "said": said[:200]}
    WitnessRow.objects.update_or_create(name=name, defaults=told if said else {**told, "at": at})


def answers() -> dict[str, tuple[datetime | None, str]]:
    """Return when each witness signed last, and what it answered when it did not."""
    return {name: (at, said) for name, at, said in WitnessRow.objects.values_list("name", "at", "said")}
