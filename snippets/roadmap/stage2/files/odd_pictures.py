import torch
from PIL import Image, ImageOps
from torchvision.transforms import v2

pixels = torch.tensor([[0, 200, 300, 40000]], dtype=torch.uint16)  # (1, 4)
Image.fromarray(pixels.numpy()).save("xray.png")
with Image.open("xray.png") as file:
    print("16 bits:", v2.functional.pil_to_tensor(file)[0, 0].tolist())
    print("as RGB: ", v2.functional.pil_to_tensor(file.convert("RGB"))[0, 0].tolist())

photo = Image.new("RGB", (4, 2))
exif = photo.getexif()
exif[0x0112] = 6  # (1)!
photo.save("photo.jpg", exif=exif)
with Image.open("photo.jpg") as file:
    print("stored:", file.size, " turned upright:", ImageOps.exif_transpose(file).size)

picture = torch.zeros(3, 20, 30)  # (3, 20, 30)
print("Resize(64):", tuple(v2.Resize(64)(picture).shape))
print("Resize((64, 64)):", tuple(v2.Resize((64, 64))(picture).shape))
