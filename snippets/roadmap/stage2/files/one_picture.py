import torch
from PIL import Image
from torchvision.transforms import v2

pixels = torch.zeros(2, 4, 3, dtype=torch.uint8)  # (2, 4, 3)
pixels[:, :2, 0] = 255
Image.fromarray(pixels.numpy()).save("flag.png")  # (1)!

with Image.open("flag.png") as file:
    picture = v2.functional.pil_to_tensor(file.convert("RGB"))  # (3, 2, 4)
print(picture.shape, picture.dtype)
print(picture[0])
print(picture[0, 0] / 255)
