import unicodedata

from hanli.data import spam_mails
from hanli.projects.text_classification.mails import read_body


def has_other_script(text):
    letters = [character for character in text if character.isalpha() and ord(character) > 255]
    return any("LATIN" not in unicodedata.name(letter, "") for letter in letters)


traits = {
    "header In-Reply-To": lambda mail, body: "\nIn-Reply-To:" in mail,
    "header X-Mailing-List": lambda mail, body: "\nX-Mailing-List:" in mail,
    "line of the list Sightings": lambda mail, body: "Spamassassin-Sightings mailing list" in body,
    "line of the list RPM": lambda mail, body: "RPM-List mailing list" in body,
    "letters of another script": lambda mail, body: has_other_script(body),
}
mails = [(group.startswith("spam"), text, read_body(text)) for group, text in spam_mails()]
for name, test in traits.items():
    found = [spam for spam, text, body in mails if test(text, body)]
    print(f"{name}: wanted {len(found) - sum(found)}, spam {sum(found)}")
