"""Signs that a spec was written again by `deploy init`.

Source: the fingerprint of what `init` writes, measured on two production specs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.dialect import Dialect
from stacklint.model.enums import Enum
from stacklint.model.init_output import (
    OPERATOR_KEYS,
    has_empty_secrets,
    has_init_layout,
    has_init_order,
    is_untouched_init_output,
)
from stacklint.model.lazy import cached_property
from stacklint.model.pattern import Pattern
from stacklint.model.settings_of import leaf_settings
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.revision import Revision
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.yaml.nodes import KeyPath

_PLACEHOLDER = Pattern(r"(?:^|[.@])example\.(?:com|org|net)$")
_RANDOM_PORTS = range(20_000, 50_001)
# So many may go for any reason.
_FEW = 2


class Verdict(Enum):
    """How much the signs say: three with a strong one; two with a strong one, or four weak ones."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Regeneration:
    """The difference of two versions of a spec, asked for the signs of `deploy init`."""

    def __init__(self, before: Spec, after: Spec) -> None:
        self.before = before
        self.after = after

    @cached_property
    def lost(self) -> tuple[KeyPath, ...]:
        """The settings that are gone."""
        left = leaf_settings(self.after)
        return tuple(path for path in self.settings_before if path not in left)

    @cached_property
    def settings_before(self) -> tuple[KeyPath, ...]:
        """The settings that there were."""
        return tuple(leaf_settings(self.before))

    @cached_property
    def emptied(self) -> tuple[Volume, ...]:
        """The volumes, as they were, that have lost their path."""
        return tuple(
            old
            for old in self.before.volumes
            if old.path is not None
            and (new := self.after.volume(old.name)) is not None
            and old.path.text != (new.path.text if new.path else "")
            and self._is_init_value(new)
        )

    def _is_init_value(self, volume: Volume) -> bool:
        if volume.path is None:
            return volume.is_empty
        writes_data = self.after.target is Target.COMPOSE or self.after.dialect is Dialect.FORK
        return writes_data and volume.path.text == f"./data/{volume.name}"

    @cached_property
    def lost_comments(self) -> int:
        """How many comments are gone."""
        left = {comment.text for comment in self.after.document.comments}
        return sum(text not in left for text in _comment_texts(self.before))

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """The hosts and addresses that became examples."""
        old = set(_hosts(self.before))
        return tuple(x for x in _hosts(self.after) if x not in old and _PLACEHOLDER.search(x))

    @cached_property
    def strong(self) -> tuple[str, ...]:
        """Signs that hardly anything else leaves."""
        return tuple(self._strong())

    @cached_property
    def weak(self) -> tuple[str, ...]:
        """Signs that an edit may leave too."""
        return tuple(self._weak())

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the signs come to; None where they come to nothing."""
        strong, weak = len(self.strong), len(self.weak)
        if strong and strong + weak > 2:  # noqa: PLR2004 -- three signs, one of them strong
            return Verdict.CERTAIN
        if (strong and strong + weak == 2) or weak > 3:  # noqa: PLR2004 -- two, or four weak ones
            return Verdict.LIKELY
        return None

    def _strong(self) -> Iterator[str]:
        if self.emptied:
            yield "volumes emptied"
        if self._configmaps_turned():
            yield "configmap became a volume"
        if sum(map(self._is_gone, OPERATOR_KEYS)) > 1:
            yield "operator's keys lost"
        if self.placeholders:
            yield "example hosts"

    def _configmaps_turned(self) -> bool:
        old = {configmap.name for configmap in self.before.configmaps}
        return any(volume.is_empty and volume.name in old for volume in self.after.volumes)

    def _is_gone(self, path: KeyPath) -> bool:
        names = tuple(map(str, path))
        return self.before.node(*names) is not None and self.after.node(*names) is None

    def _weak(self) -> Iterator[str]:
        if self._config_emptied():
            yield "config emptied"
        if len(self.before.document.comments) > _FEW and not self.after.document.comments:
            yield "comments gone"
        if has_init_layout(self.after) and not has_init_layout(self.before):
            yield "layout of init"
        if self.after.makes_objects and has_empty_secrets(self.after) > has_empty_secrets(
            self.before
        ):
            yield "empty secrets"
        if self._ports_moved():
            yield "random ports"
        if has_init_order(self.after) and not has_init_order(self.before):
            yield "order of init"

    def _config_emptied(self) -> bool:
        old = {entry.name for entry in self.before.section("config").entries}
        new = {entry.name for entry in self.after.section("config").entries}
        return len(old) > _FEW and 2 * len(old - new) >= len(old)

    def _ports_moved(self) -> bool:
        old, new = set(_host_ports(self.before)), set(_host_ports(self.after))
        moved = {port for port in old - new if port in _RANDOM_PORTS}
        return bool(moved) and bool(new - old) and (len(moved) > _FEW or moved == old)


def regeneration_of(revision: Revision) -> Regeneration | None:
    """Give the difference of two versions where it looks like the work of `deploy init`.

    A merge is none if it follows one of its parents, nor is an older version that was put back.
    """
    if not _can_have_lost(revision) or is_untouched_init_output(revision.before):
        return None
    # `init` writes both, whatever else.
    if not (revision.after.root.entry("stack") and revision.after.root.entry("deploy-to")):
        return None
    found = Regeneration(revision.before, revision.after)
    if found.verdict is None or revision.is_restored():
        return None
    others = (Regeneration(other, revision.after) for other in revision.others)
    return found if all(other.verdict for other in others) else None


def is_regenerated(revision: Revision) -> bool:
    """Tell whether `regenerated-spec` says of a change, as an error, all that there is to say."""
    if revision.after.is_test:
        return False
    found = regeneration_of(revision)
    return found is not None and found.verdict is Verdict.CERTAIN


def _can_have_lost(revision: Revision) -> bool:
    """Every strong sign takes a line away; most changes are told from a regeneration by this."""
    before = set(revision.before.document.text.splitlines())
    return not before <= set(revision.after.document.text.splitlines())


def _comment_texts(spec: Spec) -> Iterator[str]:
    for comment in spec.document.comments:
        if comment.text.strip("# \t"):
            yield comment.text


def _hosts(spec: Spec) -> Iterator[str]:
    proxies = spec.node("network", "http-proxy")
    for proxy in map(resolved, proxies.items if isinstance(proxies, Sequence) else []):
        host = text_of(proxy.get("host-name")) if isinstance(proxy, Mapping) else None
        if host:
            yield host
    email = spec.text("network", "acme-email")
    if email:
        yield email


def _host_ports(spec: Spec) -> Iterator[int]:
    for entry in spec.section("network", "ports").entries:
        ports = resolved(entry.value)
        for item in ports.items if isinstance(ports, Sequence) else []:
            parts = (text_of(item) or "").split("/")[0].split(":")
            if len(parts) > 1 and parts[-2].isdecimal():
                yield int(parts[-2])
