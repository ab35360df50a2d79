"""Stages of GitLab: which jobs wait for one in an earlier stage that somebody has to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.ci.job_conditions import of_gitlab_job, texts_in
from stacklint.model.scripts.command import BY_HAND
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_USUAL = ("build", "test", "deploy")


def behind_blocking(jobs: dict[str, Mapping], top: Mapping) -> Iterator[str]:
    """Name the jobs of later stages; one that says what it needs waits for that alone."""
    stages = (".pre", *(tuple(texts_in(top.get("stages"))) or _USUAL), ".post")
    places = {name: at for at, name in reversed(list(enumerate(stages)))}
    at = {name: places.get(text_of(job.get("stage")) or "test") for name, job in jobs.items()}
    blocking = [at[name] for name, job in jobs.items() if name[:1] != "." and _blocks(job)]
    first = min((place for place in blocking if place is not None), default=len(stages))
    for name, job in jobs.items():
        place = at[name]
        if place is not None and place > first and job.get("needs") is None:
            yield name


def _blocks(job: Mapping) -> bool:
    """Tell whether a pipeline stands still until somebody starts a job.

    One that is `manual` by itself may be passed over; by a rule, it may not, unless it says so.
    """
    if BY_HAND not in of_gitlab_job(job):
        return False
    allowed = text_of(job.get("allow_failure"))
    if text_of(job.get("when")) == "manual":
        return allowed == "false"
    rules = resolved(job.get("rules"))
    found = map(resolved, rules.items if isinstance(rules, Sequence) else ())
    manual = [x for x in found if isinstance(x, Mapping) and text_of(x.get("when")) == "manual"]
    return bool(manual) and all(
        (text_of(x.get("allow_failure")) or allowed) != "true" for x in manual
    )
