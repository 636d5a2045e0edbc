from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from hanli.projects.text_classification import BPE, load_data

found = load_data("mails")
texts, test = found.training[0][:200], found.test[0][:200]
ours = BPE.learn(texts, size=1500)

theirs = Tokenizer(models.BPE(unk_token="[UNK]"))
theirs.normalizer = normalizers.Lowercase()
theirs.pre_tokenizer = pre_tokenizers.Whitespace()
trainer = trainers.BpeTrainer(
    vocab_size=1500, special_tokens=["[PAD]", "[UNK]"], show_progress=False
)
theirs.train_from_iterator(texts, trainer)

print("same vocabulary:", theirs.get_vocab() == ours.tokens)
print("same tokens:", all(theirs.encode(text).ids == ours.encode(text) for text in test))
print(ours.split("Click here to unsubscribe"))
