"""Pictures with masks, listings of files, sides and colours: wrong."""

import glob
from glob import glob as list_files
import os
import random
from pathlib import Path

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
import torchvision
import torchvision.transforms.functional as TF
from PIL import Image
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision import datasets, transforms
from torchvision.io import read_image
from torchvision.transforms import v2


class Pairs(Dataset):
    def __init__(self, root):
        self.images = os.listdir(root + "/images")
        self.masks = os.listdir(root + "/masks")  # expect: unsorted-listing
        self.root = root

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = Image.open(os.path.join(self.root, "images", self.images[i]))
        mask = Image.open(os.path.join(self.root, "masks", self.masks[i]))
        return TF.to_tensor(image), torch.from_numpy(np.array(mask))


def pair_files(folder):
    return list(zip(list_files(f"{folder}/images/*"), list_files(f"{folder}/masks/*")))  # expect: unsorted-listing


def load(folder):
    noisy = glob.glob(f"{folder}/noisy/*.png")
    clean = glob.glob(f"{folder}/clean/*.png")  # expect: unsorted-listing
    x = torch.stack([TF.to_tensor(Image.open(path)) for path in noisy])
    y = torch.stack([TF.to_tensor(Image.open(path)) for path in clean])
    return TensorDataset(x, y)


def unsorted_pair_of_listings_third(pairs):
    image_paths = list(Path("images").glob("*.jpg"))
    mask_paths = list(Path("masks").glob("*.png"))  # expect: unsorted-listing
    for image_path, mask_path in zip(image_paths, mask_paths):
        pairs.append((TF.to_tensor(Image.open(image_path)), np.array(Image.open(mask_path))))


class Table(Dataset):
    def __init__(self, root):
        self.files = os.listdir(root)  # expect: unsorted-listing
        self.labels = pd.read_csv("labels.csv")["label"].values

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return TF.to_tensor(Image.open(self.files[i])), self.labels[i]


def bgr():
    image = cv2.imread("cat.jpg")

    model = torchvision.models.resnet18(weights="IMAGENET1K_V1")
    x = transforms.ToTensor()(image)
    x = TF.normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])  # expect: bgr-order


class Cats(Dataset):
    def __init__(self, files):
        self.files = files
        self.transform = transforms.Compose(
            [
                transforms.ToPILImage(),
                transforms.Resize(224),
                transforms.ToTensor(),
                transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            ]
        )

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        image = cv2.imread(self.files[i])
        return self.transform(image)  # expect: bgr-order


def load_2(path):
    bgr = cv2.imread(path)
    return Image.fromarray(bgr)  # expect: bgr-order


def bgr_third(preprocess):
    x = preprocess(load_2("dog.jpg"))
    logits = torchvision.models.resnet50(weights="DEFAULT")(x[None])


def permute_wrong():
    image = cv2.imread("cat.jpg")
    x = torch.from_numpy(image).permute(2, 1, 0).float() / 255  # expect: swapped-sides


def permute_wrong_second():
    picture = read_image("a.png")
    plt.imshow(picture.permute(2, 1, 0).numpy())  # expect: swapped-sides


class Seg(Dataset):
    def __init__(self, images, masks):
        self.images, self.masks = images, masks
        self.resize = transforms.Resize((256, 256))
        self.resize_mask = transforms.Resize((256, 256))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = TF.to_tensor(self.resize(Image.open(self.images[i])))
        mask = np.array(self.resize_mask(Image.open(self.masks[i])))  # expect: class-mask
        return image, torch.from_numpy(mask).long()


def load_pair(image_path, mask_path, size):
    image = cv2.resize(cv2.imread(image_path), (size, size))
    mask = cv2.resize(cv2.imread(mask_path, 0), (size, size))  # expect: class-mask
    return torch.from_numpy(image).permute(2, 0, 1), torch.from_numpy(mask).long()


def masks_bilinear_third(mask_path, model, x):
    mask = Image.open(mask_path).resize((512, 512), Image.BILINEAR)  # expect: class-mask
    target = torch.from_numpy(np.array(mask)).long()
    loss = F.cross_entropy(model(x), target)


def masks_bilinear_fourth(masks, logits):
    masks = (
        F.interpolate(  # expect: class-mask
            masks.float().unsqueeze(1), size=(64, 64), mode="bilinear", align_corners=False
        )
        .squeeze(1)
        .long()
    )
    loss = F.cross_entropy(logits, masks)


class Voc(Dataset):
    def __getitem__(self, i):
        image = TF.to_tensor(Image.open(self.images[i]))
        mask = transforms.ToTensor()(Image.open(self.masks[i])).long()  # expect: class-mask
        return image, mask

    def __len__(self):
        return len(self.images)


