from hanli.projects.classification import load_digits
from hanli.projects.gan import count_classes, load_data, load_strip, mean_distance

judge = load_digits().model
rows = {"real": load_data("digits").test[:10, 0]}
rows |= {name: load_strip(name)[-1] for name in ("digits", "weak")}
for name, pictures in rows.items():
    classes = count_classes(judge, pictures[:, None])
    print(
        f"{name:10} classes {classes:5.2f}, distance of two pictures {mean_distance(pictures):5.2f}"
    )
