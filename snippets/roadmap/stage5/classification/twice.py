from hanli.projects.classification import load_data

found = load_data("fashion")
parts = {name: getattr(found, name)[0] for name in ("training", "validation", "test")}
pictures = {name: {one.numpy().tobytes() for one in images} for name, images in parts.items()}
for name, images in parts.items():
    print(f"{name}: {len(pictures[name])} of {len(images)} are different")
for one, other in (("training", "validation"), ("training", "test"), ("validation", "test")):
    print(f"in {one} and {other}: {len(pictures[one] & pictures[other])}")
