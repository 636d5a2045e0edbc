from nervaluate import Evaluator

from hanli.projects.named_entities import entity_scores, find_entities

answer = ["B-PER", "I-PER", "O", "B-PER", "I-PER", "I-PER", "O", "B-LOC", "I-LOC"]
guess = ["B-PER", "I-PER", "O", "O", "B-PER", "I-PER", "O", "B-LOC", "I-LOC"]
right = set(find_entities(answer)) & set(find_entities(guess))
print("answers", find_entities(answer))
print("guesses", find_entities(guess))
print("right  ", sorted(right))
precision, recall = len(right) / 3, len(right) / 3
by_hand = 2 * precision * recall / (precision + recall)
accuracy = sum(a == g for a, g in zip(answer, guess, strict=True)) / len(answer)
print(f"token accuracy {accuracy:.4f}, entity F1 {by_hand:.4f}")
ours = entity_scores([find_entities(answer)], [find_entities(guess)])
theirs = Evaluator([answer], [guess], tags=["PER", "LOC"], loader="list").evaluate()
print("equal", round(ours.f1, 9) == round(theirs["overall"]["strict"].f1, 9) == round(by_hand, 9))
