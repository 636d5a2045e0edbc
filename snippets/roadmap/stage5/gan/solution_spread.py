import torch

from hanli.projects.gan import (
    count_classes,
    extract_features,
    frechet_distance,
    load_data,
    load_generator,
    mean_distance,
)

found, generator = load_data("fashion"), load_generator("fashion")
real = extract_features(found.judge, found.validation[:1000])
noise = torch.randn(1000, 32, generator=torch.Generator().manual_seed(5))  # (1000, 32)
print("scale  distance  classes  distance of two")
for scale in (0.25, 0.5, 0.75, 1.0, 1.25):
    with torch.no_grad():
        pictures = generator(scale * noise) / 2 + 0.5  # (1000, 1, 28, 28)
    features = extract_features(found.judge, pictures)  # (1000, 128)
    distance, classes = frechet_distance(features, real), count_classes(found.judge, features)
    print(f"{scale:5.2f} {distance:9.2f} {classes:8.2f} {mean_distance(pictures[:500]):16.2f}")
