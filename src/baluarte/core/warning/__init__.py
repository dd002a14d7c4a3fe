"""Warning: from normalised events to letters. One step, one file, one sentence.

What it is for: each organisation learns of its own exposures, and we see them fixed.
Words it owns: match, sighting, finding, severity, priority, notice, digest, warning.
What it promises: no row reaches an organisation that does not own its asset on that day.
What it never does: close a finding on the silence of a broken feed, or mute one for ever.
"""
