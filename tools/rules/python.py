"""The rules for Python files. Each yields the lines that break it."""

import ast
import re
from collections.abc import Iterator

from tools.rules.source import Source, called

_WRITES = re.compile(r"(write|sink)_(csv|parquet|json|ndjson|excel|ipc|ipc_stream|avro|database|delta|iceberg|clipboard|text|bytes)")
_IN_MEMORY = frozenset({"BytesIO", "StringIO", "io.BytesIO", "io.StringIO"})
_STREAMS = ("BytesIO", "StringIO", "BinaryIO", "TextIO", "IO[")
_TODO = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#[0-9]+\))")
_LOOKUPS = frozenset({"filter", "exclude", "get", "get_or_create", "update_or_create"})
_KEYS = ("cryptography", "pysequoia", "gnupg", "ssl", "Crypto", "nacl")
_RAW_SQL = frozenset({"raw", "extra", "RawSQL"})


def writes_a_file(source: Source) -> Iterator[int]:
    """A table leaves core and formats as bytes; only a buffer in memory may be written to."""
    for call in source.calls:
        name = called(call).rpartition(".")[2]
        target = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg in {"file", "path", "workbook"}), None)
        # A function of that name is ours and returns bytes; a method of a table writes.
        if isinstance(call.func, ast.Attribute) and _WRITES.fullmatch(name) and target is not None and not _in_memory(target):
            yield call.lineno
        if called(call) in {"xlsxwriter.Workbook", "Workbook"} and target is not None and not _in_memory(target):
            yield call.lineno


def splitlines(source: Source) -> Iterator[int]:
    """`splitlines` also cuts at vertical tabs and U+2028, so a row of a feed becomes two. Split at what the format says."""
    yield from (call.lineno for call in source.calls if called(call).endswith("splitlines"))


def runs_what_it_reads(source: Source) -> Iterator[int]:
    """Nothing that is read is ever run: no pickle, no eval, no YAML beyond BaseLoader, no shell."""
    for line, module in source.imports():
        if module.split(".")[0] in {"pickle", "marshal", "shelve", "dill"}:
            yield line
    for call in source.calls:
        name = called(call)
        loads_yaml = name in {"yaml.load", "yaml.load_all"} and not _base_loader(call, source.tree)
        if name in {"eval", "exec", "os.system", "os.popen", "yaml.unsafe_load", "yaml.full_load", "yaml.safe_load"} or loads_yaml:
            yield call.lineno
        if any(word.arg == "shell" and not _is_false(word.value) for word in call.keywords):
            yield call.lineno


def marks_safe(source: Source) -> Iterator[int]:
    """Text becomes markup in one file alone, where it was cleaned or drawn by us."""
    yield from (line for line, module in source.imports() if module.endswith((".mark_safe", ".SafeString", ".SafeText")))
    yield from (call.lineno for call in source.calls if called(call).rpartition(".")[2] in {"mark_safe", "SafeString"})


def spreads_into_a_lookup(source: Source) -> Iterator[int]:
    """Words of a request must not become names of columns: write each lookup out, or take it from a fixed table."""
    for call in source.calls:
        spread = [word.value for word in call.keywords if word.arg is None]
        if called(call).rpartition(".")[2] in _LOOKUPS and "." in called(call) and any(not isinstance(value, ast.Dict) for value in spread):
            yield call.lineno


def holds_keys(source: Source) -> Iterator[int]:
    """Keys and ciphers have a place of their own; elsewhere one calls it."""
    yield from (line for line, module in source.imports() if module.split(".")[0] in _KEYS)


def raw_sql(source: Source) -> Iterator[int]:
    """The same code runs on both databases: what the ORM cannot say stands in one place and gives its reason."""
    yield from (call.lineno for call in source.calls if called(call).rpartition(".")[2] in _RAW_SQL and "objects" in ast.unparse(call.func))


def todo_without_issue(source: Source) -> Iterator[int]:
    """A promise to come back names the issue that holds it: `TODO(#12)`."""
    yield from (line for line, comment in source.comments if _TODO.search(comment))


def patches_our_names(source: Source) -> Iterator[int]:
    """A stand-in comes from `baluarte.testing`. Patching our own names tests a program that nobody runs."""
    for call in source.calls:
        first = call.args[0] if call.args else None
        names_ours = isinstance(first, ast.Constant) and str(first.value).startswith("baluarte.")
        if called(call).rpartition(".")[2] in {"patch", "setattr", "object"} and names_ours and called(call) != "object":
            yield call.lineno


def _in_memory(target: ast.expr) -> bool:
    if isinstance(target, ast.Call):
        return called(target) in _IN_MEMORY
    if isinstance(target, ast.Constant):
        return target.value is None
    if not isinstance(target, ast.Name):
        return False
    scope = _scope(target)
    return any(_makes_buffer(node, target.id) for node in ast.walk(scope))


def _makes_buffer(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named = any(isinstance(t, ast.Name) and t.id == name for t in targets)
        return named and isinstance(node.value, ast.Call) and called(node.value) in _IN_MEMORY
    if isinstance(node, ast.withitem):
        named = isinstance(node.optional_vars, ast.Name) and node.optional_vars.id == name
        return named and isinstance(node.context_expr, ast.Call) and called(node.context_expr) in _IN_MEMORY
    if isinstance(node, ast.arg) and node.arg == name and node.annotation is not None:
        return any(word in ast.unparse(node.annotation) for word in _STREAMS)
    return False


def _scope(node: ast.AST) -> ast.AST:
    while not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        node = node.above  # type: ignore[attr-defined]
    return node


def _base_loader(call: ast.Call, tree: ast.Module) -> bool:
    """Return whether a loader reads everything as text: PyYAML's BaseLoader, or one of this file that is made of it."""
    ours = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("BaseLoader") for base in node.bases)
    }
    loaders = [*(word.value for word in call.keywords if word.arg == "Loader"), *call.args[1:2]]
    return any(ast.unparse(loader).endswith("BaseLoader") or ast.unparse(loader) in ours for loader in loaders)


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False
