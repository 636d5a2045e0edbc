import torch

model = torch.nn.Linear(3, 1).to("meta")
batch = torch.ones(2, 3)  # (2, 3)
print((batch.to("meta") * torch.tensor(2.0)).device)  # (1)!
model(batch)
