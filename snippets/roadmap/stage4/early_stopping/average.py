import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
steps = 600
for seed in range(3):
    for name, end in (("constant", 1.0), ("falling", 0.0)):
        torch.manual_seed(seed)
        training, test = torch.randperm(len(labels)).split([800, 997])
        layers = nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
        model = nn.Sequential(*layers).double()
        ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.98))
        swa = AveragedModel(model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
        schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, end, total_iters=steps)
        for step in range(steps):
            batch = training[torch.randint(len(training), (4,))]
            optimizer.zero_grad()
            cross_entropy(model(images[batch].double()), labels[batch]).backward()
            optimizer.step()
            schedule.step()
            ema.update_parameters(model)
            if step >= steps // 2:
                swa.update_parameters(model)
        with torch.no_grad():
            outputs = [each(images[test].double()) for each in (model, ema, swa)]
        losses = [f"{cross_entropy(logits, labels[test]).item():.2f}" for logits in outputs]
        print(f"seed {seed} {name:8}  weights {losses[0]}  ema {losses[1]}  swa {losses[2]}")
