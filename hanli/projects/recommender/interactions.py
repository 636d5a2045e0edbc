"""Who used which item and when: read, generated, and split for a fair test."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from torch import Tensor

from hanli import data


@dataclass(frozen=True)
class Interactions:
    """Interactions of users with items, sorted by user and, within a user, by time.

    Attributes:
        users: The index of the user of each interaction, (N,), int64, from 0.
        items: The index of its item, (N,), int64, from 0.
        ratings: What the user thought of the item, (N,), float32.
        times: When, in seconds, (N,), int64.
        names: What each user is called in the source.
        titles: What each item is called, for people to read.
    """

    users: Tensor
    items: Tensor
    ratings: Tensor
    times: Tensor
    names: tuple[str, ...]
    titles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.users)

    @property
    def num_users(self) -> int:
        """How many users there are, those without an interaction included."""
        return len(self.names)

    @property
    def num_items(self) -> int:
        """How many items there are, those without an interaction included."""
        return len(self.titles)

    @cached_property
    def starts(self) -> Tensor:
        """Where the interactions of each user begin, and where the last ones end, (num_users + 1,)."""
        return torch.searchsorted(self.users, torch.arange(self.num_users + 1))

    @cached_property
    def _keys(self) -> Tensor:
        """One number for each pair of user and item, sorted, (N,)."""
        return (self.users * self.num_items + self.items).sort().values

    def select(self, chosen: Tensor) -> Interactions:
        """The interactions of a mask or of ascending indices, with the same users and items."""
        columns = (self.users[chosen], self.items[chosen], self.ratings[chosen], self.times[chosen])
        return Interactions(*columns, self.names, self.titles)

    def count_items(self) -> Tensor:
        """How many interactions each item has, (num_items,)."""
        return self.items.bincount(minlength=self.num_items)

    def contains(self, users: Tensor, items: Tensor) -> Tensor:
        """Whether each of these pairs is an interaction; the shapes are broadcast."""
        keys = users * self.num_items + items
        if not len(self):
            return torch.zeros_like(keys, dtype=torch.bool)
        places = torch.searchsorted(self._keys, keys).clamp(max=len(self) - 1)
        return self._keys[places] == keys

    def mark(self, users: Tensor) -> Tensor:
        """Which items each of these users (B,) has, as a mask (B, num_items)."""
        rows, interactions = self.of(users)
        marked = torch.zeros(len(users), self.num_items, dtype=torch.bool)
        marked[rows, self.items[interactions]] = True
        return marked

    def of(self, users: Tensor) -> tuple[Tensor, Tensor]:
        """The interactions of these users (B,): the row in `users` that each belongs to (M,), and its index (M,)."""
        starts = self.starts[users]
        counts = self.starts[users + 1] - starts
        rows = torch.arange(len(users)).repeat_interleave(counts)
        before = (counts.cumsum(0) - counts)[rows]  # how many interactions stand before this user's
        return rows, starts[rows] + torch.arange(len(rows)) - before


@dataclass(frozen=True)
class Split:
    """Interactions to train on, to choose by, and to measure once.

    Attributes:
        training: What a model learns from.
        validation: What chooses epochs and settings.
        test: What is measured once.
    """

    training: Interactions
    validation: Interactions
    test: Interactions

    @cached_property
    def known(self) -> Interactions:
        """Training and validation together: what a user has seen when the test comes."""
        first, second = self.training, self.validation
        users, items = torch.cat([first.users, second.users]), torch.cat([first.items, second.items])
        ratings, times = torch.cat([first.ratings, second.ratings]), torch.cat([first.times, second.times])
        return _arrange(users, items, ratings, times, first.names, first.titles)


# ---- reading ---------------------------------------------------------------------------------------------------------


def load_data(name: str) -> Interactions:
    """Load MovieLens 100K, generated interactions, or a file of ratings.

    Args:
        name: `"movielens"` (after `python -m hanli.fetch movielens`), `"generated"`, or the path of a file for
            `read_interactions`.

    Returns:
        The interactions.

    Raises:
        ValueError: There is neither a data set nor a file of this name, or the file is not one of ratings.
        hanli.fetch.MissingData: MovieLens was not fetched.
        hanli.fetch.DamagedData: A file of MovieLens is not that of the data set.
    """
    if name == "generated":
        return generate_interactions()
    if name == "movielens":
        table, titles = data.movie_ratings()
        users, items, ratings, times = table.T
        names = tuple(str(user) for user in range(1, int(users.max()) + 1))
        return _arrange(
            users - 1, items - 1, ratings.float(), times, names, tuple(titles[item] for item in sorted(titles))
        )
    if not Path(name).is_file():
        raise ValueError(f"name must be movielens, generated or the path of a file of ratings, got {name!r}")
    return read_interactions(Path(name))


def read_interactions(path: Path) -> Interactions:
    """Read a file of ratings as the data sets of MovieLens have them, each line a user, an item, a rating and a time.

    `ratings.csv` has commas and a line of headings, `u.data` has tabs, `ratings.dat` has two colons. The titles are taken
    from `movies.csv`, `u.item` or `movies.dat` in the same folder; where there is none, an item is called by its id.

    Args:
        path: The file; of the three forms, the first line tells which it is.

    Returns:
        The interactions. Users and items are numbered in the order in which the file first names them.

    Raises:
        ValueError: A line has not four fields, or no numbers where they must be; the message has its number.
    """
    users, items, ratings, times = array("q"), array("q"), array("f"), array("q")
    known: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for number, fields in enumerate(_split_lines(path), 1):
        if number == 1 and fields[:1] == ["userId"]:
            continue
        try:
            user, item, rating, when = fields
            ratings.append(float(rating))
            times.append(int(float(when)))
        except ValueError:
            raise ValueError(
                f"{path}, line {number}: must be a user, an item, a rating and a time, got {fields}"
            ) from None
        users.append(known[0].setdefault(user, len(known[0])))
        items.append(known[1].setdefault(item, len(known[1])))
    if not users:
        raise ValueError(f"{path} has no ratings")
    titles = _read_titles(path.parent)
    columns = (torch.tensor(users), torch.tensor(items), torch.tensor(ratings), torch.tensor(times))
    return _arrange(*columns, tuple(known[0]), tuple(titles.get(item, item) for item in known[1]))


def _split_lines(path: Path) -> Iterator[list[str]]:
    """The fields of each line of a file, whichever of the forms of MovieLens it has."""
    with path.open(encoding="utf-8" if path.suffix == ".csv" else "latin-1", newline="") as file:
        if path.suffix == ".csv":
            yield from csv.reader(file)
            return
        for line in file:
            separator = next((one for one in ("::", "\t", "|") if one in line), ",")
            yield line.rstrip("\r\n").split(separator)


def _read_titles(folder: Path) -> dict[str, str]:
    """The title of each item, from the file of movies beside the ratings, if there is one."""
    for name in ("movies.csv", "u.item", "movies.dat"):
        if (folder / name).is_file():
            return {fields[0]: fields[1] for fields in _split_lines(folder / name) if len(fields) > 1}
    return {}


def _arrange(
    users: Tensor, items: Tensor, ratings: Tensor, times: Tensor, names: tuple[str, ...], titles: tuple[str, ...]
) -> Interactions:
    """Sort by user and time; what one user did within the same second gets an order by chance, the same at each call."""
    order = _sort(users, times)
    return Interactions(users[order], items[order], ratings[order], times[order], names, titles)


def _sort(users: Tensor, times: Tensor) -> Tensor:
    """The order by user, then time, then chance, (N,)."""
    order = torch.randperm(len(users), generator=torch.Generator().manual_seed(1640))
    order = order[times[order].argsort(stable=True)]
    return order[users[order].argsort(stable=True)]


# ---- generating ------------------------------------------------------------------------------------------------------


def generate_interactions(
    num_users: int = 300, num_items: int = 200, per_user: int = 20, rank: int = 4, seed: int = 0
) -> Interactions:
    """Make interactions of users who do not exist, from tastes of low rank and items of unequal popularity.

    A user's taste is a vector, and so is an item; the larger their product and the item's popularity, the likelier the
    user chooses the item. It serves to try programs where no real data is at hand, and shows nothing about people.

    Args:
        num_users: How many users.
        num_items: How many items.
        per_user: How many items each user chooses, fewer than `num_items`.
        rank: How many numbers a taste has.
        seed: Of all that is drawn.

    Returns:
        The interactions, with ratings from 1 to 5; the time is the place in the order in which a user chose.

    Raises:
        ValueError: An argument is less than 1, or `per_user` is not less than `num_items`.
    """
    given = {"num_users": num_users, "num_items": num_items, "per_user": per_user, "rank": rank}
    for name, value in given.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    if per_user >= num_items:
        raise ValueError(f"per_user must be less than num_items, got {per_user} of {num_items}")
    generator = torch.Generator().manual_seed(seed)
    tastes = torch.randn(num_users, rank, generator=generator)
    kinds = torch.randn(num_items, rank, generator=generator)
    popularity = 1.5 * torch.randn(num_items, generator=generator)
    wish = 2 * tastes @ kinds.T / rank**0.5 + popularity  # (num_users, num_items)
    luck = -torch.log(-torch.log(torch.rand(wish.shape, generator=generator).clamp(1e-9, 1 - 1e-7)))
    items = (wish + luck).topk(per_user).indices  # a draw without replacement, by probabilities softmax(wish)
    ratings = (3.5 + (wish - popularity).gather(1, items) / 2).round().clamp(1, 5)
    users = torch.arange(num_users).repeat_interleave(per_user)
    times = torch.arange(per_user).repeat(num_users)
    names = tuple(f"generated user {user}" for user in range(num_users))
    titles = tuple(f"generated item {item}" for item in range(num_items))
    return _arrange(users, items.flatten(), ratings.flatten(), times, names, titles)


# ---- splitting -------------------------------------------------------------------------------------------------------


def leave_one_out(found: Interactions) -> Split:
    """Each user's last interaction is the test, the one before it the validation, the rest the training data.

    Users with fewer than three interactions stay in the training data.
    """
    counts = found.starts.diff()
    after = found.starts[found.users + 1] - torch.arange(len(found))  # 1 for the last of a user, 2 for the one before
    enough = counts[found.users] >= 3
    test, validation = enough & (after == 1), enough & (after == 2)
    return Split(found.select(~(test | validation)), found.select(validation), found.select(test))


def split_by_time(found: Interactions, validation: float = 0.1, test: float = 0.1) -> Split:
    """Cut all interactions at two moments: what comes last is the test, as when a trained model is put to use.

    Args:
        found: The interactions.
        validation: The share before the test's.
        test: The share of the last interactions.

    Returns:
        The split. Users and items may occur in the test that no training data has.

    Raises:
        ValueError: A share is not above 0, or nothing is left for training.
    """
    _check_shares(validation, test)
    order = found.times.argsort(stable=True)
    return _cut(found, order, validation, test)


def split_at_random(found: Interactions, validation: float = 0.1, test: float = 0.2, seed: int = 0) -> Split:
    """Draw interactions for validation and test by chance, as many published comparisons do."""
    _check_shares(validation, test)
    return _cut(found, torch.randperm(len(found), generator=torch.Generator().manual_seed(seed)), validation, test)


def _check_shares(validation: float, test: float) -> None:
    """Refuse shares that leave a part empty."""
    if not (validation > 0 and test > 0 and validation + test < 1):
        raise ValueError(f"validation and test must be above 0 and less than 1 together, got {validation} and {test}")


def _cut(found: Interactions, order: Tensor, validation: float, test: float) -> Split:
    """Split in an order: first the training data, last the test."""
    ends = [round(len(order) * (1 - validation - test)), round(len(order) * (1 - test))]
    parts = [found.select(part.sort().values) for part in order.tensor_split(ends)]
    return Split(*parts)
