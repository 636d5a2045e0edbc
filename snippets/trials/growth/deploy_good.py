import os
from pathlib import Path

import torch

from hanli.deploy import deploy, find_live_release
from hanli.export import save_bundle

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # two files need no plugins
project = Path("project")
(project / "tests").mkdir(parents=True)
code = "def to_unit(pixel):\n    return pixel / 255\n"
test = "from scale import to_unit\n\n\ndef test_white():\n    assert to_unit(255) == 1\n"
(project / "scale.py").write_text(code, encoding="utf-8")
(project / "tests" / "test_scale.py").write_text(test, encoding="utf-8")


def build(folder):  # (1)!
    torch.manual_seed(1640)
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    named = {"name": "digits", "version": "1.0.0", "classes": [*"0123456789"]}
    return save_bundle(net, torch.zeros(2, 1, 8, 8), folder, **named)


print(deploy(project, "site", build))  # (2)!
print(*sorted(path.relative_to("site").as_posix() for path in Path("site").rglob("*.*")))
print((find_live_release("site") / "Containerfile").read_text(encoding="utf-8"))  # (3)!
