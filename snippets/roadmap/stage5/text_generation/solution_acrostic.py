from hanli.projects.text_generation import generate, keeps_form, load_gpt

model, vocabulary = load_gpt()
text = ""
for first in "春夏秋冬":
    text += first
    (text,) = generate(model, vocabulary, [text], max_tokens=7, top_p=0.8, seed=4)  # (1)!
    text = text.rstrip("\n") + "\n"
print(text)
print("four lines of seven:", keeps_form(text.rstrip("\n"), 7))
