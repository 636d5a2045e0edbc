from hanli.projects.classification import load_data

found = load_data("fashion")
known = {image.numpy().tobytes() for image in found.training[0]}
print("different training pictures", len(known), "of", len(found.training[0]))
for name in ("validation", "test"):
    images = getattr(found, name)[0]
    print(f"{name}: {sum(image.numpy().tobytes() in known for image in images)} also in training")
