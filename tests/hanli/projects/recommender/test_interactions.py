"""Files of all three forms are read alike, what is wrong in them is named, and splits hold apart what they should."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from hanli.projects.recommender import (
    generate_interactions,
    leave_one_out,
    load_data,
    read_interactions,
    split_at_random,
    split_by_time,
)

ROWS = [("7", "31", "2.5", "30"), ("7", "10", "3", "20"), ("9", "31", "4", "10"), ("7", "50", "5", "40")]
FORMS = {"ratings.csv": ",", "u.data": "\t", "ratings.dat": "::"}
MOVIES = {
    "ratings.csv": ("movies.csv", 'movieId,title,genres\n31,"Fall, The (1998)",Drama\n'),
    "u.data": ("u.item", "31|Fall, The (1998)|01-Jan-1998||\n"),
    "ratings.dat": ("movies.dat", "31::Fall, The (1998)::Drama\n"),
}


def write(folder: Path, name: str) -> Path:
    heading = ["userId,movieId,rating,timestamp"] if name == "ratings.csv" else []
    path = folder / name
    path.write_text("\n".join(heading + [FORMS[name].join(row) for row in ROWS]) + "\n", encoding="utf-8")
    movies, text = MOVIES[name]
    (folder / movies).write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", FORMS)
def test_all_forms_give_the_same_interactions(name: str, tmp_path: Path) -> None:
    found = load_data(str(write(tmp_path, name)))
    assert found.names == ("7", "9")
    assert found.titles == ("Fall, The (1998)", "10", "50")
    assert found.users.tolist() == [0, 0, 0, 1]
    assert found.items.tolist() == [1, 0, 2, 0]
    assert found.times.tolist() == [20, 30, 40, 10]
    assert found.ratings.tolist() == [3.0, 2.5, 5.0, 4.0]


def test_a_line_that_is_no_rating_is_named_by_its_number(tmp_path: Path) -> None:
    path = write(tmp_path, "u.data")
    path.write_text(path.read_text() + "9\t10\tgood\t50\n")
    with pytest.raises(ValueError, match=r"u\.data, line 5: must be a user, an item, a rating and a time, got .*good"):
        read_interactions(path)
    path.write_text("9\t10\t3\n")
    with pytest.raises(ValueError, match="line 1: must be a user"):
        read_interactions(path)
    path.write_text("")
    with pytest.raises(ValueError, match="has no ratings"):
        read_interactions(path)
    with pytest.raises(ValueError, match="name must be movielens, generated or the path"):
        load_data(str(tmp_path / "absent.csv"))


def test_movielens_has_the_size_that_grouplens_states() -> None:
    found = load_data("movielens")
    assert (len(found), found.num_users, found.num_items) == (100_000, 943, 1682)
    assert int(found.starts.diff().min()) == 20
    assert found.titles[0] == "Toy Story (1995)"


def test_generated_interactions_repeat_and_have_no_pair_twice() -> None:
    first, second = generate_interactions(), generate_interactions()
    assert torch.equal(first.items, second.items)
    assert not torch.equal(first.items, generate_interactions(seed=1).items)
    pairs = first.users * first.num_items + first.items
    assert len(pairs.unique()) == len(first) == 6000
    with pytest.raises(ValueError, match="per_user must be less than num_items, got 200 of 200"):
        generate_interactions(per_user=200)
    with pytest.raises(ValueError, match="rank must be at least 1, got 0"):
        generate_interactions(rank=0)


def test_masks_and_pairs_agree_with_the_list() -> None:
    found = generate_interactions(num_users=20, num_items=30, per_user=5)
    users = torch.tensor([3, 0, 19])
    marked = found.mark(users)
    for row, user in zip(marked, users, strict=True):
        assert set(row.nonzero().flatten().tolist()) == set(found.items[found.users == user].tolist())
    assert torch.equal(found.contains(users[:, None], torch.arange(30)), marked)
    nothing = found.select(torch.zeros(len(found), dtype=torch.bool))
    assert not nothing.contains(users, users).any()
    assert not nothing.mark(users).any()


def test_the_last_of_each_user_is_the_test_and_the_one_before_it_the_validation(tmp_path: Path) -> None:
    split = leave_one_out(read_interactions(write(tmp_path, "u.data")))
    assert split.training.times.tolist() == [20, 10]  # user 9 has too few to give one away
    assert split.validation.times.tolist() == [30]
    assert split.test.times.tolist() == [40]
    assert split.known.times.tolist() == [20, 30, 10]


def test_a_split_by_time_trains_on_nothing_later_than_the_test() -> None:
    split = split_by_time(load_data("movielens"))
    assert split.training.times.max() <= split.validation.times.min()
    assert split.validation.times.max() <= split.test.times.min()
    assert [len(part) for part in (split.training, split.validation, split.test)] == [80_000, 10_000, 10_000]
    with pytest.raises(ValueError, match="validation and test must be above 0"):
        split_by_time(split.training, test=1.0)


def test_a_random_split_is_a_partition() -> None:
    found = generate_interactions()
    split = split_at_random(found, seed=3)
    parts = [part.users * found.num_items + part.items for part in (split.training, split.validation, split.test)]
    assert len(torch.cat(parts).unique()) == len(found)
    assert [len(part) for part in parts] == [4200, 600, 1200]
