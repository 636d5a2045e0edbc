import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data
from torchvision.transforms import v2

photo = v2.functional.to_image(data.chelsea())  # (3, 300, 451)
augment = v2.Compose(
    [
        v2.RandomResizedCrop(224, scale=(0.35, 1.0)),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(brightness=0.3, contrast=0.3),
    ]
)
torch.manual_seed(1640)
views = {
    "validation": v2.CenterCrop(224)(v2.Resize(256)(photo)),
    "Resize((224, 224))": v2.Resize((224, 224))(photo),
}
views |= {f"training, draw {number}": augment(photo) for number in range(1, 5)}

figure, panels = plt.subplots(2, 3, figsize=(6, 4.4))
for axes, (title, view) in zip(panels.flat, views.items(), strict=True):
    axes.imshow(view.permute(1, 2, 0).numpy())
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("augment.png", dpi=100)
colours = Image.open("augment.png").convert("RGBA")
colours.quantize(64, Image.Quantize.FASTOCTREE).save("augment.png", optimize=True)  # (1)!
