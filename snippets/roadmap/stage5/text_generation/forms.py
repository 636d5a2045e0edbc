from itertools import pairwise

from hanli.projects.text_generation import count_forms, generate, load_corpus, load_gpt, load_rhymes

model, vocabulary = load_gpt()
poems = [vocabulary.decode(row) for row in load_corpus("seven").test[:200]]
lines = [poem.split("\n") for poem in poems]
halves = ["\n".join(one[:2] + two[2:]) for one, two in pairwise(lines)]
groups = {"poems": poems, "two halves": halves}
for temperature in (1.0, 0.7):
    written = generate(model, vocabulary, [""] * 200, temperature=temperature)
    groups[f"network, T={temperature}"] = written
for name, texts in groups.items():
    counted = count_forms(texts, 7, load_rhymes())
    shown = " ".join(f"{key} {value:.2f}" for key, value in counted.items())
    print(f"{name:14} {shown}")
