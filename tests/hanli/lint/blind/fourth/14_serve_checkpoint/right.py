import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def create_model():
    return nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))


def train_and_save(path, epochs=2):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = nn.DataParallel(create_model().to(device))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    data = TensorDataset(torch.randn(256, 10), torch.randint(0, 3, (256,)))
    for _ in range(epochs):
        for x, y in DataLoader(data, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
    torch.save(model.module.state_dict(), path)


class Predictor:
    def __init__(self, path):
        self.model = create_model()
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.model.load_state_dict(state)
        self.model.eval()

    @torch.inference_mode()
    def predict(self, rows):
        x = torch.as_tensor(rows, dtype=torch.float32)
        return self.model(x).softmax(dim=1).tolist()


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "model.pt"
        train_and_save(checkpoint)
        print(Predictor(checkpoint).predict([[0.1] * 10]))
