"""What hooks make of the content of a deployment directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.content import KIND_KUBECONFIG, Content
from deployer.errors import CannotDo
from deployer.hooks.defined import OPTION, hook_files, hook_of
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import KUBECONFIG
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from deployer.hooks.defined import Hook
    from deployer.hooks.run import Made
    from deployer.shell import Shell
    from deployer.source import Source


class Bench(NamedTuple):
    """Where hooks work: for which directory, in which empty folder, and by what they are run.

    `shell` is None where the operator did not say that they may.
    """

    place: Path
    folder: Callable[[], AbstractContextManager[Path]]
    shell: Shell | None


def with_hooks(source: Source, content: Content, bench: Bench) -> tuple[Content, Content]:
    """Give a content with the hooks of its stack and what they make of it, and what lies beside.

    Raises CannotDo where one would have to run and may not, PreflightFailed where it fails.
    """
    hook = hook_of(source.stack, source.repository.tree)
    beside = Content((), ())
    if hook is None:
        return content, beside
    added = hook_files(source)
    files, folders = (*content.files, *added.files), (*content.folders, *added.folders)
    content = Content(files, folders, content.notes)
    if "create" not in hook.functions:
        return content, beside
    made = _made(hook, source, content, bench)
    return made.content, made.beside


def _made(hook: Hook, source: Source, content: Content, bench: Bench) -> Made:
    from deployer.hooks.run import Call, run_create  # noqa: PLC0415 -- few stacks have hooks

    if bench.shell is None:
        raise not_allowed(hook.path, "create")
    with bench.folder() as folder:
        code = source.repository.root / hook.path
        call = Call(hook.path, "create", code, kubeconfig_of(source.target, bench.place, folder))
        return run_create(call, content, bench.place, folder, bench.shell)


def kubeconfig_of(target: Target, place: Path, files: Path) -> Path | None:
    """Give how the cluster of a deployment is reached; None where there is none yet."""
    if target is Target.K8S:
        return files / KUBECONFIG
    found = place / KIND_KUBECONFIG
    return found if target is Target.KIND and found.is_file() else None


def not_allowed(path: str, function: str) -> CannotDo:
    """Give what says how a hook may run."""
    why = f"its {function}() is code of the stack, which runs when you say so: read it, and add"
    return CannotDo(path, f"{why} {OPTION}")
