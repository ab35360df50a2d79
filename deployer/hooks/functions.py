"""Which functions a module has, told from its syntax: nothing of it is run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from deployer.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def functions_of(path: str, data: bytes) -> frozenset[str]:
    """Tell which functions a module has that do something; BadInput where it is no Python."""
    try:
        module = ast.parse(data)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"{path}:{line}" if line else path
        raise BadInput(where, f"is no Python that could be run: {_words(error)}") from error
    return frozenset(_defined(module.body))


def _words(error: Exception) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)


def _defined(body: Iterable[ast.AST]) -> Iterator[str]:
    for one in body:
        if isinstance(one, ast.FunctionDef):
            if not all(_is_nothing(x) for x in one.body):
                yield one.name
        elif isinstance(one, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in one.names)
        elif isinstance(one, ast.Assign):
            yield from (target.id for target in one.targets if isinstance(target, ast.Name))
        elif isinstance(one, ast.If | ast.Try | ast.With):
            yield from _defined(ast.iter_child_nodes(one))


def _is_nothing(one: ast.stmt) -> bool:
    """Tell what does nothing: `pass`, a text, and a bare `return`."""
    if isinstance(one, ast.Return):
        return one.value is None or _is_constant(one.value)
    return isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and _is_constant(one.value))


def _is_constant(one: ast.expr) -> bool:
    return isinstance(one, ast.Constant)
