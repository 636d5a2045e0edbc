import torch

from hanli.projects.segmentation import count_pixels, iou, load_data, load_nuclei_unet

found, model = load_data("nuclei"), load_nuclei_unet()


def probability(pictures):
    image, mask = pictures[0]
    with torch.no_grad():
        return model(image[None])[0].softmax(dim=0)[1], mask


def score(nuclei, mask, threshold):
    return iou(count_pixels((nuclei > threshold).long(), mask, 2))[1].item()


thresholds = (torch.arange(1, 20) / 20).tolist()
validation, test = probability(found.validation), probability(found.test)
best = max(thresholds, key=lambda threshold: score(*validation, threshold))
print(f"best on the validation columns: {best:.2f}")
for name, part in (("validation", validation), ("test", test)):
    print(f"{name:10} at 0.5 {score(*part, 0.5):.3f}, at {best:.2f} {score(*part, best):.3f}")
