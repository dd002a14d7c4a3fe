"""Read one page of a kind: keys and plain texts, each key exactly once, none missing."""

from collections.abc import Hashable, Sequence

import yaml

from baluarte.core.errors import Broken


class _EachKeyOnce(yaml.BaseLoader):
    """YAML without guessing: every value is a text, and a key that stands twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        keys = [str(self.construct_object(key, deep=deep)) for key, _ in node.value]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise Broken("findings.key-twice", f"The key {twice[0]!r} stands twice in a page about findings.")
        return super().construct_mapping(node, deep=deep)


def read_page(text: str, where: str, keys: Sequence[str]) -> dict[str, str]:
    """Return a page that has exactly these keys, each with a text, or raise `Broken`.

    >>> read_page("name: acceso remoto", "es.yaml", ("name",))
    {'name': 'acceso remoto'}
    """
    page = yaml.load(text, Loader=_EachKeyOnce)  # noqa: S506, TID251 - this is that reader: texts and nothing else
    if not isinstance(page, dict) or not all(isinstance(value, str) for value in page.values()):
        raise Broken("findings.page-form", f"{where} is not a list of keys with texts.")
    if set(page) != set(keys):
        odd = ", ".join(sorted(set(page) ^ set(keys)))
        raise Broken("findings.page-keys", f"{where} lacks, or should not have: {odd}.")
    return {str(key): str(value) for key, value in page.items()}
