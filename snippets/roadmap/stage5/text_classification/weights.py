from hanli.projects.text_classification.trained import load_networks

bpe, networks = load_networks()
table = networks["bag"].weights.weight  # (4000, 2)
evidence = table[:, 1] - table[:, 0]  # (4000,)
names = list(bpe.tokens)
order = evidence.argsort(descending=True).tolist()
long = [names[number] for number in order if len(names[number]) > 3 and names[number].isascii()]
print("for spam:", *long[:8])
print("against: ", *long[-8:])
