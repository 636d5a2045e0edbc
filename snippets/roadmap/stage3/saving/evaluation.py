import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(4, 64), nn.Dropout(0.5), nn.Linear(64, 1)).double()


torch.manual_seed(1640)
model, inputs = build().eval(), torch.rand(1, 4, dtype=torch.float64)  # (1)!
torch.save(model.state_dict(), "model.pt")
print(f"saved model      {model(inputs).item():.4f}")

loaded = build()
loaded.load_state_dict(torch.load("model.pt", weights_only=True))
print(f"without eval()   {loaded(inputs).item():.4f}  {loaded(inputs).item():.4f}")
loaded.eval()
print(f"with eval()      {loaded(inputs).item():.4f}  {loaded(inputs).item():.4f}")
