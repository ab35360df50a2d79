"""`stacklint deploy adopt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.adopt import Given, adopt, consider
from deployer.commands.adopted import source_behind
from deployer.commands.status import held
from deployer.guard.refusal import GuardRefused
from deployer.plan.data import plan_data
from deployer.plan.ranges import in_ranges
from deployer.plan.text import plan_text
from deployer.source import read_source
from deployer.wanted.resource import Role
from stacklint import __version__
from stacklint.cli.deploy import DONE
from stacklint.cli.deploy.desk import desk_of
from stacklint.cli.deploy.held import volume_data, volume_words, wrapped
from stacklint.cli.deploy.running import Run
from stacklint.cli.deploy.screen import columns, harmless, heading_of, print_data
from stacklint.cli.deploy.where import repository_of, spec_in, workspace_of
from stacklint.cli.output import print_text
from stacklint.report import hints

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from deployer.commands.adopt import Adoption
    from deployer.errors import Refused
    from stacklint.model.change import Data

VERSION = 1
_FILES = {
    ".gitignore": "keeps secrets and data out of git",
    ".stacklint/generated.json": "the values that were made for `$generate`; mode 0600",
    ".stacklint/state.json": "that it is adopted, and where its spec is",
    ".stacklint/rev/1/": "all files, and where volumes are, to go back to",
}


def run(arguments: argparse.Namespace) -> int:
    """Show what an adoption finds and writes; with `--yes`, do it."""
    one = Run(arguments)
    given = _given(arguments, one)
    show = _as_json if arguments.format == "json" else _as_text
    if arguments.yes:
        adopt(one.place, given, one.world, lambda found: show(found, is_done=True))
        if arguments.format == "text":
            print_text(f"Adopted. Next: {hints.command('deploy', 'plan', '--dir', arguments.dir)}")
        return DONE
    show(consider(one.place, given, one.world), is_done=False)
    if arguments.format == "text":
        print_text(f"Adopt: {_line(arguments)}")
    return DONE


def _given(arguments: argparse.Namespace, one: Run) -> Given:
    if not arguments.spec_file:
        return Given(source_behind(one.place, desk_of(arguments)), __version__)
    workspace = workspace_of(arguments.spec_file, arguments)
    spec = spec_in(workspace, arguments.spec_file)
    return Given(read_source(repository_of(workspace), spec), __version__)


def _line(arguments: argparse.Namespace) -> str:
    spec = ["--spec-file", arguments.spec_file] if arguments.spec_file else []
    return hints.command("deploy", "adopt", "--dir", arguments.dir, *spec, "--yes")


def _as_text(found: Adoption, *, is_done: bool) -> None:
    del is_done
    print_text(harmless(_text(found, columns())))


def _text(found: Adoption, width: int) -> Iterator[str]:
    yield f"{heading_of(found.candidate).words}: of laconic-so"
    yield from _volumes(found, width)
    yield from _taken_over(found, width)
    yield from ("", " what is written; nothing else here changes, and nothing that runs")
    for path, words in _written(found):
        yield from wrapped(f"   {path:<27}", words, width)
    yield from _spec(found, width)
    yield from ("", " the next `stacklint deploy start`", "")
    yield from _next(found, width)
    yield from ("", " the way back: laconic-so drives the directory as before, also without")
    yield f"   rm -r {found.candidate.place}/.stacklint"
    yield ""


def _volumes(found: Adoption, width: int) -> Iterator[str]:
    yield from ("", " where the bytes are")
    bindings = found.found.held
    if not bindings:
        yield "   nowhere: no volume of it is in use"
    column = max((len(x.volume) for x in bindings), default=0) + 2
    for binding in bindings:
        words = volume_words(held(found.candidate, binding))
        yield from wrapped(f"   {binding.volume:<{column}}", words, width)


def _taken_over(found: Adoption, width: int) -> Iterator[str]:
    if not found.taken_over:
        return
    yield from ("", " whose fields the next start takes over from laconic-so; no field is lost")
    kinds: dict[str, list[str]] = {}
    for resource in found.taken_over:
        kinds.setdefault(resource.key.kind, []).append(resource.title)
    column = max(map(len, kinds)) + 2
    for kind, titles in kinds.items():
        yield from wrapped(f"   {kind:<{column}}", in_ranges(titles), width)


def _written(found: Adoption) -> Iterator[tuple[str, str]]:
    for path in (*(file.path for file in found.writes), ".stacklint/rev/1/"):
        yield path, _FILES[path]


def _spec(found: Adoption, width: int) -> Iterator[str]:
    origin = found.origin
    words = "in no repository that is known: `deploy start` works; `deploy restart` needs it, "
    words += "so adopt with --spec-file SPEC, now or later"
    if origin is not None and origin.repository:
        words = f"{origin.spec} in {origin.repository}, where `deploy restart` takes it from"
    yield from ("", *wrapped(" its spec is ", words, width))


def _next(found: Adoption, width: int) -> Iterator[str]:
    if found.plan is not None:
        yield from plan_text(found.plan, heading_of(found.candidate), width).rstrip().split("\n")
        jobs = [x.resource.title for x in found.plan.changes if x.resource.role is Role.JOB]
        if jobs:
            yield from wrapped(
                "   note: ", f"it runs {', '.join(jobs)}, and nothing says that ran", width
            )
    if found.refusal is not None:
        yield from wrapped("   would be refused: ", _why(found.refusal), width)
    for trouble in found.found.troubles:
        yield from wrapped("   would fail: ", trouble, width)
    for note in found.found.notes:
        yield from wrapped("   note: ", note, width)


def _why(refusal: Refused) -> str:
    """Say it, with the options that would pass."""
    if not isinstance(refusal, GuardRefused):
        return str(refusal)
    ways = [way.option for one in refusal.refusals for way in one.exits]
    return f"{refusal} (ways out: {', '.join(ways)})" if ways else str(refusal)


def _as_json(found: Adoption, *, is_done: bool) -> None:
    print_data(_data(found, is_done=is_done))


def _data(found: Adoption, *, is_done: bool) -> dict[str, Data]:
    one, plan, refusal, origin = found.candidate, found.plan, found.refusal, found.origin
    return {
        "version": VERSION,
        "deployment": one.identity.deployment_id,
        "target": one.target.value,
        "adopted": is_done,
        "volumes": [volume_data(held(one, x)) for x in found.found.held],
        "taken_over": [[*x.key] for x in found.taken_over],
        "writes": [path for path, _ in _written(found)],
        "repository": "" if origin is None else origin.repository,
        "spec": "" if origin is None else origin.spec,
        "plan": None if plan is None else plan_data(plan, heading_of(found.candidate)),
        "refused": "" if refusal is None else str(refusal),
        "troubles": [*found.found.troubles],
    }
