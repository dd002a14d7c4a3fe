"""The reference pages, printed from the code they describe, so that they cannot disagree with it."""
