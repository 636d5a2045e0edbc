import logging
import warnings

import torch
from torchvision.models import resnet18, vit_b_16

logging.getLogger("torch.utils._pytree").setLevel(logging.ERROR)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torchao.quantization import Int8DynamicActivationInt8WeightConfig, quantize_

for build in (resnet18, vit_b_16):
    model = build(weights=None).eval()
    total = sum(weight.numel() for weight in model.parameters())
    quantize_(model, Int8DynamicActivationInt8WeightConfig())
    changed = [p for p in model.parameters() if type(p) is not torch.nn.Parameter]
    share = sum(weight.numel() for weight in changed) / total
    print(f"{build.__name__}: {len(changed)} tensors became int8, {share:.1%} of the parameters")
