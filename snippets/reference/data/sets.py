from hanli.data import digits, mnist_small, split

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
print(images.shape, images.dtype, labels.bincount().tolist())

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
train, val = split(labels, 0.8, seed=1640)  # (1)!
print(len(train), len(val), labels[val].bincount().tolist())
print(images[val].shape, f"from {images.min():g} to {images.max():g}")

again, _ = split(labels, 0.8, seed=1640)
print("the same split again:", again.equal(train))
