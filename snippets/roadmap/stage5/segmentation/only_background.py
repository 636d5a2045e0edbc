import torch
from torch import nn


def draw_spots(count):
    masks = torch.zeros(count, 32, 32)
    for mask, (row, column) in zip(masks, torch.randint(29, (count, 2)).tolist(), strict=True):
        mask[row : row + 3, column : column + 3] = 1
    images = 0.8 * masks + torch.randn(count, 32, 32)
    images, masks = images[:, None], masks[:, None]  # (B, 1, H, W), (B, 1, H, W)
    return images, masks


def fit(weight):
    model = nn.Conv2d(1, 1, kernel_size=5, padding=2)
    loss_function = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(weight))
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=50)  # (1)!

    def closure():
        optimizer.zero_grad()
        loss = loss_function(model(images), masks)
        loss.backward()
        return loss

    optimizer.step(closure)
    return model


torch.manual_seed(0)
images, masks = draw_spots(300)
new_images, new_masks = draw_spots(300)
spots = new_masks == 1
print(f"pixels of spots: {spots.float().mean():.2%}")
for weight, thresholds in {1.0: (0.5, 0.15), 20.0: (0.5, 0.7)}.items():
    probabilities = fit(weight)(new_images).detach().sigmoid()  # (300, 1, 32, 32)
    for threshold in thresholds:
        found = probabilities > threshold
        iou = (found & spots).sum() / (found | spots).sum()
        print(f"weight {weight:2.0f}, above {threshold:.2f}: {found.float().mean():.2%}", end=" ")
        print(f"found, accuracy {(found == spots).float().mean():.3f}, IoU {iou:.2f}")
