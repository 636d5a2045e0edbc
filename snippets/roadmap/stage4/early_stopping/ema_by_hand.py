import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

model = torch.nn.Linear(1, 1, bias=False).double()
averages = {
    "ema": AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9)),
    "swa": AveragedModel(model),
}
for weight in (1.0, 2.0, 0.0, 2.0):
    torch.nn.init.constant_(model.weight, weight)
    for average in averages.values():
        average.update_parameters(model)
    ema, swa = (average.module.weight.item() for average in averages.values())
    print(f"weight {weight}  ema {ema:.3f}  swa {swa:.3f}")
