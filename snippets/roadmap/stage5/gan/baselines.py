import torch

from hanli.projects.gan import (
    Generator,
    count_classes,
    draw_noise,
    draw_normal,
    extract_features,
    frechet_distance,
    generate,
    load_data,
    load_generator,
    repeat_mean,
)

found = load_data("fashion")
training = found.training[:16000]  # (16000, 1, 28, 28)
real = extract_features(found.judge, found.test[:1000])
random = torch.Generator().manual_seed(0)
torch.manual_seed(0)
made = {
    "untrained": generate(Generator(), 1000),
    "noise": draw_noise(1000, training, random),
    "mean picture": repeat_mean(1000, training, random),
    "normal distribution": draw_normal(1000, training, random),
    "trained": generate(load_generator("fashion"), 1000),
    "real": found.validation[:1000],
}
for name, pictures in made.items():
    features = extract_features(found.judge, pictures)  # (1000, 128)
    distance, classes = frechet_distance(features, real), count_classes(found.judge, features)
    print(f"{name:20} {distance:7.2f}, classes {classes:5.2f}")
