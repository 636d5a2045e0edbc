from hanli.projects.gan import find_nearest, generate, load_data, load_generator

found = load_data("fashion")
training = found.training[:16000]  # (16000, 1, 28, 28)
pictures = {
    "generated": generate(load_generator("fashion"), 300),
    "real, not trained on": found.test[:300],
    "copied from the training": training[:300],
}
for name, some in pictures.items():
    distances, _ = find_nearest(some, training)
    print(f"{name:25} {distances.mean():5.2f}, smallest {distances.min():5.2f}")
