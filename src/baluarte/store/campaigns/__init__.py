"""Campaigns, whom they concern, and who approved them."""
