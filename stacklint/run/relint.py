"""Another look at the specs that a fix concerns, with the texts that fixes have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.engine.subject import sources_of
from stacklint.fix.rounds import Seen
from stacklint.model.spec import Spec
from stacklint.repo.discover import Shape, look_at
from stacklint.repo.library import Library
from stacklint.repo.overlay import Overlay
from stacklint.run.accepted import baseline_of, renames_since
from stacklint.run.looking import finish, look
from stacklint.write import bytes_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from stacklint.model.yaml.document import Document
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session


class Users:
    """The specs, and the stacks without one, that consist of each file."""

    def __init__(self, specs: Mapping[str, Collection[str]]) -> None:
        self.specs = specs
        self._by_file: dict[str, set[str]] = {}
        for spec, files in specs.items():
            for file in files:
                self._by_file.setdefault(file, set()).add(spec)

    def of(self, files: Iterable[str]) -> set[str]:
        """Give the specs that consist of one of these files, among others."""
        return set().union(*(self._by_file.get(file, ()) for file in files))

    def files_of(self, specs: Collection[str]) -> set[str]:
        """Give the files that no other spec has a part in: all that is seen of them is seen."""
        files = set().union(*(self.specs[spec] for spec in specs))
        return {file for file in files if self._by_file[file] <= set(specs)}


def users_of(session: Session, looked: Looked, files: Iterable[str]) -> Users:
    """Find who uses files, also where nobody asked about the other specs.

    A file that is a spec has no other users, and a whole run has seen them all.
    """
    is_whole = session.scope.touched is None and session.workspace.paths == (".",)
    if is_whole or looked.specs.keys() >= set(files):
        return Users(looked.wholes)
    return Users({**_other_specs(session, looked), **looked.wholes})


def _other_specs(session: Session, looked: Looked) -> dict[str, set[str]]:
    workspace = session.workspace.at((".",))
    tree = session.scope.tree
    library = Library(tree, workspace.stack_roots)
    found: dict[str, set[str]] = {}
    for path in workspace.files(tree):
        known = path in looked.specs
        seen = None if known else look_at(tree, path, is_template=workspace.is_template(path))
        if seen is not None and seen.shape is Shape.SPEC and seen.document is not None:
            bundle = library.bundle(Spec(seen.document, workspace.config.dialect))
            sources = () if bundle.stack is None else sources_of(bundle.stack)
            found[path] = {path, *(source.document.name for source in sources)}
    return found


class Relint:
    """Lints the specs that some files concern, with other texts in the place of those there are."""

    def __init__(self, session: Session, users: Users) -> None:
        # Git is asked once: a text that is tried out has the history that the file has.
        history = session.scope.history(sorted(users.specs))
        self.scope = session.scope._replace(history=lambda _paths: history, touched=None)
        # Whoever mends one fault after the other wants no other for it, whatever is shown.
        selection = session.linter.selection.widened()
        self.linter = session.linter._replace(selection=selection)
        self.is_wider = selection is not session.linter.selection
        self.users = users
        self.baseline = baseline_of(session)
        self.renames = {} if self.baseline is None else renames_since(session, self.baseline)
        self._bytes: dict[str, tuple[Document, bytes]] = {}

    def __call__(self, files: Collection[str], texts: Mapping[str, Document]) -> Seen:
        """Give the findings of files, and of all others that only the same specs consist of."""
        specs = self.users.of(files)
        looked = self.look(sorted(specs) or sorted(files), texts)
        own = {*files, *self.users.files_of(specs)}
        # A file that a fix has led to had no part in any spec.
        own |= {x.file for x in looked.outcome.findings if not self.users.of([x.file])}
        return Seen([x for x in looked.outcome.findings if x.file in own], own)

    def unseen(self, looked: Looked) -> set[str]:
        """Give the specs of which not all has been seen that a fix is held against."""
        specs = self.users.of(looked.files)
        return specs if self.is_wider else specs - looked.wholes.keys()

    def look(self, specs: Collection[str], texts: Mapping[str, Document]) -> Looked:
        """Look at specs."""
        tree = Overlay(self.scope.tree, {x: self._as_bytes(texts[x]) for x in texts})
        looked = look(self.linter, self.scope._replace(tree=tree), sorted(specs))
        if self.baseline is not None:
            findings = looked.outcome.findings
            looked.outcome.findings, _ = self.baseline.apply(findings, self.renames)
        finish(self.linter, looked)
        return looked

    def _as_bytes(self, document: Document) -> bytes:
        known = self._bytes.get(document.name)
        if known is None or known[0] is not document:
            known = self._bytes[document.name] = document, bytes_of(document)
        return known[1]
