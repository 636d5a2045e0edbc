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
real = extract_features(found.judge, found.test[:2000])
random = torch.Generator().manual_seed(0)
torch.manual_seed(0)
made = {
    "untrained": generate(Generator(), 2000),
    "noise": draw_noise(2000, training, random),
    "mean picture": repeat_mean(2000, training, random),
    "normal distribution": draw_normal(2000, training, random),
    "trained": generate(load_generator("fashion"), 2000),
    "real": found.validation[:2000],
}
for name, pictures in made.items():
    distance = frechet_distance(extract_features(found.judge, pictures), real)
    print(f"{name:20} {distance:7.2f}, classes {count_classes(found.judge, pictures):5.2f}")
