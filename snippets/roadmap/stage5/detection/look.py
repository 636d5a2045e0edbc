from hanli.projects.detection import load_scenes

scenes = load_scenes("test", 3)
image, target = scenes[0]
print(tuple(image.shape), image.dtype)
for box, label in zip(target["boxes"].tolist(), target["labels"].tolist(), strict=True):
    print(label, box)
