"""Secrets in plain text: what is one, and what only looks like it."""

from __future__ import annotations

import pytest

from stacklint.model.secrets.plaintext import Kind, plaintext, plaintext_in_text
from stacklint.model.secrets.plaintext_hints import may_hold_plaintext, may_keys_hold_plaintext
from stacklint.model.yaml.document import text_document


def _kinds(key: str, value: str) -> list[Kind]:
    document = text_document("s.yml", f'{key}: "{value}"\n')
    assert document.root is not None
    found = list(plaintext(document.root))
    assert all(value not in x.words for x in found)
    is_hinted = may_keys_hold_plaintext(document.names) or may_hold_plaintext(document.said)
    assert is_hinted or not found
    return [x.kind for x in found]


@pytest.mark.parametrize(
    ("key", "value", "kinds"),
    [
        ("DB_PASSWORD", "kD93jfk20-xq", [Kind.SURE]),
        ("db-password", "kD93jfk20-xq", [Kind.SURE]),
        ("JWT_SECRET", "kD93jfk20-xq", [Kind.SURE]),
        ("JWT_SECRET_KEY", "kD93jfk20-xq", [Kind.SURE]),
        ("AWS_SECRET_ACCESS_KEY", "kD93jfk20-xq", [Kind.SURE]),
        ("secretAccessKey", "kD93jfk20-xq", [Kind.SURE]),
        ("AWS_ACCESS_KEY_ID", "kD93jfk20-xq", []),
        ("AWS_SECRET_ACCESS_KEY_FILE", "kD93jfk20-xq", []),
        ("SECRET_KEY_BASE", "4f" * 32, [Kind.SURE]),
        ("ENCRYPTION_KEY", "4f" * 32, [Kind.LIKELY]),
        ("RAILS_MASTER_KEY", "kD93jfk20-xq", [Kind.LIKELY]),
        ("PUBLIC_SIGNING_KEY", "kD93jfk20-xq", []),
        ("API_KEY", "kD93jfk20-xq", [Kind.SURE]),
        ("X_PRIVATE_KEY", "kD93jfk20-xq", [Kind.SURE]),
        ("PGPASSWORD", "kD93jfk20-xq", [Kind.SURE]),
        ("adminPassword", "kD93jfk20-xq", [Kind.SURE]),
        ("clientSecret", "kD93jfk20-xq", [Kind.SURE]),
        ("command", "run --db-password=kD93jfk20-xq --x", [Kind.LIKELY]),
        ("command", "run '--api-key=kD93jfk20-xq'", [Kind.LIKELY]),
        ("command", "run --password=admin", [Kind.GUESSED]),
        ("command", "run --password=$P --password-file=/kD93jfk20-xq", []),
        ("TOKEN", "kD93jfk20-xq", [Kind.LIKELY]),
        ("API_KEYS", "kD93jfk20-xq,aB82kdj11-zz", [Kind.LIKELY]),
        ("db_passwords", "kD93jfk20-xq", [Kind.LIKELY]),
        ("DB_PASSWORD", "${P:-kD93jfk20-xq}", [Kind.LIKELY]),
        ("DB_PASSWORD", "postgres", [Kind.GUESSED]),
        ("DB_PASSWORD", "hello", [Kind.GUESSED]),
        ("DB_PASSWORD", "a1", [Kind.GUESSED]),
        ("DB_PASSWORD", "supersecretpassword", [Kind.GUESSED]),
        ("DB_PASSWORD", "kDjfkqxWmVbRtYzQ", [Kind.SURE]),
        ("SIGNER_PRIVATE_KEY", "0x" + "4f" * 32, [Kind.SURE]),
        ("SIGNER_PRIVATE_KEY", "4f" * 32, [Kind.SURE]),
        ("PRIVATE_KEY_SIGNER", "4f" * 32, [Kind.SURE]),
        ("PRIVATE_KEY_SIGNER", "${K:-0x" + "4f" * 32 + "}", [Kind.LIKELY]),
        ("PRIVATE_KEY_SIGNER", "signer", []),
        ("URL", "postgres://u:kD93jfk20-xq@h/d", [Kind.SURE]),
        ("URL", "postgres://u:admin@h/d", [Kind.GUESSED]),
        ("URL", "https://h/?api-key=kD93jfk20-xq", [Kind.LIKELY]),
        ("DSN", "host=db user=u password=kD93jfk20-xq dbname=d", [Kind.LIKELY]),
        ("DSN", "host=db user=u password=$P dbname=d", []),
        ("ANY", "https://hooks.slack.com/services/T0A1/B0A1/" + "x1Y2" * 6, [Kind.SURE]),
        ("ANY", "https://hooks.slack.com/services/T0A1/B0A1/" + "XXXX" * 6, []),
        ("ANY", "https://discord.com/api/webhooks/123/" + "x1Y2" * 10, [Kind.SURE]),
        ("ANY", "ghp_aaaaaaaaaaaaaaaaaaaaaaaaa1", [Kind.SURE]),
        ("ANY", "AKIAABCDEFGHIJKLMNOP", [Kind.SURE]),
        ("ANY", "ghr_" + "a1B2" * 9, [Kind.SURE]),
        ("ANY", "glrt-" + "x1Y2" * 5, [Kind.SURE]),
        ("ANY", "sk_" + "live_51H8" + "x1Y2" * 5, [Kind.SURE]),
        ("ANY", "rk_" + "live_51H8" + "x1Y2" * 5, [Kind.SURE]),
        ("ANY", "AIza" + "x1Y2z" * 7, [Kind.SURE]),
        ("ANY", "hf_" + "x1Y2z" * 7, [Kind.SURE]),
        ("ANY", "sk_test_" + "x1Y2" * 5, []),
        ("ANY", "rf_half_x1Y2z", []),
        ("ANY", "host=metrics.test,u=notes,p=kD93jfk20-xq", [Kind.LIKELY]),
        ("DB_PASSWORD", "", []),
        ("DB_PASSWORD", "${P}", []),
        ("DB_PASSWORD", "$P", []),
        ("DB_PASSWORD", "__P__", []),
        ("DB_PASSWORD", "{{ p }}", []),
        ("DB_PASSWORD", "<your-password>", []),
        ("DB_PASSWORD", "changeme", []),
        ("JWT_SECRET", "change-me-in-production", []),
        ("JWT_SECRET", "${S:-change_me_1}", []),
        ("API_KEY", "your-api-key-1", []),
        ("API_KEY", "put-the-key-here", []),
        ("URL", "postgres://u:changeme@h/d", []),
        ("GENESIS_TOKEN", "0x" + "4f" * 32, []),
        ("DB_PASSWORD", "$generate:hex:8$", []),
        ("DB_PASSWORD_FILE", "/run/secrets/x1", []),
        ("DB_PASSWORD", "/run/secrets/x1", []),
        ("PUBLIC_API_KEY", "kD93jfk20-xq", []),
        ("TOKEN", "0x00000000000000000000000000000000deadbeef", []),
        ("TOKEN_ADDRESS", "kD93jfk20-xq", []),
        ("TITLE", "kD93jfk20-xq", []),
        ("URL", "http://host:8080/a@b", []),
        ("URL", "http://u:${P}@h", []),
        ("MAX_TOKENS", "4096", []),
        ("DB_PASSWORD", "op://vault/app db/password", []),
        ("DB_PASSWORD", "vault:secret/data/app#password", []),
        ("DB_PASSWORD", "ref+vault://secret/app#/password", []),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf", []),
        ("DB_PASSWORD", "projects/123/secrets/db/versions/latest", []),
        ("DB_PASSWORD", "sm://acme/db-password", []),
        ("DB_PASSWORD", "${P:-op://vault/app/password}", []),
        ("VAULT_TOKEN", "op://vault/app/token", []),
        # What a URL of the web leads to may be known to nobody; and these are no addresses.
        ("API_KEY", "https://rpc.test/v0/kD93jfk20-xq", [Kind.SURE]),
        ("API_KEY", "https://hooks.test/services/T0KX/B9QM/kdjfkxqwzvmp", [Kind.SURE]),
        ("API_KEY", "https://rpc.test/kdjfkxqwzvmpabcdef", [Kind.SURE]),
        ("RESET_PASSWORD", "https://acme.test/account/reset-password/", []),
        ("RESET_PASSWORD", "https://acme.test:8443/reset", []),
        ("DB_PASSWORD", "x://me:kD93jfk20-xq@h/d", [Kind.SURE]),
        ("DB_PASSWORD", "kD93://jf?secret=k20-xq", [Kind.SURE]),
        ("DB_PASSWORD", "kD93:jfk20-xq", [Kind.SURE]),
        ("DB_PASSWORD", "vault:kD93jfk20-xq", [Kind.SURE]),
    ],
)
def test_secrets(key: str, value: str, kinds: list[Kind]) -> None:
    assert _kinds(key, value) == kinds


