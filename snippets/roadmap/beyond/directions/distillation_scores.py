from collections import defaultdict

import torch
from distillation import accuracy, all_images, images, labels, small, student, teacher, train

scores = defaultdict(list)
for seed in range(3):
    model = train(teacher, seed, small, labels, steps=150)
    with torch.no_grad():
        logits = model(images)  # (5000, 10)
    students = {
        "500 labels": (small, labels),
        "500, soft": (small, logits.softmax(dim=1)),
        "500, soft, T=4": (small, (logits / 4).softmax(dim=1), 4.0),
        "3000, soft": (all_images, logits.softmax(dim=1)),
        "3000, hard": (all_images, logits.argmax(dim=1)),
        "3000 labels": (all_images, labels),
    }
    scores["teacher"].append(accuracy(model))
    for name, arguments in students.items():
        scores[name].append(accuracy(train(student, seed, *arguments)))
for name, values in scores.items():
    print(f"{name:14}", *(f"{value:.2f}" for value in values))
print(*(sum(p.numel() for p in build().parameters()) for build in (teacher, student)))
