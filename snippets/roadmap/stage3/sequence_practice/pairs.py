from hanli.data.grammar import animal_sentences

training, test = animal_sentences()
print(len(training), "to train,", len(test), "to test")
print(*training[0], sep="  ")
print("'red cat' in training:", any("red cat" in english for english, _ in training))
print("test sentences in training:", len({*training} & {*test}))
