import numpy as np
import torch
from torch import nn


class FrameClassifier(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.head = nn.Linear(32, num_classes)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


def to_batch(frames):
    batch = torch.from_numpy(np.stack(frames)).float() / 255
    return batch.permute(0, 3, 1, 2)


@torch.inference_mode()
def classify(model, frames, device):
    model.eval()
    probabilities = model(to_batch(frames).to(device)).softmax(dim=1)
    confidence, label = probabilities.max(dim=1)
    return list(zip(label.tolist(), confidence.tolist()))


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = FrameClassifier().to(device)
    frames = [rng.integers(0, 256, (48, 64, 3), dtype=np.uint8) for _ in range(5)]
    for label, confidence in classify(model, frames, device):
        print(label, f"{confidence:.3f}")


if __name__ == "__main__":
    main()
