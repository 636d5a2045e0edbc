from textwrap import fill

import torch
from torch import nn
from torchvision.models import resnet18

from hanli.models import resnet18 as small_resnet18

images = torch.rand(2, 64, 8, 8)
wider, halved = nn.Conv2d(64, 128, 3, padding=1), nn.Conv2d(64, 64, 3, stride=2, padding=1)
standard = resnet18(num_classes=10)
own = {name.replace("downsample", "shortcut"): x for name, x in standard.state_dict().items()}
mistakes = {
    "channels": lambda: wider(images) + images,
    "stride": lambda: halved(images) + images,
    "names": lambda: standard.load_state_dict(own),
    "variant": lambda: small_resnet18(10, small_images=True).load_state_dict(standard.state_dict()),
    "classes": lambda: resnet18(num_classes=5).load_state_dict(standard.state_dict()),
    "one image": lambda: standard.train()(torch.rand(1, 3, 32, 32)),
}
for name, run in mistakes.items():
    try:
        run()
    except (RuntimeError, ValueError) as error:
        words = " ".join(str(error).split())
        message = f"{name}: {type(error).__name__}: {words}"
        print(fill(message, 90, max_lines=4, subsequent_indent="    "))
