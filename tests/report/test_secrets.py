"""Values that look like secrets: texts, and what is shown of them."""

from __future__ import annotations

from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.secrets.masks import masked, secret_spans, secret_values, with_mask
from stacklint.model.secrets.patterns import is_secret_key, may_hold_any
from stacklint.model.yaml.document import text_document

# Put together here, so that no scanner takes this file for a leak.
AWS = "AKIA" + "IOSFODNN7EXAMPLE"
GITHUB = "ghp_" + "a1B2" * 9
GITLAB = "glpat-" + "x1Y2" * 5
SLACK = "xoxb-" + "123456789012-abcdef"
STRIPE = "sk_" + "live_" + "x1Y2" * 5
HUGGING_FACE = "hf_" + "x1Y2z" * 7
JWT = ".".join(("eyJ" + "hbGciOiJIUzI1NiJ9", "eyJ" + "zdWIiOiIxIn0", "c2lnbmF0dXJl"))

HIDDEN_KEYS = """
    password PASSWORD DB_PASSWORD postgres-password passwd pwd MYSQL_PWD PGPASSWORD dbPassword
    pass DB_PASS postgres_pass passphrase secret SECRET client-secret clientSecret JWT_SECRET_KEY
    token API_TOKEN authToken auth-token api-key apiKey API_KEY apikey private-key PRIVATE_KEY
    CERC_PRIVATE_KEY_DEPLOYER access-key secret-access-key credential credentials mnemonic
    signing-key encryption_key password2 AWS_SECRET_ACCESS_KEY
"""
SHOWN_KEYS = """
    token-env token-file password-file PASSWORD_FILE secretName secret-name secret-ref secretKeyRef
    private-key-path credentials-files token-url TOKEN_ADDRESS token_contract max_tokens tokenizer
    public-key PUBLIC_KEY KNOWN_VALIDATOR genesis-hash identity key keys compass bypass-cache
    image-pull-secret imagePullSecrets existingSecret path username user stack deploy-to
    accesskeyid access-key-id password-length token_ttl proxy-pass
"""


@pytest.mark.parametrize("key", HIDDEN_KEYS.split())
def test_a_key_that_names_a_secret(key: str) -> None:
    assert is_secret_key(key)


@pytest.mark.parametrize("key", SHOWN_KEYS.split())
def test_a_key_that_names_none(key: str) -> None:
    assert not is_secret_key(key)


