"""Structural lint: what neither ruff nor import-linter can see, each rule with its sentence.

A rule is a function over one parsed file. A place that must break a rule says so on the
line itself, with its reason: `# allow splitlines: the text is our own, made two lines above`.
"""
