import io

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(12, 48), nn.ReLU(), nn.Linear(48, 24), nn.ReLU())
        self.classifier = nn.Linear(24, num_classes)

    def forward(self, x):
        return self.classifier(self.backbone(x))


def load_backbone(model, source):
    state = torch.load(source, map_location="cpu", weights_only=True)
    state = {k: v for k, v in state.items() if not k.startswith("classifier.")}
    result = model.load_state_dict(state, strict=False)
    expected = {"classifier.weight", "classifier.bias"}
    if result.unexpected_keys or set(result.missing_keys) != expected:
        raise RuntimeError(f"bad checkpoint: {result}")


def main():
    torch.manual_seed(0)
    buffer = io.BytesIO()
    torch.save(Net(num_classes=100).state_dict(), buffer)
    buffer.seek(0)

    model = Net(num_classes=3)
    load_backbone(model, buffer)
    model.backbone.requires_grad_(False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.randn(64, 12), torch.randint(0, 3, (64,))
    model.train()
    for _ in range(20):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    print(f"loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
