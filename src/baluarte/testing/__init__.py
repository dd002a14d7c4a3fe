"""A world for tests: the clock stands, chance repeats, mail is collected, and a process can be stopped at any step.

What it is for: our own tests, and those of people who write formats and packs.
What it promises: the same run twice is the same run; the database behind it is the test's own.
What it never does: reach the network.
"""

from baluarte.testing.world import STORY, CollectedPost, Stopped, TestWorld, world

__all__ = ["STORY", "CollectedPost", "Stopped", "TestWorld", "world"]
