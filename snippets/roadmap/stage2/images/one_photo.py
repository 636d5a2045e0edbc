from PIL import Image
from skimage import data
from torchvision.transforms import v2

photo = Image.fromarray(data.chelsea())  # (1)!
image = v2.functional.pil_to_tensor(photo)  # (3, 300, 451)
print(photo.mode, photo.width, "wide,", photo.height, "high")
print(tuple(image.shape), image.dtype, image.min().item(), "to", image.max().item())
print("row 120, column 230:", image[:, 120, 230].tolist())
