from hanli.projects.detection import average_precision, detect, load_digit_detector
from hanli.projects.detection.scenes import PHOTOS, compose_scenes, load_digits, read_photo

model = load_digit_detector()
for part, names in PHOTOS.items():
    photos = [read_photo(name) for name in names]
    for digits in ("training", "test"):
        scenes = compose_scenes(photos, *load_digits(digits), 200, seed=7)
        targets = [target for _, target in scenes]
        score = average_precision(detect(model, scenes), targets, 10).ap50
        print(f"photographs of {part}, digits of {digits}: AP50 {score:.2f}")
