from collections import Counter

from hanli.projects.named_entities import find_entities, load_data, load_recognizer

test = load_data("three_kingdoms").test[:2000]
guesses = load_recognizer().predict([tokens for tokens, _ in test])
missed, invented = Counter(), Counter()
for (tokens, tags), guess in zip(test, guesses, strict=True):
    answers, found = set(find_entities(tags)), set(find_entities(guess))
    for entities, counts in ((answers - found, missed), (found - answers, invented)):
        counts.update("".join(tokens[start:end]) + " " + kind for start, end, kind in entities)
for name, counts in (("missed", missed), ("not in the labels", invented)):
    print(name, counts.total())
    for entity, count in counts.most_common(6):
        print(f"    {entity} {count}")
