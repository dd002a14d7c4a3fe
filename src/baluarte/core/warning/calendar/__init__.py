"""When an organisation is told: the days of its country, the hours it keeps, and which kinds it wants at all."""
