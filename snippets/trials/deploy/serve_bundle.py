import io

import torch
from fastapi.testclient import TestClient
from PIL import Image
from torch import nn

from hanli.data import digits, split
from hanli.export import save_bundle
from hanli.serve import create_app

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
train, test = split(labels, 0.8, seed=1640)
torch.manual_seed(1640)
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 10))
optimizer = torch.optim.AdamW(net.parameters(), lr=0.02)
for _ in range(60):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(images[train]), labels[train]).backward()
    optimizer.step()

names = [str(digit) for digit in range(10)]
bundle = save_bundle(net, images[:2], "models", name="digits", version="1.0.0", classes=names)
client = TestClient(create_app(bundle))  # (1)!

right = 0
for index in test[:100].tolist():
    answer = client.post("/predict", json={"pixels": images[index].flatten().tolist()})  # (2)!
    right += answer.json()["label"] == str(labels[index].item())
print(f"right, of 100 over HTTP >= 90: {right >= 90}")

picture = io.BytesIO()
first = (images[0, 0] * 255).to(torch.uint8).numpy()
Image.fromarray(first).resize((80, 80)).save(picture, "PNG")  # (3)!
answer = client.post("/predict/image", files={"file": ("digit.png", picture.getvalue())})
found = answer.status_code, answer.json()["label"], answer.json()["version"]
print(f"the picture is {labels[0]}: {found == (200, '0', '1.0.0')}")
