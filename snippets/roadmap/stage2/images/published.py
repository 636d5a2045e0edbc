from torchvision.transforms import v2

mean = (0.4914, 0.4822, 0.4465)
right = (0.2470, 0.2435, 0.2616)  # (1)!
copied = (0.2023, 0.1994, 0.2010)  # (2)!
normalize = v2.Normalize(mean, right)  # (3)!
for colour, good, bad in zip(("red", "green", "blue"), right, copied, strict=True):
    print(f"{colour:6}dividing by {bad:.4f} instead of {good:.4f} leaves a std of {good / bad:.2f}")
