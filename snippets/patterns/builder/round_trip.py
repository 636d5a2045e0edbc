from pathlib import Path

import torch

from hanli.builder import build, load, parse, to_config, to_yaml

model = build(
    parse("{input: [1, 8, 8], layers: [{type: conv2d, channels: 4}], head: {outputs: 10}}")
)

Path("run").mkdir()
Path("run/model.yaml").write_text(to_yaml(to_config(model)), encoding="utf-8")  # (1)!
torch.save(model.state_dict(), "run/weights.pt")
print(Path("run/model.yaml").read_text(encoding="utf-8"))

again = build(load("run/model.yaml"))
again.load_state_dict(torch.load("run/weights.pt", weights_only=True))
images = torch.rand(2, 1, 8, 8)  # (N, 1, 8, 8)
print(to_config(again) == to_config(model), torch.equal(again(images), model(images)))
