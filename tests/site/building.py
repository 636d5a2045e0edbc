"""Build a site, and build the whole one once for all processes of a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 1200  # seconds to wait for another process's build


def mkdocs(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build a folder's site, strictly. Never with -q: it hides the warnings from the counter as well."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def build_once(shared: Path) -> subprocess.CompletedProcess[str]:
    """Build the whole site in `shared`, or wait for the process that does; the site is `shared / "site"`."""
    report = shared / "report.json"
    try:
        shared.mkdir()
    except FileExistsError:
        return wait_for(report)
    done = mkdocs(ROOT, shared / "site")
    draft = report.with_suffix(".tmp")
    draft.write_text(json.dumps([done.args, done.returncode, done.stdout]), "utf-8")
    draft.replace(report)
    return done


def wait_for(report: Path) -> subprocess.CompletedProcess[str]:
    """What another process's build came to."""
    start = time.monotonic()
    while not report.exists():
        if time.monotonic() - start > PATIENCE:
            raise TimeoutError(f"the process that builds {report.parent} has not finished: run without -n to see why")
        time.sleep(0.2)
    return subprocess.CompletedProcess(*json.loads(report.read_text("utf-8")))
