"""For what personal data may be read: the purposes of a country, and the gate that asks for one at every read."""
