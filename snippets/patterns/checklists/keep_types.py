import subprocess
import sys
from pathlib import Path

Path("metrics.py").write_text(
    """\
def mean(total: float, count: int) -> float:
    return total / count

def report(scores: list[float]) -> str:
    return mean(sum(scores), scores)
""",
    encoding="utf-8",
)
command = [sys.executable, "-m", "mypy", "--strict", "metrics.py"]
print(subprocess.run(command, capture_output=True, text=True).stdout.strip())
