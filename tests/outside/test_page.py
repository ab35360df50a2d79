"""The page of a declared rule."""

from __future__ import annotations

import pytest

from tests.outside.made import registry, rule

PAGE = """\
# x

`services.*.image` of the compose files has to match `^acme/`.

## Why

We build what we run.

## What it looks at

- `services.*.image` in the compose files of the spec's stack
- for the specs `envs/prod*`, `!envs/prod-old.yml`
- only where `deploy-to` is one of `k8s`, `k8s-kind`
- only where `namespace` is there

## What it says

> `{value}` is not ours

## What the fix does

It sets the value `acme/{value}`. It is safe: `stacklint check --fix` does it.
"""


def test_page_says_all_that_the_table_does() -> None:
    table = (
        "of = 'compose'\npath = 'services.*.image'\nmatches = '^acme/'\n"
        "files = ['envs/prod*', '!envs/prod-old.yml']\nmessage = '`{value}` is not ours'\n"
        "when = {deploy-to = ['k8s', 'k8s-kind'], namespace = {required = true}}\n"
        "why = 'We build what we run.'\nfix = {set = 'acme/{value}', safety = 'safe'}"
    )
    assert registry(rule(table)).own["x"].page() == PAGE


@pytest.mark.parametrize(
    ("fix", "words"),
    [
        ("{remove = true}", "It takes the entry out. It is unsafe: `stacklint check --fix --unsaf"),
        (
            "{rename = 'b', why = 'it moves'}",
            "It gives the key the name `b`. It is unsafe, since it",
        ),
        ("{set = 3}", "It sets the value `3`. It is unsafe: "),
    ],
)
def test_page_says_what_the_fix_does(fix: str, words: str) -> None:
    page = registry(rule(f"path = 'a'\nnone-of = ['x']\nfix = {fix}")).own["x"].page()
    assert words in page
    assert "`stacklint check --fix --unsafe-fixes x`" in page