def masks_to_tensor_second(model):
    pets = datasets.OxfordIIITPet(
        "data", target_types="segmentation", transform=transforms.ToTensor(), target_transform=transforms.ToTensor()
    )
    for image, mask in DataLoader(pets, 4, shuffle=True):
        loss = F.cross_entropy(model(image), mask.squeeze(1).long())  # expect: class-mask


class Road(Dataset):
    def __init__(self, pairs):
        self.pairs = pairs
        self.transform = transforms.Compose(
            [transforms.RandomHorizontalFlip(), transforms.RandomRotation(10), transforms.ToTensor()]
        )

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        image, mask = Image.open(self.pairs[i][0]), Image.open(self.pairs[i][1])
        image = self.transform(image)
        mask = self.transform(mask)  # expect: unpaired-augmentation
        return image, mask


def augment(image, mask):
    if random.random() < 0.5:
        image = TF.hflip(image)
    if random.random() < 0.5:  # expect: unpaired-augmentation
        mask = TF.hflip(mask)
    return TF.to_tensor(image), TF.to_tensor(mask)


def random_pair_apart_fourth():
    joint = transforms.Compose([transforms.RandomResizedCrop(256), transforms.ToTensor()])
    plain = transforms.Compose([transforms.Resize((256, 256)), transforms.ToTensor()])
    data = datasets.VOCSegmentation("data", transform=joint, target_transform=joint)  # expect: unpaired-augmentation


def crop_params_apart(image, mask):
    i, j, h, w = transforms.RandomCrop.get_params(image, (256, 256))
    image = TF.crop(image, i, j, h, w)
    i, j, h, w = transforms.RandomCrop.get_params(mask, (256, 256))  # expect: unpaired-augmentation
    mask = TF.crop(mask, i, j, h, w)


def size_order(boxes):
    image = Image.open("a.jpg")
    height, width = image.size  # expect: swapped-sides
    boxes = boxes / torch.tensor([width, height, width, height])


def size_order_second(boxes):
    image = cv2.imread("a.jpg")
    width, height = image.shape[:2]  # expect: swapped-sides
    boxes = torch.tensor(boxes) * torch.tensor([width, height, width, height])


def cv2_resize_order(image):
    height, width = image.shape[:2]
    small = cv2.resize(image, (height // 2, width // 2))  # expect: swapped-sides
    x = torch.from_numpy(small)


class Pairs2(Dataset):
    def __init__(self, images, masks, transform):
        self.images, self.masks, self.transform = images, masks, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image, mask = Image.open(self.images[i]), Image.open(self.masks[i])
        if self.transform:
            image = self.transform(image)
            mask = self.transform(mask)  # expect: unpaired-augmentation
        return image, mask


def jitter_on_mask_second(a, b):
    train_set = Pairs2(a, b, transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()]))


class Detect(Dataset):
    def __getitem__(self, i):
        image, boxes = self.load(i)
        if random.random() < 0.5:  # expect: unpaired-augmentation
            image = TF.hflip(image)

        return image, boxes


class SegDataset(Dataset):
    def __init__(self, imgs, masks, train=True):
        self.imgs, self.masks = imgs, masks
        self.tf = transforms.Compose(
            [
                transforms.ToTensor(),
                transforms.RandomCrop(224),
                transforms.RandomVerticalFlip(),
            ]
        )

    def __len__(self):
        return len(self.imgs)

    def __getitem__(self, idx):
        img = Image.open(self.imgs[idx]).convert("RGB")
        label = Image.open(self.masks[idx])
        return self.tf(img), self.tf(label)  # expect: unpaired-augmentation


def train_transform(image, mask):
    image = transforms.RandomHorizontalFlip(p=0.5)(image)
    mask = transforms.RandomHorizontalFlip(p=0.5)(mask)  # expect: unpaired-augmentation
    return TF.to_tensor(image), torch.as_tensor(np.array(mask), dtype=torch.int64)


def random_rotate(image, mask):
    image = TF.rotate(image, random.uniform(-15, 15))
    mask = TF.rotate(mask, random.uniform(-15, 15))  # expect: unpaired-augmentation
    return torch.stack([image, mask])


def augmentation_mask_seventh():
    angle = random.uniform(-15, 15)


def resize_pair(img, mask, size=(256, 256)):
    img = TF.resize(img, size)
    mask = TF.resize(mask, size)  # expect: class-mask
    return TF.to_tensor(img), torch.from_numpy(np.array(mask)).long()


class Road2(Dataset):
    def __getitem__(self, idx):
        image = cv2.cvtColor(cv2.imread(self.images[idx]), cv2.COLOR_BGR2RGB)
        mask = cv2.imread(self.masks[idx], cv2.IMREAD_GRAYSCALE)
        image = cv2.resize(image, (512, 512), interpolation=cv2.INTER_LINEAR)
        mask = cv2.resize(mask, (512, 512), interpolation=cv2.INTER_LINEAR)  # expect: class-mask
        return torch.from_numpy(image).permute(2, 0, 1).float() / 255, torch.from_numpy(mask).long()

    def __len__(self):
        return len(self.images)


