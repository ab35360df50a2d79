"""Redirections of a statement: the files that it reads and writes, and here-documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from stacklint.model.scripts.shell.words import Words


def documents_of(node: Node) -> Iterator[Node]:
    """Give the here-documents of a statement."""
    for redirect in node.named_children:
        for body in redirect.named_children:
            if redirect.type == "heredoc_redirect" and body.type == "heredoc_body":
                yield body


def read_from(node: Node, words: Words) -> Iterator[str]:
    """Give the files that a statement reads."""
    for child in node.named_children:
        destination = child.child_by_field_name("destination")
        if destination is not None and words.source(child).startswith("<"):
            yield words.text(destination)


def written_to(node: Node, words: Words) -> Iterator[str]:
    """Give the files that a statement writes."""
    for child in node.named_children:
        if child.type == "file_redirect" and ">" in words.source(child)[:3]:
            destination = child.child_by_field_name("destination")
            if destination is not None:
                yield words.text(destination)
        elif child.type == "heredoc_redirect":
            yield from written_to(child, words)
