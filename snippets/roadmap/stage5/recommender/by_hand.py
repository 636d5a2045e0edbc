import math

ranks = {"Li": 1, "Ma": 3, "Mo": 12}  # where each user's left-out item is in the list
k = 10
hits = [rank <= k for rank in ranks.values()]
gains = [1 / math.log2(1 + rank) if rank <= k else 0 for rank in ranks.values()]
print("hits ", hits)
print("gains", gains)
print(f"hit rate@{k} {sum(hits) / len(hits):.3f}, NDCG@{k} {sum(gains) / len(gains):.3f}")
