from hanli.projects.classification import load_digits
from hanli.projects.gan import count_classes, extract_features, load_data, load_strip, mean_distance

judge = load_digits().model
rows = {"real": load_data("digits").test[:10, 0]}  # 10 pictures of each kind
rows |= {name: load_strip(name)[5] for name in ("digits", "strong", "weak")}
for name, pictures in rows.items():
    classes = count_classes(judge, extract_features(judge, pictures[:, None]))
    distance = mean_distance(pictures)
    print(f"{name:8} classes {classes:5.2f}, distance of two pictures {distance:6.3f}")
