from hanli.projects.detection import load_mtcnn, read_photo

model = load_mtcnn()
for name in ("astronaut.png", "chelsea.png", "motorcycle_left.png"):
    stages = model(read_photo(name).float() / 255)
    print(name, "boxes after each network:", [len(boxes) for boxes, _ in stages])
    for box, score in zip(*stages[-1], strict=True):
        print("  box", box.round().int().tolist(), f"score {score:.2f}")
