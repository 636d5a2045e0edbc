all_pixels = {"red": 0.2470, "green": 0.2435, "blue": 0.2616}
copied = {"red": 0.2023, "green": 0.1994, "blue": 0.2010}
for color, std in all_pixels.items():
    ratio = std / copied[color]
    print(f"{color:5} dividing by {copied[color]:.4f} instead of {std:.4f} leaves {ratio:.2f}")