def test_variables_in_lists() -> None:
    document = text_document("s.yml", "environment:\n  - DB_PASSWORD=kD93jfk20-xq\n  - A=b\n")
    assert document.root is not None
    assert [x.path for x in plaintext(document.root)] == [("environment", 0)]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("x-a: &a kD93jfk20-xq\nDB_PASSWORD: *a\n", [("DB_PASSWORD",)]),
        ("A_PASSWORD: &a kD93jfk20-xq\nB_PASSWORD: *a\n", [("A_PASSWORD",)]),
        ("x-a: &a kD93jfk20-xq\nA_PASSWORD: *a\nB_PASSWORD: *a\n", [("A_PASSWORD",)]),
        ("x-a: &a {b: c}\nDB_PASSWORD: *a\n", []),
    ],
)
def test_an_alias_gives_a_secret_its_name(text: str, paths: list[tuple[str, ...]]) -> None:
    document = text_document("s.yml", text)
    assert document.root is not None
    assert [x.path for x in plaintext(document.root)] == paths


@pytest.mark.parametrize(
    "text",
    [
        "db_password: kD93jfk20-xq",
        '"db_password": kD93jfk20-xq',
        "'db_password': 'kD93jfk20-xq'",
        '{"db_password":"kD93jfk20-xq"}',
        "db_password: !!str kD93jfk20-xq",
        "db_password: &pw kD93jfk20-xq",
    ],
)
def test_secrets_of_text_that_is_no_script(text: str) -> None:
    assert may_hold_plaintext(text.lower())
    assert [x.kind for x in plaintext_in_text(text)] == [Kind.SURE]


