import warnings

import torch
from torch import nn

x = torch.ones(1, 1000)  # (1, 1000)
for training in (True, False):
    model = nn.Dropout(0.5).train(training)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        traced = torch.jit.trace(model, x)
    texts = [str(w.message) for w in caught if w.category.__name__ == "TracerWarning"]
    print("traced in", "training" if training else "evaluation", "mode")
    print("  code:", traced.code.strip().splitlines()[-1].strip())
    print("  warning:", texts[0].partition(" Nodes")[0] if texts else None)
    traced.eval()
    print("  after eval(), output equal to the input:", torch.equal(traced(x), x))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        program = torch.export.export(model, (x,))
    (node,) = [node for node in program.graph.nodes if node.op == "call_function"]
    print(f"  torch.export: {node.target} {node.args}, warnings: {len(caught)}")
