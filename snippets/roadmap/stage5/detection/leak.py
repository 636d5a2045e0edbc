from hanli.projects.detection import average_precision, detect, load_digit_detector, load_scenes

model = load_digit_detector()
for name, scenes in (
    ("photographs and digits of the training", load_scenes("training", 200, seed=7)),
    ("photographs and digits never seen", load_scenes("test", 200)),
):
    targets = [target for _, target in scenes]
    print(f"{name}: AP50 {average_precision(detect(model, scenes), targets, 10).ap50:.2f}")
