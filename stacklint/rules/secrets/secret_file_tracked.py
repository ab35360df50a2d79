"""The rule `secret-file-tracked`."""

from __future__ import annotations

import posixpath
import shlex
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Safety, Severity
from stacklint.model.examples import is_example
from stacklint.model.secrets.files import Held, held_in, holds_credentials, opens_cluster, shown
from stacklint.model.secrets.kept import KUBE_CONFIG
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.secrets.kept import Kept, Named
    from stacklint.model.yaml.document import Document
    from stacklint.rule import Hits

_STAYS = "in git it stays, in every clone"
_MESSAGES = {
    # A name such as `a-private-key.pem` with a colon behind it reads as a key and its value.
    Held.PRIVATE_KEY: "git tracks the private key {}, and keeps it in every clone",
    Held.GUARDED_KEY: "git tracks the private key {}, and a passphrase is all that guards it",
    Held.GENERATED_ENV: f"git tracks {{}}, every setting and secret of a deployment: {_STAYS}",
    Held.OWN_ENV: "git tracks {}, and laconic-so never reads it: it is shown for nothing",
    Held.KUBECONFIG: "git tracks {}: whoever can read the repository rules the cluster",
}


@rule(
    category="secrets",
    severity=Severity.ERROR,
    harm=Harm.LEAK,
    fix=Safety.DISPLAY,
)
def secret_file_tracked(kept: Kept) -> Hits:
    """Secret that git keeps as a file."""
    told = set()
    for named in kept.named:
        for hit in _of_credentials(named, kept.tree.tracked(named.file) or b""):
            told.add(named.file)
            yield hit
    for file in (x for x in kept.files if x not in told):
        data = kept.tree.tracked(file)
        held = None if data is None else held_in(file, data)
        if data is not None and held is not None and _is_what_it_seems(held, file, kept):
            yield _of_file(shown(file, data), held)


def _is_what_it_seems(held: Held, file: str, kept: Kept) -> bool:
    """A kubeconfig is the copy of a deployment where it lies beside one."""
    beside = posixpath.join(posixpath.dirname(file), "deployment.yml")
    return held is not Held.KUBECONFIG or kept.tree.is_at_hand(beside)


def _of_file(document: Document, held: Held) -> Hit:
    line = document.text.lstrip("\n").split("\n", 1)[0]
    start = document.text.find(line)
    hit = Hit(
        Place(document, (), range=Span(start, start + len(line))),
        _MESSAGES[held].format(document.name),
        notes=_notes(document.name),
    )
    if is_example(document.name) or held is Held.OWN_ENV:
        return hit.guessed(Severity.INFO)
    return hit.guessed(Severity.WARNING) if held is Held.GUARDED_KEY else hit


def _of_credentials(named: Named, data: bytes) -> Iterator[Hit]:
    is_kubeconfig = named.at.path == (KUBE_CONFIG,)
    holds = opens_cluster if is_kubeconfig else holds_credentials
    if not holds(data) or is_example(named.file):
        return
    words = f"git tracks {named.file}, which holds credentials: {_STAYS}"
    yield Hit(
        named.at,
        _MESSAGES[Held.KUBECONFIG].format(named.file) if is_kubeconfig else words,
        also=(Label(Place(shown(named.file, data), ()), "tracked by git"),),
        notes=_notes(named.file),
    )


def _notes(file: str) -> tuple[tuple[str, str], ...]:
    return (
        ("untrack", f"git rm --cached {shlex.quote(file)}"),
        ("ignore", f"/{file} in .gitignore"),
        ("hint", "history keeps it: replace what it opens"),
    )
