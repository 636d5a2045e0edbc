import subprocess
import sys
from pathlib import Path

Path("layer.py").write_text(
    """\
def scale(head_size):
    return 1 / math.sqrt(head_size)
""",
    encoding="utf-8",
)
import layer  # noqa: E402

print("imported without an error:", layer.__name__)  # (1)!
options = ["--isolated", "--no-cache", "--quiet", "--output-format", "concise"]
command = [sys.executable, "-m", "ruff", "check", *options, "--select", "F821", "layer.py"]
print(subprocess.run(command, capture_output=True, text=True).stdout.strip())
