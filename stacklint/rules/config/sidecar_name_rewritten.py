"""The rule `sidecar-name-rewritten`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.hosts import hosts_behind_options, is_key_of_host
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.compose.wiring import Setting
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

# What may stand before and behind a name that is the whole of a host.
_BEFORE_HOST = Pattern(r"(?:^|://|@|[,;\s=(\[\"'])$")
_BEHIND_HOST = Pattern(r"(?::\d|[/?,;\s)\]\"']|$)")
_SURELY = ("://", "@", "tcp(")
_NO_HOST_KEY = Pattern(
    r"(?i).*(?:user(?:_?name)?|(?:db|database)_?name)"
    r"|(?:postgres|pg|mysql|mariadb|mongo_initdb|influxdb)_?(?:db|database)"
)


class _Rewrite(NamedTuple):
    setting: Setting
    sibling: str
    is_sure: bool


@rule(
    category="config",
    severity=Severity.ERROR,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def sidecar_name_rewritten(spec: Spec, stack: Stack) -> Hits:
    """Name of a neighbour in a value, where no host stands."""
    found = () if stack.is_for_fork(spec) else _rewrites(stack)
    if not found:
        return
    set_by_spec = config_of(spec).named
    for rewrite in found:
        if rewrite.setting.name not in set_by_spec:
            yield _hit(spec, rewrite)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _rewrites(stack: Stack) -> tuple[_Rewrite, ...]:
    return tuple(
        rewrite
        for pod in stack.pods
        for setting in wiring_of(stack).settings
        if setting.service in pod.compose.services
        for rewrite in _of_setting(setting, pod)
    )


def _of_setting(setting: Setting, pod: Pod) -> Iterator[_Rewrite]:
    for sibling in pod.compose.services:
        name = sibling.name
        if sibling is setting.service or name not in setting.value:
            continue
        if setting.value != name:
            if any(not _is_host(setting.value, x) for x in _words(setting.value, name)):
                yield _Rewrite(setting, name, is_sure=True)
        elif not is_key_of_host(setting.name):
            is_sure = bool(_NO_HOST_KEY.fullmatch(setting.name))
            yield _Rewrite(setting, name, is_sure=is_sure)


def _words(text: str, name: str) -> Iterator[re.Match[str]]:
    """Find a name as laconic-so does: between the edges of words, so `db` in `db-data` too."""
    return re.finditer(rf"\b{re.escape(name)}\b", text)


def _is_host(text: str, found: re.Match[str]) -> bool:
    if (found.start(), found[0]) in hosts_behind_options(text):
        return True
    before, behind = text[: found.start()], text[found.end() :]
    if _BEFORE_HOST.search(before) is None or _BEHIND_HOST.match(behind) is None:
        return False
    # `db:pw@` is a user; a bare word among words is no host either.
    user = behind.split("/")[0].partition("@")
    return not user[1] and (before.endswith(_SURELY) or behind.startswith(":"))


def _hit(spec: Spec, rewrite: _Rewrite) -> Hit:
    setting, name = rewrite.setting, rewrite.sibling
    hit = Hit(
        spec.at("stack"),
        f"`{name}` in `{setting.name}` of `{setting.service.name}` becomes `localhost`, also where"
        " no host stands",
        also=(Label(setting.at, f"the service `{name}` of this pod has the same name"),),
        notes=(("hint", f"give the service `{name}` another name before the first start"),),
        value=f"{setting.service.name}.{setting.name}.{name}",
    )
    if rewrite.is_sure:
        return hit
    return hit._replace(
        message=f"`{setting.name}` of `{setting.service.name}` becomes `localhost`",
        notes=(),
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        profile=Profile.AUDIT,
    )
