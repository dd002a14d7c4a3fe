"""How long each class of personal data is kept, as a day that a nightly job counts."""
