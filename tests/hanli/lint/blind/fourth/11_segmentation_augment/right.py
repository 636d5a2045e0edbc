import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import tv_tensors
from torchvision.transforms import v2


class RoadSegmentation(Dataset):
    def __init__(self, images, masks, train=True, size=96):
        self.images = images
        self.masks = masks
        if train:
            self.transform = v2.Compose(
                [
                    v2.RandomCrop(size),
                    v2.RandomHorizontalFlip(p=0.5),
                    v2.ColorJitter(brightness=0.2, contrast=0.2),
                ]
            )
        else:
            self.transform = v2.CenterCrop(size)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = tv_tensors.Image(self.images[index])
        mask = tv_tensors.Mask(self.masks[index])
        image, mask = self.transform(image, mask)
        return image.float() / 255, mask.long()


def main():
    torch.manual_seed(0)
    images = torch.randint(0, 256, (20, 3, 128, 128), dtype=torch.uint8)
    masks = torch.randint(0, 4, (20, 128, 128), dtype=torch.uint8)
    train_set = RoadSegmentation(images[:16], masks[:16], train=True)
    val_set = RoadSegmentation(images[16:], masks[16:], train=False)
    train_loader = DataLoader(train_set, batch_size=4, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=4)

    for name, loader in (("train", train_loader), ("val", val_loader)):
        x, y = next(iter(loader))
        print(name, tuple(x.shape), tuple(y.shape), y.unique().tolist())


if __name__ == "__main__":
    main()
