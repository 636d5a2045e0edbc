import torch
from PIL import Image, ImageOps
from torch import nn
from torchvision.transforms import v2

from hanli.data import digits


def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


images, labels = digits()  # (N, 1, 8, 8), (N,)
torch.manual_seed(1640)
trained = build()
optimizer = torch.optim.Adam(trained.parameters(), lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    nn.functional.cross_entropy(trained(images[:1500]), labels[:1500]).backward()
    optimizer.step()
torch.save(trained.state_dict(), "digits.pt")
ink = Image.fromarray((images[1700, 0] * 255).byte().numpy())
ImageOps.invert(ink.resize((160, 160))).convert("RGB").save("photo.png")  # (1)!

model = build()
model.load_state_dict(torch.load("digits.pt"))
model.eval()
transform = v2.Compose([v2.ToImage(), v2.Resize((8, 8)), v2.ToDtype(torch.float32, scale=True)])
with Image.open("photo.png") as file:
    gray = file.convert("L")
for name, picture in (("inverted", ImageOps.invert(gray)), ("as it is", gray)):
    pixels = transform(picture).unsqueeze(0)  # (1, 1, 8, 8)
    with torch.no_grad():
        probabilities = model(pixels).softmax(dim=1)[0]  # (10,)
    digit = probabilities.argmax().item()
    print(f"{name}: class {digit}, probability {probabilities[digit]:.2f}")
print("label:", labels[1700].item())
