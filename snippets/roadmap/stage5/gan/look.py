from hanli.projects.gan import load_data

found = load_data("fashion")
for name in ("training", "validation", "test"):
    pictures = getattr(found, name)
    print(f"{name:10} {tuple(pictures.shape)}, from {pictures.min():.0f} to {pictures.max():.0f}")
scaled = found.training[:64] * 2 - 1  # (64, 1, 28, 28)
print(f"for the networks, from {scaled.min():.0f} to {scaled.max():.0f}")
print(f"share of pixels that are background: {(found.training == 0).double().mean():.2f}")
