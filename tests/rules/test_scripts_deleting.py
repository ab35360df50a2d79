"""What scripts delete by other words than `rm`, and what they put in again behind it."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

RULE = "data-deleted-by-script"
FILES = {
    "envs/prod.yml": (
        "stack: stacks/notes\ndeploy-to: k8s-kind\nnamespace: laconic-notes\n"
        "volumes:\n  notes-db: /srv/kind/notes/db\n  notes-files:\n"
    ),
    "envs/local.yml": (
        "stack: stacks/notes\ndeploy-to: compose\n"
        "volumes:\n  notes-db: ./data/notes-db\n  notes-files:\n  notes-cache:\n"
    ),
    "stacks/notes/stack.yml": "version: '1.0'\nname: notes\npods: [notes]\n",
    "compose/docker-compose-notes.yml": (
        "services:\n"
        "  db:\n    image: postgres:16\n    volumes: [notes-db:/var/lib/postgresql/data]\n"
        "  web:\n    image: web:1\n    volumes: [notes-files:/files, notes-cache:/cache]\n"
        "volumes: {notes-db: , notes-files: , notes-cache: }\n"
    ),
    "k8s/all.yml": (
        "kind: Namespace\nmetadata: {name: laconic-notes}\n---\n"
        "kind: PersistentVolumeClaim\nmetadata: {name: x-notes-files, namespace: laconic-notes}\n"
    ),
    "k8s/kustomization.yaml": "resources: [all.yml]\n",
    "k8s/overlays/prod/kustomization.yaml": "resources: [../..]\n",
    "k8s/overlays/other/kustomization.yml": "namespace: monitoring\nresources: [../..]\n",
    "k8s/round/Kustomization": f"bases: [{'../round, ' * 90}https://example.org/x]\n",
    "ansible/files/x.conf": "x: y\n",
    "k8s/other.yml": "kind: List\nitems: [{kind: PersistentVolumeClaim, metadata: {name: x}}]\n",
}
DB, PG = "/srv/kind/notes/db", "/var/lib/postgresql/data"
CLAIM = "kind: PersistentVolumeClaim\nmetadata: {name: x-notes-files}"
IN_POD = f"kubectl exec -i -n laconic-notes p -c db -- tar xzf - -C {PG} < b.tgz"


def severities_of(text: str, *rules: str, file: str = "redeploy.sh") -> list[str]:
    found = lint({**FILES, file: text + "\n"}, *(rules or (RULE,)), profile=Profile.AUDIT).findings
    return [x.severity.word for x in found]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"rsync -a --delete empty/ {DB}/", 1),
        (f"rsync -a --delete-after /var/empty/ {DB}", 1),
        (f"rsync -r --del /tmp/empty-dir/ ops@alpha:{DB}/", 1),
        (f'E=$(mktemp -d)\nrsync -a --delete "$E"/ {DB}/', 1),
        (f"mkdir -p /tmp/e; rsync -a --delete /tmp/e/ {DB}/", 1),
        (f"E=$(mktemp -d); tar -xf b.tgz -C $E; rsync -a --delete $E/ {DB}/", 0),
        (f"mkdir /tmp/e; cp -a /b/. /tmp/e/; rsync -a --delete /tmp/e/ {DB}/", 0),
        (f"mkdir /tmp/e; rsync -a nas:/b/ /tmp/e/; rsync -a --delete /tmp/e/ {DB}/", 0),
        (f"rsync -a --delete empty {DB}/", 0),
        (f"rsync -an --delete empty/ {DB}/", 0),
        (f"rsync -a --delete --backup-dir=/old empty/ {DB}/", 0),
        (f"rsync -a empty/ {DB}/", 0),
        (f"rsync -a --delete /backup/notes/db/ {DB}/", 0),
        (f"rsync -a --delete nas:/backup/db/ {DB}/", 0),
        (f"rsync -a --delete {DB}/ nas:{DB}/", 0),
        (f"rsync -a --delete {DB}/ /backup/db/", 0),
        (f"rsync -a --delete stacks/ {DB}/", 0),
        ("rsync -a --delete ./ ops@alpha:/srv/kind/notes/", 1),
        ("rsync -az --delete --exclude .git --exclude=node_modules . h:/srv/kind/", 1),
        ("rsync -a --delete --exclude db ./ /srv/kind/notes/", 0),
        ("rsync -a --delete --filter 'P db' ./ /srv/kind/notes/", 0),
        ("rsync -a --delete k8s/ /srv/kind/", 1),
        ("rsync -a --delete k8s /srv/kind/", 0),
        ("rsync -a --delete backups/ /srv/kind/", 0),
        ("cd /srv/kind && rsync -a --delete notes/ nas:/srv/kind/notes/", 0),
        (f"btrfs subvolume delete {DB}", 1),
        (f"sudo btrfs sub del -c {DB}", 1),
        (f"btrfs subvolume delete {DB}@old /srv/.snap/1", 0),
        (f"btrfs subvolume snapshot {DB} /srv/.snap/1", 0),
        ("btrfs subvolume delete -i 5 /srv/kind", 0),
        ("zfs destroy -r srv/kind/notes", 1),
        ("zpool destroy -f srv", 1),
        ("zfs destroy -rn srv/kind/notes", 0),
        ("zfs destroy srv/kind/notes@monday", 0),
        ("zfs destroy tank/notes", 0),
        (f"find {DB} -mindepth 1 ! -name lost+found -delete", 1),
        (f"find {DB} -mindepth 1 -not -name .gitkeep -exec rm -rf {{}} +", 1),
        (f"find {DB} -mindepth 1 ! -name keep -delete", 0),
        (f"mv {DB} {DB}.old", 0),
        ("umount /srv/kind; mkfs.ext4 -F /dev/sdb; mount /dev/sdb /srv/kind", 1),
        ("umount /dev/sdb; wipefs -a /dev/sdb; mount -o noatime /dev/sdb /srv/kind", 1),
        ("umount /srv/kind; dd if=/dev/zero of=/dev/sdb; mount /dev/sdb /srv/kind", 1),
        ("mkfs.ext4 -F /dev/sdb; mount /dev/sdb /srv/kind", 0),
        ("umount /srv/kind; mkfs.ext4 /dev/sdc; mount /dev/sdb /srv/kind", 0),
        ("umount /srv/kind; dd if=/dev/sdb of=/backup/b.img; mount /dev/sdb /srv/kind", 0),
        ("umount /mnt; mkfs.ext4 /dev/sdb; mount /dev/sdb /mnt", 0),
        (f"printf '%s\\n' {DB} | xargs -I{{}} rm -rf {{}}", 1),
        (f"echo {DB} | xargs -I% sudo rm -rf %", 1),
        ("find /srv/kind/notes -mindepth 1 | xargs -I {} rm -rf {}", 1),
        ("find /srv/kind/notes -name '*.tmp' | xargs -I {} rm -rf {}", 0),
        (f"docker run --mount type=bind,src={DB},dst=/d alpine rm -rf /d", 1),
        (f"docker run -w /d -v {DB}:/d alpine sh -c 'rm -rf ./*'", 1),
        (f"docker run -v {DB}:/d alpine sh -ec 'cd /d && rm -rf *'", 1),
        (f"docker run -v {DB}:/d --entrypoint sh alpine -c 'find /d -mindepth 1 -delete'", 1),
        (f"docker run -v {DB}:/d alpine sh -c 'rm -rf /tmp/*; ls /d'", 0),
        ("docker run --rm -v notes_notes-db:/d alpine sh -c 'rm -rf /d/*'", 1),
        ("docker run --rm -v ${P}_notes-files:/d alpine rm -rf /d", 1),
        ("docker run --rm -v other_notes-cache:/d alpine rm -rf /d", 0),
        ("docker run --rm -v build-cache:/d alpine rm -rf /d/*", 0),
        ("docker run --rm -v notes_notes-db:/d alpine rm -rf /d/tmp", 0),
        ("docker run --rm -v v_notes-db:/d a sh -c 'rm -rf /d/*; tar xf /b.tgz -C /d'", 0),
        (f"docker exec laconic-1a2b-db-1 rm -rf {PG}", 1),
        (f"docker exec -u 0 $(docker ps -qf name=db) sh -c 'rm -rf {PG}/*'", 1),
        (f"docker compose -p notes exec -T db bash -c 'cd {PG} && rm -rf ./*'", 1),
        ("docker compose run --rm web find /files -delete", 1),
        (f"kubectl -n laconic-notes exec deploy/notes -- rm -rf {PG}", 1),
        (f'kubectl exec -n "$NS" notes-0 -c db -- sh -c "rm -rf {PG}/*"', 1),
        (f"kubectl -n laconic-notes exec deploy/notes -c web -- rm -rf {PG}", 0),
        (f"kubectl -n monitoring exec db-0 -- rm -rf {PG}", 0),
        (f"laconic-so deployment --dir /x exec db 'rm -rf {PG}'", 1),
        (f"docker exec other rm -rf {PG}", 0),
        ("docker exec notes-web-1 rm -rf /cache/*", 0),
        (f"docker exec notes-db-1 rm -rf {PG}/pg_log", 0),
        (f"docker exec notes-db-1 ls {PG}", 0),
        ("docker exec kind-control-plane rm -rf /mnt/notes-db", 1),
        ("docker exec kind-worker2 sh -c 'rm -rf /mnt/*'", 1),
        ('docker exec "${CLUSTER}-control-plane" rm -rf /mnt/notes-db/pgdata', 0),
        ('docker exec "$NODE" find /mnt/notes-db -mindepth 1 -delete', 1),
        ("docker exec $(kind get nodes) rm -rf /mnt/notes-db", 1),
        ("docker exec kind-control-plane rm -rf /var/local-path-provisioner/*", 1),
        ("docker exec kind-control-plane rm -rf /var/local-path-provisioner/*_notes-files", 1),
        ("docker exec kind-control-plane rm -rf /var/local-path-provisioner/*_x-y", 0),
        ("docker exec kind-control-plane rm -rf /mnt/other", 0),
        ("docker exec kind-control-plane crictl rmi --prune", 0),
        ("docker exec notes-web-1 rm -rf /mnt/notes-db", 0),
        ("kubectl delete -f k8s/all.yml", 1),
        ("kubectl delete --filename=k8s/", 1),
        ("cd k8s && kubectl delete -f all.yml", 1),
        ("kubectl delete -f k8s/all.yml --dry-run=client", 0),
        ("kubectl delete -f k8s/other.yml", 0),
        ("kubectl delete -f k8s/none.yml", 0),
        ("kubectl delete -f /etc/k8s/all.yml", 0),
        ("kubectl apply -f k8s/all.yml", 0),
        ("kubectl replace --force -f k8s/all.yml", 1),
        ("kubectl replace -f k8s/all.yml", 0),
        ("kubectl delete -k k8s/overlays/prod", 1),
        ("kubectl delete --kustomize=k8s/overlays/other", 0),
        ("kubectl delete -k k8s/round", 0),
        ("kustomize build k8s/overlays/prod | kubectl delete -f -", 1),
        ("kubectl kustomize k8s/overlays/prod | kubectl -n x delete -f - --wait=false", 1),
        ("cat k8s/other.yml k8s/all.yml | kubectl delete -f -", 1),
        ("envsubst < k8s/all.yml | kubectl delete -f -", 1),
        ("sed 's/a/b/' k8s/all.yml | envsubst | kubectl delete -f -", 1),
        ("kubectl delete -f - < k8s/all.yml", 1),
        ("envsubst < k8s/all.yml | kubectl apply -f -", 0),
        (f"kubectl delete -f - <<EOF\n{CLAIM}\nEOF", 1),
        (f"cat <<'EOF' | kubectl delete -f -\n{CLAIM}\nEOF", 1),
        (f'echo "{CLAIM}" | kubectl delete -f -', 1),
        (f"V=notes-files\nkubectl delete -f - <<EOF\n{CLAIM[:-12]}$V}}\nEOF", 1),
        (f"V=notes-cache\nkubectl delete -f - <<EOF\n{CLAIM[:-12]}$V}}\nEOF", 0),
        (f"kubectl apply -f - <<EOF\n{CLAIM}\nEOF", 0),
        ("kubectl delete -f - <<EOF\nkind: Pod\nmetadata: {name: x-notes-files}\nEOF", 0),
    ],
)
def test_what_deletes_by_other_words(text: str, count: int) -> None:
    assert severities_of(text) == ["error"] * count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"rm -rf {DB}/*\ntar -xzf $1 -C {DB}", 0),
        (f"rm -rf {DB} && mkdir {DB} && tar --extract -f b.tar --directory={DB}", 0),
        (f"rm -rf {DB}; cp -a /backup/db {DB}", 0),
        (f"rm -rf {DB}; cp -a /backup/db /srv/kind/notes/", 0),
        (f"rm -rf {DB}; mv /srv/db.old {DB}", 0),
        (f"rm -rf {DB}/*; rsync -a nas:/backup/db/ {DB}/", 0),
        (f"ssh h 'rm -rf {DB}/*; tar -xzf b.tgz -C {DB}'", 0),
        (f"cd {DB} && rm -rf ./* && tar xf /b.tgz", 0),
        (f"rm -rf {DB}; mkdir -p {DB} && tar -xf $1 -C {DB}", 0),
        (f"rm -rf {DB}; if ls /b; then tar -xf $1 -C {DB}; fi", 0),
        (f"rm -rf {DB}; if [ -f $1 ]; then tar -xf $1 -C {DB}; fi", 1),
        ("docker run -v v_notes-db:/d a sh -c 'rm -rf /d/*; cd /d && tar xf /b.tgz'", 0),
        (f"find {DB} -mindepth 1 -delete; restic restore latest --target /", 0),
        (f"btrfs subvolume delete {DB}; btrfs subvolume snapshot /srv/.snap/1 {DB}", 0),
        (f"rm -rf {DB}; pg_basebackup -h a -D {DB}", 0),
        (f"rm -rf {DB}/*; docker run -v {DB}:/d -v /b:/b alpine tar xf /b/b.tgz -C /d", 0),
        ("docker volume rm n_db; docker run -v n_db:/d -v /b:/b a tar xf /b/b.tgz -C /d", 0),
        ("docker volume rm n_db; docker run -v n_db:/d a ls", 1),
        (f"tar -xzf $1 -C {DB}; rm -rf {DB}/*", 1),
        (f"rm -rf {DB}; [ -z $1 ] || tar -xf $1 -C {DB}", 1),
        (f"rm -rf {DB}; mkdir -p {DB}", 1),
        (f"rm -rf {DB}; cp -a seed/. {DB}/", 1),
        (f"rm -rf {DB}/*; E=$(mktemp -d); rsync -a $E/ {DB}/", 1),
        (f"rsync -a --delete empty/ {DB}/; rsync -a --delete empty/ {DB}/", 2),
        (f"rm -rf {DB}; cp /etc/x.conf {DB}/", 1),
        (f"tar -czf b.tgz {DB}; rm -rf {DB}", 1),
        ("rm -rf /srv/kind; tar -xf b.tgz -C /srv/other", 1),
        (f"w() {{\n  rm -rf {DB}\n}}\nr() {{\n  tar -xf b -C {DB}\n}}\nw; r", 0),
        (f'w() {{\n  rm -rf {DB}\n}}\nr() {{\n  tar -xf b -C {DB}\n}}\n"$@"', 1),
        (f"kubectl exec -n laconic-notes p -c db -- rm -rf {PG}\n{IN_POD}", 0),
        (f"docker exec n-db-1 rm -rf {PG}; docker cp b/. n-db-1:{PG}/", 0),
        (f"docker exec n-db-1 rm -rf {PG}; docker cp n-db-1:{PG}/. b/", 1),
        (f"rm -rf {DB}/*\ntar -xzC {DB} < b.tgz", 0),
        (f"rm -rf {DB}/*\ntar xzfC b.tgz {DB}", 0),
        (f"rm -rf {DB}/*\ntar xzCf {DB} b.tgz", 0),
        (f"rm -rf {DB}/*\ntar czfC b.tgz {DB}", 1),
        (f"rm -rf {DB}/*\ncpio -id -D {DB} < b.cpio", 0),
        (f"rm -rf {DB}/*\ncpio -o -D {DB} > b.cpio", 1),
        (f"rm -rf {DB}/*\ntar -xzC /srv/other < b.tgz", 1),
        (f"rm -rf {DB}\naws s3 sync s3://backups/db {DB}", 0),
        (f"rm -rf {DB}\naws s3 sync {DB} s3://backups/db", 1),
        (f"rm -rf {DB}\ngsutil -m rsync -r gs://backups/db {DB}", 0),
        (f"rm -rf {DB}\nrclone copy backups:db {DB}", 0),
        (f"rm -rf {DB}\nscp -r nas:/backups/db {DB}", 0),
        (f"rm -rf {DB}\n7z x b.7z -o{DB}", 0),
    ],
)
def test_what_is_put_in_again_is_restored(text: str, count: int) -> None:
    assert severities_of(text) == ["error"] * count


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ("src: files/, dest: /srv/kind/notes/, delete: true", 1),
        ("src: files/, dest: /srv/kind/notes/, delete: yes, archive: true", 1),
        ("src: files/, dest: /srv/kind/notes/, rsync_opts: [--delete]", 1),
        ("src: files/, dest: /srv/kind/notes/", 0),
        ("src: files/, dest: /srv/kind/notes/, delete: false", 0),
        ("src: files, dest: /srv/kind/notes/, delete: true", 0),
        ("src: ../k8s/, dest: /srv/kind/notes/, delete: true", 1),
        ("src: '{{ playbook_dir }}/../', dest: /srv/kind/notes/, delete: true", 1),
        ("src: '{{ playbook_dir }}/../k8s/', dest: /srv/kind/, delete: true", 1),
        ("src: '{{ built }}/', dest: /srv/kind/notes/, delete: true", 0),
        ("src: dist/, dest: /srv/kind/notes/, delete: true", 0),
        (f"src: /var/empty/, dest: {DB}/, delete: true", 1),
        (f"src: /backup/db/, dest: {DB}/, delete: true", 0),
        ("src: files/, dest: /srv/other/, delete: true", 0),
        ("src: files/, dest: /srv/kind/notes/, delete: true, mode: pull", 0),
        ("src: files/, dest: /srv/kind/notes/, delete: true, rsync_opts: [--exclude=db]", 0),
        ("src: files/, dest: /srv/kind/notes/, delete: true, rsync_opts: ['--exclude=.git']", 1),
        ("src: files/, dest: /srv/kind/notes/, delete: true, rsync_opts: \"--filter='P db'\"", 0),
        ('src: files/, dest: /srv/kind/notes/, delete: true, rsync_opts: "--filter=\'P"', 0),
    ],
)
@pytest.mark.parametrize("module", ["ansible.posix.synchronize", "synchronize"])
def test_a_task_syncs_as_rsync_does(module: str, arguments: str, count: int) -> None:
    play = f"- hosts: all\n  tasks:\n    - {module}: {{{arguments}}}\n"
    assert severities_of(play, file="ansible/deploy.yml") == ["error"] * count


def test_a_task_of_a_role_syncs_the_files_of_the_role() -> None:
    task = "- synchronize: {src: ./, dest: /srv/kind/notes/, delete: true}"
    assert severities_of(task, file="roles/notes/tasks/main.yml") == ["error"]


def test_a_playbook_restores_as_a_script_does() -> None:
    text = f"- file: {{path: {DB}, state: absent}}\n- unarchive: {{src: /b.tgz, dest: {DB}}}"
    assert severities_of(text, file="restore.yml") == []
    assert severities_of(text.splitlines()[0], file="restore.yml") == ["error"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("rsync -az --delete ./ h:/srv/notes/", 1),
        ("rsync -az --delete --exclude data ./ h:/srv/notes/", 0),
        ("rsync -az --delete ./ h:/srv/repo/", 0),
    ],
)
def test_a_checkout_is_synced_over_a_deployment_directory(text: str, count: int) -> None:
    made = "laconic-so deploy create --spec-file envs/local.yml --deployment-dir /srv/notes"
    assert severities_of(f"{text}\n{made}") == ["error"] * count


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("kubectl delete -f k8s/all.yml", ["error"]),
        ("kubectl delete -f k8s/other.yml", []),
        ('[ "$WIPE" = 1 ] && kubectl delete ns laconic-notes', ["warning"]),
        ('if [ "$1" = --wipe ]; then kubectl delete ns laconic-notes; fi', ["warning"]),
        ('[ -n "$KEEP" ] || kubectl delete ns laconic-notes', ["error"]),
        ('if [ "$(id -u)" = 0 ]; then kubectl delete ns laconic-notes; fi', ["error"]),
    ],
)
def test_a_namespace_is_deleted_by_a_file_and_by_choice(text: str, severities: list[str]) -> None:
    assert severities_of(text, "namespace-deleted-by-script") == severities


@pytest.mark.parametrize(
    ("guards", "severity"),
    [
        ('[ "$WIPE" = 1 ] && [ -d {db} ]', "warning"),
        ('[ -d {db} -a -n "$WIPE" ]', "warning"),
        ('[ "$WIPE" = 1 ] || [ "$(hostname)" = x ]', "warning"),
        ('[ "$WIPE" = 1 ] || [ -d {db} ]', "error"),
        ("[ -d {db} ]", "error"),
    ],
)
def test_a_switch_among_other_questions(guards: str, severity: str) -> None:
    assert severities_of(f"if {guards.format(db=DB)}; then rm -rf {DB}; fi") == [severity]


@pytest.mark.parametrize(
    ("variables", "loop", "path", "count"),
    [
        (f"dirs: [/x, {DB}]", "loop: '{{ dirs }}'", "{{ item }}", 1),
        (f"dirs: [/x, {DB}]", "with_items: ['{{ dirs }}']", "{{ item }}", 1),
        (f"dirs: [/x, {DB}]", "loop: '{{ dirs | unique }}'", "{{ item }}/", 1),
        (
            f"dirs: [{DB}]",
            "loop: '{{ dirs }}'\n      loop_control: {loop_var: d}",
            "{{ d }}",
            1,
        ),
        ("dirs: [/x, /y]", "loop: '{{ dirs }}'", "{{ item }}", 0),
        (f"dirs: [{DB}]", "loop: '{{ others }}'", "{{ item }}", 0),
        ("root: /srv/kind, dirs: ['{{ root }}/notes/db']", "loop: '{{ dirs }}'", "{{ item }}", 1),
        ("root: /srv/kind", "loop: ['{{ root }}/notes/db']", "{{ item }}", 1),
        ("root: /srv/kind", "loop: [notes, other]", "{{ root }}/{{ item }}/db", 1),
        ("root: /srv/kind", f"loop: [{{path: {DB}, owner: x}}]", "{{ item.path }}", 1),
        ("root: /srv/kind", f"loop: [{{path: /x, owner: {DB}}}]", "{{ item.path }}", 0),
        ("dir: '{{ root }}/notes', root: /srv/kind", "when: true", "{{ dir }}/db", 1),
        ("a: '{{ a }}{{ a }}', dirs: 7", "loop: '{{ dirs }}'", "{{ a }}{{ item }}", 0),
    ],
)
def test_a_loop_of_a_playbook_is_over_what_the_play_says(
    variables: str, loop: str, path: str, count: int
) -> None:
    text = (
        f"- hosts: all\n  vars: {{{variables}}}\n  tasks:\n"
        f"    - file: {{path: '{path}', state: absent}}\n      {loop}"
    )
    assert severities_of(text, file="wipe.yml") == ["error"] * count


def test_variables_of_a_playbook_that_grow_are_let_go() -> None:
    blocks = "".join(
        f"{'  ' * depth}- vars: {{a: '{{{{ a }}}}{{{{ a }}}}'}}\n{'  ' * depth}  block:\n"
        for depth in range(1, 18)
    )
    text = f"- hosts: all\n  vars: {{a: xx}}\n  tasks:\n{blocks}{'  ' * 18}- command: ls"
    assert severities_of(text, file="wipe.yml") == []


@pytest.mark.parametrize(
    ("file", "text", "severities"),
    [
        ("ctl.sh", "case $1 in wipe) {w};; restore) {r};; esac", ["warning"]),
        ("ctl.sh", "case $1 in restore) {w}; {r};; esac", []),
        (
            "ctl.sh",
            "w() {{ {w}; }}\nr() {{ {r}; }}\ncase $1 in w) w ;; r) r ;; esac",
            ["warning"],
        ),
        ("ctl.sh", "w() {{ {w}; }}\nr() {{ {r}; }}\nw && r", []),
        ("Makefile", "wipe:\n\t{w}\nrestore:\n\t{r}", ["error"]),
        ("Makefile", "restore:\n\t{w}\n\t{r}", []),
        ("README.md", "```sh\n{w}\n```\nOr:\n```sh\n{r}\n```", ["warning"]),
        ("README.md", "```sh\n{w}\n{r}\n```", []),
        ("package.json", '{{"scripts": {{\n"w": "{w}",\n"r": "{r}"}}}}', ["error"]),
        (".gitlab-ci.yml", "a:\n  script: [{w}]\nb:\n  script: [{r}]", ["error"]),
        (".gitlab-ci.yml", "a:\n  script:\n    - {w}\n    - {r}", []),
    ],
)
def test_what_somebody_runs_apart_restores_nothing(
    file: str, text: str, severities: list[str]
) -> None:
    filled = text.format(w=f"rm -rf {DB}/*", r=f"tar -xf b.tgz -C {DB}")
    assert severities_of(filled, file=file) == severities


def test_a_script_that_deletes_without_end_is_read_in_no_time() -> None:
    assert severities_of(f"rm -rf {DB}\n" * 1500) == ["error"] * 1500


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ('"$@"', "error"),
        ('echo "+ $*" >&2\n  "$@" || { echo failed; exit 1; }', "error"),
        ('for i in 1 2 3; do\n    if "$@"; then return 0; fi\n  done', "error"),
        ('if [ "$DRY_RUN" = 1 ]; then echo "$@"; else "$@"; fi', "warning"),
        ('[ "$DRY_RUN" = 1 ] || "$@"', "warning"),
    ],
)
def test_function_that_runs_what_it_gets_asks_what_it_asks(body: str, severity: str) -> None:
    text = f"DRY_RUN=${{DRY_RUN:-1}}\nrun() {{\n  {body}\n}}\nrun rm -rf {DB}\n"
    assert severities_of(text) == [severity]


DUMP, LOAD = "pg_dumpall > {f}", "docker compose up -d\npsql < {f}\n"


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        (f"set -e\n{DUMP}\n{{d}}\n{LOAD}", ["warning"]),
        (f"set -e\nF=/b/x\n{DUMP.format(f='$F')}\n{{d}}\n{LOAD.format(f='$F')}", ["warning"]),
        (f"{DUMP} || exit 1\n{{d}}\n{LOAD}", ["warning"]),
        (f"{DUMP} && {{d}}\n{LOAD}", ["warning"]),
        ("set -e\npg_dump | gzip > {f}\n{d}\nzcat {f} | psql\n", ["warning"]),
        ("set -e\npg_dump -Fc -f {f}\n{d}\npg_restore {f}\n", ["warning"]),
        ("set -e\ndocker exec db mysqldump > {f}\n{d}\nmysql < {f}\n", ["warning"]),
        # A dump that failed, one of another day, one that nobody loads.
        (f"{DUMP}\n{{d}}\n{LOAD}", ["error"]),
        (f"set -e\n{DUMP} || true\n{{d}}\n{LOAD}", ["error"]),
        (f"set -e\n{{d}}\n{LOAD}", ["error"]),
        (f"set -e\n{DUMP}.new\n{{d}}\n{LOAD}", ["error"]),
        (f"set -e\n{DUMP}\n{{d}}\n", ["error"]),
        (f"set -e\n{{d}}\n{DUMP}\n{LOAD}", ["error"]),
    ],
)
def test_a_database_that_is_dumped_and_loaded_again(text: str, severities: list[str]) -> None:
    told = text.format(d="docker compose down -v", f="/b/now.sql")
    assert severities_of(told, file="upgrade.sh") == severities


SCRIPT = '{dest: %s, content: "%s"}'


@pytest.mark.parametrize(
    ("task", "severities"),
    [
        ("cron: {name: x, job: docker volume prune -f}", ["error"]),
        ("cron: {name: x, job: 'rm -rf {{ root }}/db'}", ["error"]),
        ("cron: {name: x, job: docker volume prune -f, state: absent}", []),
        ("cron: {name: x, job: docker volume prune -f, disabled: true}", []),
        ("cron: {name: x, job: docker volume ls}", []),
        ("copy: " + SCRIPT % ("/usr/bin/x.sh", "rm -rf {{ root }}/db\\n"), ["error"]),
        ("copy: " + SCRIPT % ("/usr/bin/x", "#!/bin/sh\\nrm -rf {{ root }}/db\\n"), ["error"]),
        ("copy: " + SCRIPT % ("/etc/cron.d/x", "@daily root docker volume prune -f"), ["error"]),
        ("copy: " + SCRIPT % ("/etc/x.service", "ExecStop=docker compose down -v"), ["error"]),
        ("copy: " + SCRIPT % ("/x.sh", "read -p 'Really? ' a\\nrm -rf {{ root }}/db\\n"), []),
        ("copy: " + SCRIPT % ("/etc/motd", "rm -rf /srv/kind/notes/db"), []),
    ],
)
def test_what_a_playbook_leaves_to_be_run_later(task: str, severities: list[str]) -> None:
    text = f"- hosts: all\n  vars: {{root: /srv/kind/notes}}\n  tasks:\n    - {task}\n"
    assert severities_of(text, file="deploy.yml") == severities


def test_what_is_written_out_is_found_at_its_line() -> None:
    text = (
        "- copy:\n    dest: /etc/cron.d/x\n    content: |\n      MAILTO=me\n"
        "      @daily root docker volume prune -f\n"
    )
    found = lint({**FILES, "tasks.yml": text}, RULE, profile=Profile.AUDIT).findings
    assert [(x.at.line, x.at.column) for x in found] == [(5, 7)]