def preprocess(path):
    img = cv2.imread(path)
    img = cv2.resize(img, (224, 224))

    img = img.astype(np.float32) / 255.0
    img = (img - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])  # expect: bgr-order
    return torch.from_numpy(img).permute(2, 0, 1).unsqueeze(0).float()


def bgr_sixth(model):
    transform = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])]
    )
    cap = cv2.VideoCapture(0)
    while True:
        ok, frame = cap.read()

        x = transform(frame).unsqueeze(0)  # expect: bgr-order
        print(model(x).argmax(1))


class Denoise(Dataset):
    def __init__(self, root):
        self.noisy = [os.path.join(root, "noisy", f) for f in os.listdir(os.path.join(root, "noisy"))]
        self.clean = [  # expect: unsorted-listing
            os.path.join(root, "clean", f) for f in os.listdir(os.path.join(root, "clean"))
        ]

    def __len__(self):
        return len(self.noisy)

    def __getitem__(self, idx):
        a = Image.open(self.noisy[idx])
        b = Image.open(self.clean[idx])
        return TF.to_tensor(a), TF.to_tensor(b)


def listing_sixth(PairDataset):
    image_files = glob.glob("data/images/*.png")
    label_files = glob.glob("data/labels/*.txt")  # expect: unsorted-listing
    train_set = PairDataset(image_files, label_files)
    loader = DataLoader(train_set, 8, shuffle=True)


def listing_seventh(model):
    names = os.listdir("test")  # expect: unsorted-listing
    answers = np.loadtxt("answers.txt")
    for name, answer in zip(names, answers):
        x = TF.to_tensor(Image.open(f"test/{name}"))
        hits += int(model(x[None]).argmax(1).item() == answer)


class Cells(Dataset):
    def __init__(self, pairs):
        self.pairs = pairs
        self.aug = v2.Compose([v2.RandomHorizontalFlip(), v2.RandomRotation(20)])

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        img, seg = self.pairs[i]
        return self.aug(img), self.aug(seg)  # expect: unpaired-augmentation


def imread_size(box):
    img = cv2.imread("x.jpg")
    w, h, _ = img.shape  # expect: swapped-sides
    x1, y1, x2, y2 = (box * torch.tensor([w, h, w, h])).int().tolist()


class Depth(Dataset):
    def __init__(self, rgb, depth):
        self.rgb, self.depth = rgb, depth
        self.crop = transforms.RandomCrop(240)

    def __len__(self):
        return len(self.rgb)

    def __getitem__(self, i):
        rgb = TF.to_tensor(Image.open(self.rgb[i]))
        depth = TF.to_tensor(Image.open(self.depth[i]))
        return self.crop(rgb), self.crop(depth)  # expect: unpaired-augmentation


class Sr(Dataset):
    def __init__(self, files):
        self.files = files
        self.flip = transforms.RandomHorizontalFlip()

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        hr = TF.to_tensor(Image.open(self.files[i]))
        lr = F.avg_pool2d(hr[None], 4)[0]
        return self.flip(lr), self.flip(hr)  # expect: unpaired-augmentation


def one_hot_mask():
    mask = cv2.imread("mask.png", 0)
    mask = cv2.resize(mask, (128, 128))  # expect: class-mask
    onehot = F.one_hot(torch.from_numpy(mask).long(), 5)


def pairs(root):
    left = root.joinpath("left").iterdir()
    right = root.joinpath("right").iterdir()  # expect: unsorted-listing
    return [(TF.to_tensor(Image.open(a)), TF.to_tensor(Image.open(b))) for a, b in zip(left, right)]


def pil_array_bgr_out(model, x):
    out = (model(x)[0].permute(1, 2, 0) * 255).byte().cpu().numpy()
    cv2.imwrite("out.png", out)
    rgb = Image.open("a.png").convert("RGB")
    cv2.imwrite("in.png", np.array(rgb))  # expect: bgr-order


def downsample(mask):
    small = F.interpolate(mask[None, None].float(), scale_factor=0.5, mode="bilinear")  # expect: class-mask
    return small[0, 0].long()


def sorted_glob_only_one_side(batch):
    imgs = sorted(glob.glob("x/*.png"))
    masks = glob.glob("y/*.png")  # expect: unsorted-listing
    for img, msk in zip(imgs, masks):
        batch.append((TF.to_tensor(Image.open(img)), torch.from_numpy(np.array(Image.open(msk)))))


class Two(Dataset):
    def __init__(self, a, b):
        self.a = sorted(Path(a).glob("*.png"))
        self.b = list(Path(b).glob("*.png"))  # expect: unsorted-listing

    def __len__(self):
        return len(self.a)

    def __getitem__(self, i):
        return TF.to_tensor(Image.open(self.a[i])), TF.to_tensor(Image.open(self.b[i]))
