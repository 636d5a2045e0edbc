from hanli.projects.segmentation import load_data

found = load_data("nuclei")
for name in ("training", "validation", "test"):
    image, mask = getattr(found, name)[0]
    share = (mask == 1).double().mean()
    print(f"{name:10} image {tuple(image.shape)}, mask {tuple(mask.shape)}, nuclei {share:.3f}")
print(mask.dtype, mask.unique().tolist(), found.classes)
