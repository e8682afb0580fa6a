"""compose.yaml: what it names is there, and what it says fits together."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.dockerfile import steps
from tests.deploy.making_sense import ending_time, grace_period, nonsense, refusal, unknown
from tests.ports import free_port
from tests.running import ROOT
from tests.scale.proxies import NGINX

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: it for name, it in SERVICES.items() if it["image"] == "palaver"}
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
OF_DOTENV = re.compile(r"^(?:# )?([A-Z_]+)=(.*)$", re.MULTILINE)
SERVERS = ("web-1", "web-2")
FULL = {"migrate", "nginx", "postgresql", "redis", "worker", *SERVERS}
MIGRATED = "service_completed_successfully"


def test_by_default_one_server_runs_and_with_the_profile_the_full_set_without_it() -> None:
    dotenv = dict(OF_DOTENV.findall((DEPLOY / ".env").read_text()))

    assert _services(dotenv["COMPOSE_PROFILES"]) == {"palaver"}
    assert _services("full") == FULL


@pytest.mark.parametrize("name", OURS)
def test_palaver_understands_what_it_is_told(name: str, tmp_path: Path) -> None:
    command = OURS[name].get("command", _said_in_dockerfile("CMD"))
    variables = {
        name: _interpolated(str(value))
        for name, value in OURS[name]["environment"].items()
        if value is not None
    }

    assert refusal(command, tmp_path) == ""
    assert unknown(OURS[name]["environment"]) == set()
    assert nonsense(variables, tmp_path) == ""


def test_every_file_and_volume_that_it_names_is_there() -> None:
    builds = [it["build"] for it in OURS.values()]
    dockerfiles = {f"{build['context']}/{build['dockerfile']}" for build in builds}
    mounted = {volume.split(":")[0] for it in SERVICES.values() for volume in it.get("volumes", ())}
    files = {name for name in mounted if name.startswith(".")}

    assert mounted - files == COMPOSE["volumes"].keys()
    assert files
    assert all((DEPLOY / name).exists() for name in files | dockerfiles)


def test_what_a_service_waits_for_comes() -> None:
    for name, condition, other in _dependencies():
        waited_for = SERVICES[other]
        assert set(SERVICES[name]["profiles"]) <= set(waited_for["profiles"])
        if condition == "service_healthy":
            assert waited_for["healthcheck"]["test"]
        if condition == MIGRATED:
            assert waited_for["restart"] == "on-failure"


def test_servers_and_workers_start_after_the_migration() -> None:
    waiting = {name for name, condition, _ in _dependencies() if condition == MIGRATED}

    assert waiting == OURS.keys() - {"migrate", "palaver"}


def test_the_full_set_keeps_one_secret_key() -> None:
    assert len({str(OURS[name]["volumes"]) for name in OURS}) == 1
    assert OURS["web-1"]["volumes"][0].endswith(f":{_said_in_dockerfile('VOLUME')}")


def test_a_process_gets_the_time_to_end() -> None:
    times = {float(it["stop_grace_period"].removesuffix("s")) for it in OURS.values()}

    assert min(times) > ending_time(grace_period())


def test_only_this_machine_is_let_in_by_default() -> None:
    published = [_interpolated(port) for it in SERVICES.values() for port in it.get("ports", ())]

    assert sorted(published) == ["127.0.0.1:8000:80", "127.0.0.1:8000:8000"]


def test_what_it_takes_from_outside_is_told_in_its_env_file() -> None:
    told = {name for name, _ in OF_DOTENV.findall((DEPLOY / ".env").read_text())}
    passed_on = {
        name for it in OURS.values() for name, value in it["environment"].items() if not value
    }
    interpolated = {name for name, _ in VARIABLE.findall((DEPLOY / "compose.yaml").read_text())}

    assert passed_on | interpolated <= told | {"POSTGRES_PASSWORD"}
    assert unknown(told) == {"COMPOSE_PROFILES", "PUBLISH"}


def test_probes_ask_at_the_ports_that_answer() -> None:
    worker = SERVICES["worker"]

    assert (
        f":{worker['environment']['PALAVER_METRICS_PORT']}/healthz"
        in worker["healthcheck"]["test"][-1]
    )


def test_nginx_finds_both_servers(tmp_path: Path) -> None:
    mounted = dict(volume.split(":")[:2] for volume in SERVICES["nginx"]["volumes"])
    own = shutil.copytree(DEPLOY / "compose", tmp_path / "palaver")
    servers = (own / "servers.conf").read_text()
    (own / "address.conf").write_text(f"listen 127.0.0.1:{free_port()};")
    (tmp_path / "nginx.conf").write_text(NGINX)
    subprocess.run(["nginx", "-t", "-q", "-p", tmp_path, "-c", "nginx.conf"], check=True)

    port = _said_in_dockerfile("EXPOSE")
    assert re.findall(r"^server (\S+)", servers, re.MULTILINE) == [
        f"{SERVICES[name]['networks']['full']['ipv4_address']}:{port}" for name in SERVERS
    ]
    assert mounted == {
        "./nginx/palaver.conf": "/etc/nginx/conf.d/default.conf",
        "./compose": "/etc/nginx/palaver",
    }


def test_nobody_else_gets_the_address_of_a_server() -> None:
    (pool,) = COMPOSE["networks"]["full"]["ipam"]["config"]
    for name in SERVERS:
        address = ip_address(SERVICES[name]["networks"]["full"]["ipv4_address"])
        assert address in ip_network(pool["subnet"])
        assert address not in ip_network(pool["ip_range"])


def _services(profile: str) -> set[str]:
    return {name for name, it in SERVICES.items() if profile in it["profiles"]}


def _dependencies() -> Iterator[tuple[str, str, str]]:
    for name, service in SERVICES.items():
        others = service.get("depends_on", {})
        for other in others:
            condition = others[other]["condition"] if isinstance(others, dict) else ""
            yield name, condition, other


def _interpolated(value: str) -> str:
    return VARIABLE.sub(lambda found: found[2] or "", value)


def _said_in_dockerfile(keyword: str) -> Any:
    said = dict(steps((DEPLOY / "Dockerfile").read_text()))[keyword]
    return json.loads(said) if said.startswith("[") else said
