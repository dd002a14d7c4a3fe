"""The promise about sources: none is shown as well that is not."""
