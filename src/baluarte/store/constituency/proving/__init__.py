"""Who proved what is its own: tokens, claims and their checks, links, votes, disputes, delegated children, shares."""
