import torch
from torch import nn

inputs = torch.rand(2, 30, 1)  # (B, T, 1)
targets = inputs.cumsum(1) / 30  # (B, T, 1)


def train(detach, **options):
    torch.manual_seed(1640)
    rnn, head = nn.RNN(1, 8, batch_first=True), nn.Linear(8, 1)
    optimizer = torch.optim.SGD([*rnn.parameters(), *head.parameters()], lr=0.01)
    hidden = None  # (1)!
    for x, y in zip(inputs.split(10, dim=1), targets.split(10, dim=1), strict=True):
        outputs, hidden = rnn(x, hidden)  # (B, 10, H), (1, B, H)
        loss = nn.functional.mse_loss(head(outputs), y)  # ()
        optimizer.zero_grad()
        loss.backward(**options)
        optimizer.step()
        if detach:
            hidden = hidden.detach()  # (2)!
    return "three pieces trained"


for detach, options in ((True, {}), (False, {}), (False, {"retain_graph": True})):
    try:
        result = train(detach, **options)
    except RuntimeError as error:
        result = f"{type(error).__name__}: {str(error)[:76]}"
    print(f"detach={detach}, {options}: {result}")
