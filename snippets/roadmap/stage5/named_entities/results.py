from hanli.projects.named_entities import load_data, load_recognizer
from hanli.projects.named_entities.command import remember, scores

found = load_data("three_kingdoms")
network = load_recognizer().predict([tokens for tokens, _ in found.test])
columns = ("accuracy", "precision", "recall", "f1", "recall_unseen")
print(" " * 8, *columns)
for name, guesses in {"memory": remember(found), "CRF": network}.items():
    result = scores(guesses, found)
    print(f"{name:8}", *(f"{result[column]:{len(column)}.3f}" for column in columns))
print("sentences with invalid tags", int(result["invalid"]), "of", len(found.test))
