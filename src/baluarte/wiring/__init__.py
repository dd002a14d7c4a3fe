"""Settings, URLs, and which store and gateway are used."""
