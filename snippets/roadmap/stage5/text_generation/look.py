from hanli.projects.text_generation import load_poems

poems = load_poems("seven")
characters = {character for _, text in poems for character in text if character != "\n"}
print(
    f"{len(poems):,} poems, {len({author for author, _ in poems}):,} authors, {len(characters):,} characters"
)
author, text = next(poem for poem in poems if poem[1].startswith("朝辞白帝"))
print(author)
print(text)