def test_a_vault_of_ansible_is_no_secret() -> None:
    text = "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162636465\n"
    assert list(plaintext_in_text(text)) == []


def test_a_switch_of_a_script_is_no_password() -> None:
    assert list(plaintext_in_text("docker run -e MYSQL_ALLOW_EMPTY_PASSWORD=1 mysql\n")) == []


def test_what_has_no_name_is_called_by_none() -> None:
    document = text_document("a.yml", "command: [sh, 'x://me:hunter2@db']\n")
    assert document.root is not None
    assert [x.words for x in plaintext(document.root)] == ["this holds a password"]
    script = "curl https://me:hunter2@db/x\nexport URL=https://me:hunter2@db/x\n"
    words = [x.words for x in plaintext_in_text(script)]
    assert words == ["this holds a password", "`URL` holds a password"]


def test_text_without_a_blank_is_searched_once() -> None:
    # A certificate or a genesis in base64: the square of its length is minutes.
    assert _kinds("GENESIS", "y" * 400_000) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("DB_PASSWORD: [kD93jfk20-xq, hello]", {(0,): Kind.SURE, (1,): Kind.GUESSED}),
        ("DB_PASSWORD: {main: kD93jfk20-xq}", {("main",): Kind.LIKELY}),
        ("API_KEYS: [{value: kD93jfk20-xq}]", {(0, "value"): Kind.LIKELY}),
        ("DB: {password: kD93jfk20-xq}", {("password",): Kind.SURE}),
        # What tells about a secret is none, and neither is what stands below other names.
        ("DB_PASSWORD: {name: kD93jfk20-xq, file: kD93jfk20-xq}", {}),
        ("NAMES: [kD93jfk20-xq]", {}),
        ("DB_PASSWORD: [$P, __DB_PASSWORD__]", {}),
    ],
)
def test_what_a_variable_of_config_holds_is_judged_by_its_name(
    text: str, told: dict[tuple[str | int, ...], Kind]
) -> None:
    document = text_document("s.yml", f"config: {{{text}}}\nvolumes: {{{text}}}\n")
    assert document.root is not None
    found = [x for x in plaintext(document.root) if x.path[0] == "config"]
    assert {x.path[2:]: x.kind for x in found} == told


def test_what_no_variable_holds_is_not_judged_by_the_keys_above_it() -> None:
    root = text_document("s.yml", "volumes: {secret: {secretName: kD93jfk20-xq}}\n").root
    assert root is not None
    assert list(plaintext(root)) == []
