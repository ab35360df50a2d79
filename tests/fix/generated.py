"""YAML as people write it, of every style, and consistent in none: anchors and merges as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SCALARS = (
    "1", "x", "a b", "true", "~", "null", "'8080:80'", '"q # q"', "'it''s'", "./data", "0644", "on",
    "http://x.y/z#t", "A=b", "'B=c: d'", "9000-9002/udp", "7", "1.50", "[]", "{}", "[a, b]",
    "{a: 1, b: [2, 3], }", "{ a: 'x' }", '""', "!x y",
)  # fmt: skip
SETTINGS = ("{}=x", "{}=", "{}", "'{}=it: # x'", '"{}=a=b"')
KEYS = ("a", "b-c", "stack", '"q k"', "'9'", "80", "x_y", "d.e", "very-long-name")


class Writer:
    """Writes a random mapping; anchors are remembered, so that aliases have something to name."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.rows: list[str] = []
        self.anchors: list[str] = []
        self.mappings: list[str] = []
        self.count = 0

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def mapping(self, column: int, depth: int, lead: str = "") -> None:
        names = self.random.sample(KEYS, self.random.randint(1, 4))
        if self.often(0.03):
            names.append(names[0])
        for name in names:
            key = " " * column + name + self.random.choice(("", "", "", " ")) + ":"
            key, lead = (lead + key.lstrip(), "") if lead else (key, "")
            self.entry(key, column, depth)
            if self.often(0.1):
                self.rows.append("")
        if self.mappings and not lead and self.often(0.15):
            self.rows.append(" " * column + "<<: *" + self.random.choice(self.mappings))

    def entry(self, head: str, column: int, depth: int) -> None:
        kind = self.random.randrange(10)
        if depth and kind < 3:
            name = self.anchor(head)
            self.mapping(column + self.random.choice((1, 2, 2, 2, 3, 4)), depth - 1)
            self.anchors += name
            self.mappings += name
        elif depth and kind < 5:
            name = self.anchor(head)
            self.items(column + self.random.choice((0, 1, 2, 2, 3)), depth - 1)
            self.anchors += name
        else:
            self.value(head, column)

    def items(self, column: int, depth: int, lead: str = "") -> None:
        if not lead and self.often(0.1):
            names = self.random.sample(KEYS[:3], self.random.randint(1, 3))
            self.rows += [
                " " * column + "- " + self.random.choice(SETTINGS).format(name) for name in names
            ]
            return
        for _ in range(self.random.randint(1, 3)):
            dash = (lead or " " * column) + "-" + " " * self.random.choice((1, 1, 1, 2, 3))
            lead = ""
            if depth and self.often(0.3):
                self.mapping(len(dash), depth - 1, dash)
            elif depth and self.often(0.1):
                self.items(len(dash), depth - 1, dash)
            else:
                self.value(dash.rstrip(), column)

    def value(self, head: str, column: int) -> None:
        inner = " " * (column + self.random.choice((1, 2, 4)))
        kind = self.random.randrange(14)
        gap = " " * self.random.choice((1, 1, 1, 3))
        if kind == 0:
            self.rows.append(head + self.random.choice(("", " ", "  ")))
        elif kind == 1:
            mark = self.random.choice(("|", "|-", "|+", ">", ">-"))
            self.rows += [head + gap + mark, inner + "x: # y", "", inner + "  z"]
            self.rows += [""] * self.often(0.5)
        elif kind == 2:
            self.rows += [head + gap + "'two", inner + "lines'"]
        elif kind == 3:
            self.rows += [head, inner + "plain", inner + "words"]
        elif kind == 4:
            self.rows += [
                head + gap + "[",
                inner + "a,",
                inner + "{b: 1},",
                inner + "c",
                inner + "]",
            ]
        elif kind == 5 and self.anchors:
            self.rows.append(head + gap + "*" + self.random.choice(self.anchors))
        else:
            name = self.anchor(head)
            self.rows[-1] += gap + self.random.choice(SCALARS[: -1 if name else None])
            self.anchors += name

    def anchor(self, head: str) -> list[str]:
        """Write a line with or without an anchor; an alias may name it when its value is over."""
        self.rows.append(head)
        if not self.often(0.06):
            return []
        self.count += 1
        self.rows[-1] += f" &n{self.count}"
        return [f"n{self.count}"]


def document_text(random: Random) -> str:
    """Write a document, with or without a head and a newline at its end."""
    writer = Writer(random)
    if writer.often(0.2):
        writer.rows += ["---"]
    if writer.often(0.9):
        writer.mapping(random.choice((0, 0, 0, 0, 2)), 3)
    else:
        writer.items(0, 2)
    return "\n".join(writer.rows) + "\n" * writer.often(0.8)
