from hanli.projects.text_generation import generate, load_gpt

model, vocabulary = load_gpt()
for text in generate(model, vocabulary, ["深山学剑二十年\n"] * 2, top_p=0.9, seed=1):
    print(text + "\n")
