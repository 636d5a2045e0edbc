from hanli.projects.detection import average_precision, guess_boxes, load_scenes

scenes = load_scenes("test", 200)
guesses = guess_boxes(load_scenes("training", 100), scenes)
score = average_precision(guesses, [target for _, target in scenes], 10)
print(f"100 random boxes in each scene: AP50 {score.ap50:.3f}")
