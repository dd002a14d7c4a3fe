"""Who looks at it: portal, desk, API, commands and jobs. None opens the store or a gateway."""
