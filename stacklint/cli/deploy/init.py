"""`stacklint deploy init`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.commands.init import Asked, init, merge
from deployer.errors import AlreadyThere, BadInput, NotEdited, NotWritten
from deployer.hooks.defined import OPTION, hook_of
from stacklint.cli.deploy import DONE
from stacklint.cli.deploy.hook_shell import hook_shell
from stacklint.cli.deploy.where import repository_of, workspace_of
from stacklint.cli.errors import UsageError, say
from stacklint.model.hostpath import HostPath
from stacklint.model.targets import Target
from stacklint.repo.discover import parsed
from stacklint.repo.one_path import is_ignored
from stacklint.report import hints
from stacklint.write import NotWritten as Unwritten
from stacklint.write import bytes_of, write_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from stacklint.model.bundle import Stack
    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document
    from stacklint.run.workspace import Workspace


def run(arguments: argparse.Namespace) -> int:
    """Write a first spec, or add to one what its stack gained."""
    _refuse_nonsense(arguments)
    workspace = workspace_of(arguments.output, arguments)
    return _merge(workspace, arguments) if arguments.merge else _init(workspace, arguments)


def _refuse_nonsense(arguments: argparse.Namespace) -> None:
    first = {"--stack": arguments.stack, "--deploy-to": arguments.deploy_to}
    if arguments.merge:
        given = [*first, "--kube-config"] if arguments.kube_config else list(first)
        for option in given:
            if first.get(option, arguments.kube_config):
                raise UsageError(f"{option}: with --merge, the spec says that itself")
    elif not all(first.values()):
        missing = next(option for option, value in first.items() if not value)
        raise UsageError(f"{missing} is missing; it says what the first spec is for")
    _refuse_no_place(arguments)


def _refuse_no_place(arguments: argparse.Namespace) -> None:
    if arguments.volume_root and not arguments.volume_root.startswith("/"):
        raise UsageError(f"--volume-root {arguments.volume_root}: write an absolute path")
    if (arguments.kube_config or "").startswith("~"):
        raise UsageError(f"--kube-config {arguments.kube_config}: in a spec, nobody expands `~`")
    for option in ("kube_config", "storage_class"):
        if getattr(arguments, option) and arguments.deploy_to not in {None, "k8s"}:
            words = f"--{option.replace('_', '-')}: {arguments.deploy_to} does not read it"
            raise UsageError(words)
    if arguments.storage_class and arguments.volume_root:
        raise UsageError("--storage-class and --volume-root: volumes go to one of the two")


def _init(workspace: Workspace, arguments: argparse.Namespace) -> int:
    typed, path = arguments.output, _below(workspace)
    if (workspace.root / path).exists() or (workspace.root / path).is_symlink():
        raise AlreadyThere(
            typed, f"add what the stack gained by {_line('init', '--merge', '--output', typed)}"
        )
    asked = Asked(
        folder=Path.cwd(),
        stack=arguments.stack,
        target=Target(arguments.deploy_to),
        volume_root=_root(arguments),
        kube_config=arguments.kube_config or "",
        storage_class=arguments.storage_class or "",
    )
    first, stack = init(repository_of(workspace), path, asked)
    text = _as_hooks_say(first.text, stack, workspace, arguments)
    (workspace.root / path).parent.mkdir(parents=True, exist_ok=True)
    _write(workspace, path, None, text.encode())
    say(f"{typed} written")
    for service, port in first.left_out:
        say(f"note: port {port} of {service} is left out: what it is inside cannot be told")
    say(f"next: {hints.check(typed)}, then git add {typed}")
    return DONE


def _as_hooks_say(
    text: str, stack: Stack, workspace: Workspace, arguments: argparse.Namespace
) -> str:
    """Add the settings that the stack's own program has for a first spec, where that may run."""
    hook = hook_of(stack, workspace.worktree)
    if hook is None or "init" not in hook.functions:
        return text
    shell = hook_shell(arguments)
    if shell is None:
        say(f"note: init() of {hook.path} has more settings for it: read it, and add {OPTION}")
        return text
    from deployer.hooks.run import Call, run_init  # noqa: PLC0415 -- few stacks have hooks
    from deployer.hooks.settings import said_by_hooks  # noqa: PLC0415 -- likewise

    values = run_init(Call(hook.path, "init", workspace.root / hook.path), shell)
    document = parsed(arguments.output, text.encode())
    return _edit(document, said_by_hooks(document, values)).text


def _merge(workspace: Workspace, arguments: argparse.Namespace) -> int:
    typed, path = arguments.output, _below(workspace)
    if not (workspace.root / path).is_file():
        raise BadInput(typed, "is not there; without --merge, a first one is written")
    repository, named = repository_of(workspace), arguments.storage_class or ""
    merged = merge(repository, path, _root(arguments), _edit, named)
    if not merged.added:
        say(f"{typed} has all that its stack has")
        return DONE
    _write(workspace, path, bytes_of(merged.before), bytes_of(merged.after))
    for added in merged.added:
        say(f"added: {added}")
    say(f"next: {hints.check(typed)}")
    return DONE


def _edit(document: Document, changes: Sequence[Change]) -> Document:
    from stacklint.fix import Refused, apply_changes  # noqa: PLC0415 -- brings ruamel

    try:
        return apply_changes(document, changes)
    except Refused as refused:
        raise NotEdited(document.name, refused.reason) from None


def _root(arguments: argparse.Namespace) -> str:
    """Write the root as it will be compared: clean, without a slash behind."""
    return HostPath(arguments.volume_root).clean if arguments.volume_root else ""


def _below(workspace: Workspace) -> str:
    (path,) = (*workspace.paths, *workspace.missing)
    return path


def _line(*words: str) -> str:
    return hints.command("deploy", *words)


def _write(workspace: Workspace, path: str, old: bytes | None, new: bytes) -> None:
    root = workspace.root
    try:
        write_file(root / path, old, new, root=root, is_ignored=partial(is_ignored, workspace.git))
    except Unwritten as error:
        raise NotWritten(os.path.relpath(root / path), error.reason) from None
