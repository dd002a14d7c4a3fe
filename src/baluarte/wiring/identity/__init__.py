"""How people sign in: the pages of allauth in our own design, behind our own guard, leaving our own marks.

Third-party views stand here and nowhere else (decision 0027). Each ceremony is theirs; who an
account is, what waits after a failure, and what is written down of it is ours.
"""
