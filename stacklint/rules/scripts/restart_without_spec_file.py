"""The rule `restart-without-spec-file`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.examples import is_example
from stacklint.model.scripts.operating import driving, is_applied_as, told
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_DEFAULT = "deployment/spec.yml"
_OPTIONS = re.compile(r"\$\w+|\$[@*]|\$\{.+\}|\{\{.*\}\}", re.DOTALL)


@rule(
    category="scripts",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.MEANING,
    of_laconic_so=True,
)
def restart_without_spec_file(script: Script, fleet: Fleet, tree: Tree) -> Hits:
    """Restart that does not say which spec it is to apply."""
    specs = fleet.claims
    if not specs or _is_the_default(fleet, tree):
        return
    several = _of_one_stack(fleet)
    for command in script.commands:
        found = driving(command)
        if found is None or found != ("deployment", "restart"):
            continue
        if not _may_be_told(command):
            yield Hit(
                script.at(command),
                f"`restart` without `--spec-file` applies {_DEFAULT}, whichever deployment it is"
                " told to restart"
                if several
                else f"`restart` without `--spec-file` reads {_DEFAULT}, and no spec is there:"
                " nothing changes",
                notes=(("hint", "add `--spec-file <the spec of this deployment>`"),),
                also=tuple(Label(fleet.spec(x).at("stack"), "of the same stack") for x in several),
                profile=None if several else Profile.STRICT,
                value=told(command),
            )


def _of_one_stack(fleet: Fleet) -> tuple[Claims, ...]:
    """Give two specs of one stack: the wrong one of them would do as well."""
    first: dict[str, Claims] = {}
    for claims in (x for x in fleet.claims if not is_example(x.file)):
        other = first.setdefault(claims.stack, claims)
        if claims.stack and other is not claims:
            return other, claims
    return ()


def _is_the_default(fleet: Fleet, tree: Tree) -> bool:
    """The one spec there is, where `restart` looks for it; a link may lead there."""
    files = [x.file for x in fleet.claims if not is_example(x.file)]
    return files == [_DEFAULT] or (len(files) == 1 and is_applied_as(files[0], _DEFAULT, tree))


def _may_be_told(command: Command) -> bool:
    """Tell whether it names a spec, or takes options that somebody else wrote."""
    behind = command.words[command.words.index("restart") + 1 :]
    before = ("", *behind)
    return command.option("--spec-file") is not None or any(
        _OPTIONS.fullmatch(word) and not (last.startswith("-") and "=" not in last)
        for last, word in zip(before, behind, strict=False)
    )
