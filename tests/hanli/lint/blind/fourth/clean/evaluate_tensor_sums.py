import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Evaluator:
    def __init__(self, model, device):
        self.model = model.to(device)
        self.device = device

    @torch.inference_mode()
    def run(self, loader):
        was_training = self.model.training
        self.model.eval()
        loss_sum = torch.zeros((), device=self.device)
        correct = torch.zeros((), dtype=torch.long, device=self.device)
        for x, y in loader:
            x = x.to(self.device, non_blocking=True)
            y = y.to(self.device, non_blocking=True)
            logits = self.model(x)
            loss_sum += nn.functional.cross_entropy(logits, y, reduction="sum")
            correct += (logits.argmax(dim=1) == y).sum()
        self.model.train(was_training)
        count = len(loader.dataset)
        return {"loss": loss_sum.item() / count, "accuracy": correct.item() / count}


if __name__ == "__main__":
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = TensorDataset(torch.randn(330, 10), torch.randint(0, 4, (330,)))
    loader = DataLoader(data, batch_size=64, shuffle=True, pin_memory=device == "cuda")
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 4))
    print(Evaluator(model, device).run(loader))