DOCUMENTS = [
    ("plain", "password: hunter2\n", "password: ****\n"),
    ("quoted", "password: 'hunter2'\n", "password: '****'\n"),
    ("double", 'password: "hun\\"ter2"\n', 'password: "****"\n'),
    ("comment behind", "password: hunter2  # rotate\n", "password: ****  # rotate\n"),
    ("comment with another", "a: b  # old password: x1y2\n", "a: b  # old password: ****\n"),
    ("commented out", "# password: hun ter2\n", "# password: ****\n"),
    ("words with spaces", "password: correct horse\n", "password: ****\n"),
    ("CRLF", "password: hunter2\r\na: b\r\n", "password: ****\r\na: b\r\n"),
    ("flow", "a: {password: hunter2, b: c}\n", "a: {password: ****, b: c}\n"),
    ("JSON", '{"password":"hunter2","b":1}\n', '{"password":"****","b":1}\n'),
    ("next line", "password:\n  hunter2\n", "password:\n  ****\n"),
    ("block", "private-key: |\n  abc\n  def\n", "private-key: |\n  ****\n  ****\n"),
    ("a list", "passwords: [a1, b2]\n", "passwords: [****, ****]\n"),
    ("a list in a list", "api-keys:\n- - a1\n- b2\n", "api-keys:\n- - ****\n- ****\n"),
    ("a mapping", "credentials: {user: bob, any: a1}\n", "credentials: {user: bob, any: ****}\n"),
    (
        "levels of mappings",
        "db-credentials:\n  bob:\n    new: a1\n    id: 7\n    old: [b2, {x: c3}]\nb: c\n",
        "db-credentials:\n  bob:\n    new: ****\n    id: 7\n    old: [****, {x: ****}]\nb: c\n",
    ),
    ("an alias to a mapping", "x: &c {a: a1}\ncreds: *c\n", "x: &c {a: ****}\ncreds: *c\n"),
    (
        "values below secrets",
        "secrets: {db: a1, app: {x: b2, y: [NAME]}}\n",
        "secrets: {db: ****, app: {x: ****, y: [NAME]}}\n",
    ),
    ("a manifest", "stringData:\n  any: a1\n", "stringData:\n  any: ****\n"),
    (
        "a list in JSON inside a string",
        """J: '{"passwords":["a1","b2"],"credentials":{"user":"x","any":{"y":"c3"}}}'\n""",
        """J: '{"passwords":["****","****"],"credentials":{"user":"x","any":{"y":"****"}}}'\n""",
    ),
    (
        "a list in JSON inside a string in quotes",
        'J: "{\\"passwords\\": [\\"a1\\"]}"\n',
        'J: "{\\"passwords\\": [\\"****\\"]}"\n',
    ),
    (
        "YAML inside a string",
        "y: |\n  credentials:\n    any: a1  # old\n    user: x\n  b: c\n",
        "y: |\n  credentials:\n    any: ****  # old\n    user: x\n  b: c\n",
    ),
    ("a list in a comment", "a: b  # passwords: [a1, b2]\n", "a: b  # passwords: [****, ****]\n"),
    (
        "brackets of a file that nobody reads",
        "a: {passwords: [a1, 'b ]2'], c: d}\n}: [\n",
        "a: {passwords: [****, '****'], c: d}\n}: [\n",
    ),
    (
        "a bracket that is never closed",
        "passwords: [a1,\n  b2\nc: d\n}: [\n",
        "passwords: [****,\n  ****\nc: d\n}: [\n",
    ),
    (
        "lines below a key of a file that nobody reads",
        "passwords:\n- a1\n- b2\ncredentials:\n  any: c3\n  user: bob\n  d:\n  - e4\nb: c\n}: [\n",
        """passwords:
- ****
- ****
credentials:
  any: ****
  user: bob
  d:
  - ****
b: c
}: [
""",
    ),
    ("an array of a script", "PASSWORDS=(a1 'b 2')\n}: [\n", "PASSWORDS=(**** '****')\n}: [\n"),
    ("a literal", "run: x --from-literal=token=a1\n", "run: x --from-literal=token=****\n"),
    ("options in a variable", 'run: X="-v --token=a1 -c"\n', 'run: X="-v --token=**** -c"\n'),
    ("a user in a list", '[curl, -u, "me:a1", x]\n', '[curl, -u, "me:****", x]\n'),
    (
        "a password in a list",
        "- mysqladmin\n- -uroot\n- -pa1\n",
        "- mysqladmin\n- -uroot\n- -p****\n",
    ),
    ("an item of compose", "- DB_PASSWORD=foo bar\n", "- DB_PASSWORD=****\n"),
    ("a quoted item", '- "DB_PASSWORD=foo"\n', '- "DB_PASSWORD=****"\n'),
    ("Kubernetes", "- name: X_TOKEN\n  value: abc1\n", "- name: X_TOKEN\n  value: ****\n"),
    ("an anchor", "x: &p hunter2\npassword: *p\n", "x: &p ****\npassword: *p\n"),
    ("a default", "password: ${PASSWORD:-hunter2}\n", "password: ${PASSWORD:-****}\n"),
    (
        "a block of a file that nobody reads",
        "a:\n  API_KEY: |\n    hunter # two\n\n      x7\n  b: |\n    shown\n}: [\n",
        "a:\n  API_KEY: |\n    ****\n\n      ****\n  b: |\n    shown\n}: [\n",
    ),
    ("a script", "run: |\n  export DB_PASSWORD=x1y2\n", "run: |\n  export DB_PASSWORD=****\n"),
    ("an option", "command: run --db-password=x1y2 -v\n", "command: run --db-password=**** -v\n"),
    ("words of a command", "- --db-password\n- x1y2\n- -v\n", "- --db-password\n- ****\n- -v\n"),
    ("a flag in a list", "[--use-tokens-file, x1y2]\n", "[--use-tokens-file, x1y2]\n"),
    ("a URL", "db: postgres://me:hunter2@db:5432/x\n", "db: postgres://me:****@db:5432/x\n"),
    (
        "influx",
        "CONFIG: host=http://h:8086,db=m,u=admin,p=admin\n",
        "CONFIG: host=http://h:8086,db=m,u=admin,p=****\n",
    ),
    ("a header", "auth: Bearer abcDEF123\n", "auth: Bearer ****\n"),
    ("AWS", f"id: {AWS}\n", "id: ****\n"),
    ("GitHub", f"x: {GITHUB}\n", "x: ****\n"),
    ("GitLab", f"x: {GITLAB}\n", "x: ****\n"),
    ("Slack", f"x: {SLACK}\n", "x: ****\n"),
    ("Stripe", f"x: {STRIPE}\n", "x: ****\n"),
    ("Hugging Face", f"x: {HUGGING_FACE}\n", "x: ****\n"),
    ("JWT", f"x: {JWT}\n", "x: ****\n"),
    (
        "PEM",
        "k: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE\n  -----END RSA PRIVATE KEY-----\n",
        "k: |\n  -----BEGIN RSA PRIVATE KEY-----\n  ****\n  -----END RSA PRIVATE KEY-----\n",
    ),
    ("a file that does not parse", "a: [\npassword: x1y2\n", "a: [\npassword: ****\n"),
    ("a tab", "password:\thunter2\n\tx: 1\n", "password:\t****\n\tx: 1\n"),
]


