"""The library claim: a plain install gives core, formats and `baluarte warn`, with no Django and no network."""
