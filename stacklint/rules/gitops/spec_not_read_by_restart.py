"""The rule `spec-not-read-by-restart`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.examples import is_example
from stacklint.model.scripts.operating import driving, is_applied_as, meant_specs
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.scripts.script import Scripts
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_DEFAULT = "deployment/spec.yml"


@rule(
    category="gitops",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    of_laconic_so=True,
)
def spec_not_read_by_restart(scripts: Scripts, fleet: Fleet, tree: Tree) -> Hits:
    """Spec that no restart in this repository reads."""
    restarts = [
        command
        for script in scripts.all
        if not script.is_prose
        for command in script.commands
        if driving(command) == ("deployment", "restart")
    ]
    if not restarts:
        return
    named = {
        spec.file
        for command in restarts
        if (path := command.option("--spec-file")) is not None
        for spec in meant_specs(path, command, fleet.claims)
    }
    if any(_is_filled_in(command.option("--spec-file") or "") for command in restarts):
        return
    for claims in fleet.claims:
        if claims.file not in named and not _needs_no_name(claims.file, fleet, tree):
            yield Hit(
                fleet.spec(claims).at("stack"),
                f"no restart in this repository names {claims.file}: after `git pull`,"
                f" {_applied_instead(claims, fleet)}",
                notes=(("hint", f"`restart --spec-file {claims.file}`"),),
            )


def _is_filled_in(path: str) -> bool:
    return "$" in path or "{{" in path


def _applied_instead(claims: Claims, fleet: Fleet) -> str:
    """Say what a restart without a name makes of the deployment."""
    specs = (x.file for x in fleet.claims if x.stack == claims.stack and _is_default(x.file))
    default = next(specs, None)
    if default is None:
        return "the old copy is applied again"
    return f"a restart that names none applies {default} in its place"


def _is_default(file: str) -> bool:
    return f"/{file}".endswith(f"/{_DEFAULT}")


def _needs_no_name(file: str, fleet: Fleet, tree: Tree) -> bool:
    """Tell whether a spec is what a restart reads by itself, or none that is restarted."""
    is_own = any(claims.file == _DEFAULT for claims in fleet.claims)
    is_linked = not is_own and is_applied_as(file, _DEFAULT, tree)
    return is_linked or _is_default(file) or is_example(file)