@pytest.mark.parametrize(("name", "text", "wanted"), DOCUMENTS)
def test_what_is_shown_of_a_document(name: str, text: str, wanted: str) -> None:
    document = text_document("a.yml", text)

    assert with_mask(document.text, secret_spans(document)) == wanted, name


SHOWN = """
    password: $generate:hex:32$
    password: ${DB_PASSWORD}
    password: __DB_PASSWORD__
    password: {{ db_password }}
    password: REPLACE_PASSWORD
    password: <your password>
    password: true
    password:
    password:      # from the vault
    password: null
    password: env:DB_PASSWORD
    password: file:/run/secrets/db
    password: generate
    password: /run/secrets/db
    password-file: ./secrets/db.txt
    use-password: yes
    image-pull-secret: {server: registry.acme.test, username: me, token-env: REGISTRY_TOKEN}
    secrets: {db-secret: [USER, NAME]}
    secrets: {}
    secrets: {db-credentials: [USER, NAME], db: {file: ./db.txt}, x: {environment: X_SECRET}}
    secrets: [db_password, {source: db_token, target: /run/x, mode: 0440, uid: "103"}]
    services: {token-service: {image: a:1}, vault-secrets: {image: a:1, ports: [80:80]}}
    ports: {vault-secrets: [80:80]}
    depends_on: {vault-secrets: {condition: service_healthy}}
    volumes: {vault-secrets: {driver: local}}
    jobs: {rotate-secrets: {runs-on: ubuntu-latest, steps: [{run: make}]}}
    x-token-service: &x {image: a:1}
    tokens: [USDC, DAI]
    password-files: [pg.txt, rpc.txt]
    registry-credentials: {server: registry.acme.test, username: me, token-env: REGISTRY_TOKEN}
    credentials: {enabled: true, user: x, port: 5432, secretKeyRef: {name: x, key: y}}
    y: "password: {{ db_password }}, passwords: [${A}, ${B}]"
    credentials-files: [~/credentials.env]
    volumes: {wallet-secret: /srv/kind/wallet, token-cache: }
    KNOWN_VALIDATOR: 7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2
    genesis-hash: 5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d
    image: registry.acme.test:5000/token-service:1.2
    url: http://user@notes.acme.test:80/a:b@c
    url: https://rpc.acme.test/?api-key=${RPC_KEY}
    args: --db-password=${DB_PASSWORD}
    ssh-key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 public@host
"""


@pytest.mark.parametrize("line", dedent(SHOWN).strip().splitlines())
def test_what_looks_like_none_is_shown(line: str) -> None:
    document = text_document("a.yml", f"{line}\n")

    assert with_mask(document.text, secret_spans(document)) == f"{line}\n"


