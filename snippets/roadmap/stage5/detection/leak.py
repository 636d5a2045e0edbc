from hanli.projects.detection import average_precision, detect, load_digit_detector
from hanli.projects.detection.scenes import PHOTOS, compose_scenes, load_digits, read_photo

model = load_digit_detector()
digits = {part: load_digits(part) for part in ("training", "test")}
for part, names in PHOTOS.items():
    photos = [read_photo(name) for name in names]
    for digits_part, pictures in digits.items():
        scenes = compose_scenes(photos, *pictures, 200, seed=7)
        targets = [target for _, target in scenes]
        score = average_precision(detect(model, scenes), targets, 10).ap50
        print(f"photographs of {part}, digits of {digits_part}: AP50 {score:.2f}")
