import torch


class Scale(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = torch.nn.Parameter(torch.ones(3))
        self.register_buffer("mean", torch.zeros(3))  # (1)!
        self.std = torch.ones(3)  # (2)!

    def forward(self, batch):
        return (batch - self.mean) / self.std * self.gain


model = Scale().to("meta")
print("gain", model.gain.device)
print("mean", model.mean.device)
print("std ", model.std.device)
model(torch.ones(2, 3, device="meta"))
