"""The launch files that the page on several nodes shows: parsed, consistent, and accepted by torchrun's own parser."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml
from torch.distributed.run import get_args_parser, parse_min_max_nnodes

FILES = Path(__file__).parents[2] / "snippets/patterns/parallel"
SBATCH, MANIFEST = FILES / "two_nodes.sbatch", FILES / "two_nodes.yaml"
CPUS, JOB = 16, 123456


def accepted(arguments: list[str]) -> argparse.Namespace:
    """What torchrun understands; abbreviations, which it would guess at, are refused."""
    parser = get_args_parser()
    known = {name for action in parser._actions for name in action.option_strings}
    before = arguments[: arguments.index("train.py")]
    assert not [one for one in before if one.partition("=")[0] not in known], before
    return parser.parse_args(arguments)


def directives() -> dict[str, str]:
    """The #SBATCH lines by name."""
    return dict(re.findall(r"^#SBATCH --([a-z-]+)=(\S+)$", SBATCH.read_text(), re.MULTILINE))


@pytest.fixture
def batch(tmp_path: Path) -> list[list[str]]:
    """Run the batch script with stand-ins for SLURM's commands; the words of each torchrun, one list a node."""
    stand_ins = {
        "scontrol": '[ "$1 $2 $3" = "show hostnames node[07-08]" ] && printf "node07\\nnode08\\n"',
        "srun": 'while [ "${1#--}" != "$1" ]; do shift; done\nfor node in 0 1; do "$@"; done',
        "torchrun": 'printf "%s\\n" "OMP=$OMP_NUM_THREADS" "OWN=$TORCH_DISABLE_SHARE_RDZV_TCP_STORE" "$@" ---',
    }
    for name, text in stand_ins.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{text}\n")
        (tmp_path / name).chmod(stat.S_IRWXU)
    given = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "SLURM_JOB_NODELIST": "node[07-08]",
        "SLURM_NNODES": directives()["nodes"],
        "SLURM_JOB_ID": str(JOB),
        "SLURM_CPUS_PER_TASK": directives()["cpus-per-task"],
    }
    run = subprocess.run(["bash", str(SBATCH)], env=given, capture_output=True, text=True, check=True)
    assert not run.stderr
    return [words.splitlines() for words in run.stdout.split("---\n") if words]


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@needs_bash
def test_bash_accepts_the_batch_script():
    done = subprocess.run(["bash", "-n", str(SBATCH)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert SBATCH.read_text().startswith("#!/bin/bash\n#SBATCH ")


@needs_bash
def test_every_node_of_the_batch_starts_the_same_torchrun(batch):
    assert len(batch) == int(directives()["nodes"]) == 2
    assert directives()["ntasks-per-node"] == "1", "one torchrun a node, which starts the processes itself"
    first, second = batch
    assert first == second


@needs_bash
def test_torchrun_accepts_the_command_of_the_batch(batch):
    threads, own_store, *arguments = batch[0]
    options = accepted(arguments)
    assert parse_min_max_nnodes(options.nnodes) == (2, 2)
    assert options.nproc_per_node == directives()["gpus-per-node"], "one process a card"
    assert (options.rdzv_backend, options.rdzv_id) == ("c10d", str(JOB))
    assert options.rdzv_endpoint == f"node07:{20000 + JOB % 10000}"
    assert (options.training_script, options.training_script_args) == ("train.py", ["--epochs=100"])
    assert threads == f"OMP={CPUS // int(options.nproc_per_node)}"
    assert own_store == "OWN=1"


@pytest.mark.parametrize("job", [1, 9_999, 10_000, 4_294_967_295])
def test_the_port_of_a_batch_is_one_that_a_user_may_open(job):
    lowest, modulus = map(int, re.search(r"port=\$\(\((\d+) \+ SLURM_JOB_ID % (\d+)\)\)", SBATCH.read_text()).groups())
    assert 1024 <= lowest + job % modulus < 32768, "above the system's ports, below those it lends out"


@pytest.fixture
def manifest() -> tuple[dict, dict, dict]:
    """The service, the job, and the job's one container."""
    service, job = yaml.safe_load_all(MANIFEST.read_text(encoding="utf-8"))
    (container,) = job["spec"]["template"]["spec"]["containers"]
    return service, job, container


def expanded(container: dict) -> list[str]:
    """The container's arguments with $(NAME) filled in, as the kubelet does it."""
    values = {one["name"]: one["value"] for one in container["env"]}
    assert all(isinstance(value, str) for value in values.values()), "Kubernetes refuses values that are not strings"
    return [re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], word) for word in container["args"]]


def test_torchrun_accepts_the_command_of_the_job(manifest):
    _, job, container = manifest
    assert container["command"] == ["torchrun"]
    options = accepted(expanded(container))
    spec = job["spec"]
    assert parse_min_max_nnodes(options.nnodes) == (spec["completions"], spec["parallelism"]) == (2, 2)
    assert spec["completionMode"] == "Indexed", "only then do pods have names that stay"
    cards = container["resources"]["limits"]["nvidia.com/gpu"]
    assert int(options.nproc_per_node) == cards, "one process a card: --nproc-per-node and nvidia.com/gpu must agree"
    assert options.rdzv_backend == "c10d" and options.rdzv_id == "trial-1"
    assert options.max_restarts > 0
    assert (options.training_script, options.training_script_args) == ("train.py", ["--epochs=100"])


def test_the_rendezvous_is_the_first_pod_of_the_job_under_the_service(manifest):
    service, job, container = manifest
    host, port = accepted(expanded(container)).rdzv_endpoint.split(":")
    name, subdomain = job["metadata"]["name"], job["spec"]["template"]["spec"]["subdomain"]
    assert host == f"{name}-0.{subdomain}", "pods find each other as <job>-<index>.<subdomain>"
    assert subdomain == service["metadata"]["name"]
    assert [int(port)] == [one["port"] for one in service["spec"]["ports"]]
    assert [int(port)] == [one["containerPort"] for one in container["ports"]]
    assert service["spec"]["selector"] == {"batch.kubernetes.io/job-name": name}


def test_the_service_is_headless_and_names_pods_before_they_are_ready(manifest):
    service, _, _ = manifest
    assert service["spec"]["clusterIP"] == "None", "the word, quoted or not: YAML's null would ask for an address"
    assert service["spec"]["publishNotReadyAddresses"] is True


def test_the_job_mounts_every_volume_it_declares_and_no_other(manifest):
    _, job, container = manifest
    declared = {volume["name"] for volume in job["spec"]["template"]["spec"]["volumes"]}
    assert declared == {mount["name"] for mount in container["volumeMounts"]}


def test_both_files_name_variables_that_this_torch_reads(manifest):
    import torch.distributed.elastic.rendezvous.dynamic_rendezvous as rendezvous

    name = "TORCH_DISABLE_SHARE_RDZV_TCP_STORE"
    assert name in Path(rendezvous.__file__).read_text(encoding="utf-8")
    assert f"export {name}=1" in SBATCH.read_text()
    assert {"name": name, "value": "1"} in manifest[2]["env"]
