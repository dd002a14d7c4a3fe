"""Mails that came back: where their bytes lie, what they prove, what they do, and the one mail that confirms a word."""