MESSAGES = [
    (
        "yq -i '.config.DB_PASSWORD = \"x1 y2\"' a.yml",
        "yq -i '.config.DB_PASSWORD = \"****\"' a.yml",
    ),
    ('yq -i ".config.DB_PASSWORD=\\"x1y2\\""', 'yq -i ".config.DB_PASSWORD=****"'),
    ('yq \'.config["DB_PASSWORD"] = "x1y2"\'', 'yq \'.config["DB_PASSWORD"] = "****"\''),
    ("yq '.config.HOST = \"x1y2\"'", None),
    (
        "sed -i 's/DB_PASSWORD: .*/DB_PASSWORD: x1 y2/' a.yml",
        "sed -i 's/DB_PASSWORD: ****/DB_PASSWORD: ****/' a.yml",
    ),
    ("sed -i 's|HOST: .*|HOST: x1y2|' a.yml", None),
    ("admin:$$apr1$$H6uskkkW$$IgXLP6ewTrSuBkTrqE8wj/", "admin:****"),
    ("admin:$2y$05$H6uskkkWIgXLP6ewTrSuBkTrqE8wj0", "admin:****"),
    ("it costs $1$ or $2", None),
    ("DB_PASSWORD = x1 y2\nHOST = z", "DB_PASSWORD = ****\nHOST = z"),
    ("API_TOKEN := x1y2", "API_TOKEN := ****"),
    ("API_TOKEN?=x1y2", "API_TOKEN?=****"),
    ("  export API_TOKEN ::= x1y2  # mine", "  export API_TOKEN ::= ****  # mine"),
    ("ansible_password = x1y2", "ansible_password = ****"),
    ("API_TOKEN = $(TOKEN)", None),
    ("API_TOKEN = $(shell cat token)", None),
    ("DB_PASSWORD=x1y2 psql -c x", "DB_PASSWORD=**** psql -c x"),
    ("TOKEN_FILE = /run/token", None),
    ("`DB_PASSWORD=x1y2` stands in the file", "`DB_PASSWORD=****` stands in the file"),
    ("DB_PASSWORD: x1 y2", "DB_PASSWORD: ****"),
    ("use `token: abcd`, or not", "use `token: ****`, or not"),
    ("postgres://me:x1y2@db is a URL", "postgres://me:****@db is a URL"),
    ("volume `token-db` has no path: its data dies", None),
    ("a password stands here: move it to a Secret", None),
    (
        "`passwords: [x1, y2]` and `creds: {a: b1}`",
        "`passwords: [****, ****]` and `creds: {a: ****}`",
    ),
    ("passwords (see above): [1]", None),
    ("write `token-env: NAME`", None),
    ("`${RPC_KEY}` is filled: api-key=${RPC_KEY}", None),
    ("`token=${TOKEN:-abcd}`", "`token=${TOKEN:-****}`"),
]


@pytest.mark.parametrize(("text", "wanted"), MESSAGES)
def test_what_is_shown_of_a_message(text: str, wanted: str | None) -> None:
    assert masked(text) == (wanted or text)


def test_the_values_are_those_that_are_read_and_written() -> None:
    document = text_document("a.yml", 'password: "a\\"b12"\nlist: [TOKEN=x1y2]\n# token: volume\n')

    assert secret_values(document) == {'a\\"b12', 'a"b12', "x1y2"}


def test_what_is_read_up_to_a_hash_is_a_value_too() -> None:
    document = text_document("a.yml", 'db-password: "/Srv/a1 #b2"\n')

    assert secret_values(document) == {"/Srv/a1 #b2", "/Srv/a1"}


KEY_PARTS = (
    "password",
    "TOKEN",
    "apiKey",
    "credential",
    "private-key",
    "seedPhrase",
    "x",
    "-",
    "_",
)


@given(st.lists(st.sampled_from(KEY_PARTS), max_size=4).map("".join))
def test_a_quick_look_misses_no_key(key: str) -> None:
    assert may_hold_any(key) or not is_secret_key(key)


@given(st.text(alphabet="ab:=\"'#{}[],|>&*$ \t\r\n-_./@password=token: ", max_size=60))
def test_spans_are_in_order_and_hold_no_line_end(text: str) -> None:
    document = text_document("a.yml", text)
    spans = secret_spans(document)

    assert all(0 <= span.start < span.end <= len(document.text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all("\n" not in document.text[span.start : span.end] for span in spans)
    assert all("\n" not in value for value in secret_values(document))
