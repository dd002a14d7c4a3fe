"""The promises about feeds, looked at again from what is stored: sums, bytes, and whether anything is missing."""
