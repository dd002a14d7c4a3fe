"""How reads of personal data, their delays, unmaskings, holds and erasures are remembered."""
