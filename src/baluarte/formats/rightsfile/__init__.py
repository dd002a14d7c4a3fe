"""The two files of a pack that rule all personal data: `rights/purposes.yaml` and `rights/catalogue.yaml`.

A key that is not known, a purpose without its end or its norm, a field without a class: each
is refused with what is wrong, why it matters and what to write instead.
"""
