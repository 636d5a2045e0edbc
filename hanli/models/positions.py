"""Tell a model where each word stands: sinusoidal and learned codes that are added, and rotary positions that turn.

Source: <https://arxiv.org/abs/1706.03762> (Vaswani et al. 2017, section 3.5), <https://arxiv.org/abs/2104.09864> (Su et al. 2021)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hanli.models.arguments import check_count, check_switch

BASE = 10_000.0


def frequencies(pairs: int, width: int, *, dtype: torch.dtype, device: torch.device | None = None) -> Tensor:
    """Say how far each pair turns from a position to the next, in radians, (pairs,): from 1 down to nearly 1 / BASE."""
    steps = torch.arange(pairs, dtype=dtype, device=device)
    return torch.exp(steps * (-2 / width) * torch.log(torch.tensor(BASE, dtype=dtype, device=device)))


class SinusoidalPositions(nn.Module):
    """Add the sine and cosine codes of the first transformer to word vectors. Nothing is trained.

    Dimensions 2i and 2i + 1 hold the sine and the cosine of `position / 10000 ** (2i / embed_dim)`. If embed_dim is odd, the last
    dimension is a sine without its cosine. The table is a buffer that no checkpoint holds, since it can be computed again.

    Args:
        embed_dim: The length E of the vector of a word.
        max_length: The greatest number of words L.

    Shape:
        Inputs (B, L, E) to outputs (B, L, E).

    Raises:
        TypeError: A count is no int; or the inputs are no tensor of floats.
        ValueError: A count is below 1; or the inputs have another shape, or are longer than max_length.

    Source: <https://arxiv.org/abs/1706.03762> (section 3.5)
    """

    table: Tensor

    def __init__(self, embed_dim: int, max_length: int = 5000) -> None:
        check_count("embed_dim", embed_dim)
        check_count("max_length", max_length)
        super().__init__()
        positions = torch.arange(max_length, dtype=torch.float64).unsqueeze(1)  # (max_length, 1)
        angles = positions * frequencies((embed_dim + 1) // 2, embed_dim, dtype=torch.float64)
        table = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :embed_dim]
        self.register_buffer("table", table.to(torch.get_default_dtype()), persistent=False)

    def forward(self, inputs: Tensor) -> Tensor:
        """Add the codes of positions 0 to L - 1, (B, L, E) to (B, L, E)."""
        _check_words(inputs, *self.table.shape)
        return inputs + self.table[: inputs.shape[1]]


class LearnedPositions(nn.Module):
    """Add a trained vector for each position to word vectors.

    Args:
        embed_dim: The length E of the vector of a word.
        max_length: The number of rows of the table, and the greatest number of words L.

    Shape:
        Inputs (B, L, E) to outputs (B, L, E).

    Raises:
        TypeError: A count is no int; or the inputs are no tensor of floats.
        ValueError: A count is below 1; or the inputs have another shape, or are longer than max_length.

    Source: <https://arxiv.org/abs/1810.04805> (Devlin et al. 2018)
    """

    def __init__(self, embed_dim: int, max_length: int) -> None:
        check_count("embed_dim", embed_dim)
        check_count("max_length", max_length)
        super().__init__()
        self.table = nn.Embedding(max_length, embed_dim)

    def forward(self, inputs: Tensor) -> Tensor:
        """Add the rows 0 to L - 1 of the table, (B, L, E) to (B, L, E)."""
        _check_words(inputs, *self.table.weight.shape)
        rows: Tensor = self.table(torch.arange(inputs.shape[1], device=inputs.device))
        return inputs + rows


class RotaryPositions(nn.Module):
    """Turn queries and keys by their positions, so that their dot products depend on how far apart they are.

    Dimensions are turned in pairs: pair i of a vector at position p by `p / 10000 ** (2i / head_dim)`. The angles are computed in at
    least float32 whatever the dtype of the vectors, since bfloat16 does not tell positions above 256 apart.

    Args:
        head_dim: The length D of a query and of a key, which is even.
        interleaved: Whether pairs are neighbors, (0, 1), (2, 3), …, or dimension i goes with i + D / 2. Weights that were
            trained with one of them give other scores with the other.

    Shape:
        Vectors (..., L, D) to the same shape.

    Raises:
        TypeError: `head_dim` or `first` is no int or `interleaved` no bool; or the vectors are no tensor of floats.
        ValueError: `head_dim` is odd or below 2, or `first` below 0; or the vectors have another shape.

    Source: <https://arxiv.org/abs/2104.09864>
    """

    def __init__(self, head_dim: int, *, interleaved: bool = True) -> None:
        check_count("head_dim", head_dim)
        if head_dim % 2:
            raise ValueError(f"head_dim must be even, since dimensions are turned in pairs, got {head_dim}")
        check_switch("interleaved", interleaved)
        super().__init__()
        self.head_dim, self.interleaved = head_dim, interleaved

    def forward(self, vectors: Tensor, first: int = 0) -> Tensor:
        """Turn each vector by its position, (..., L, D) to (..., L, D).

        Args:
            vectors: `(..., L, D)`, floating-point: queries or keys of one head or of many.
            first: The position of vector 0, above 0 where the words before it are cached.

        Returns:
            The turned vectors, of the same shape and dtype.
        """
        self._check_vectors(vectors, first)
        exact = torch.promote_types(vectors.dtype, torch.float32)
        positions = torch.arange(first, first + vectors.shape[-2], dtype=exact, device=vectors.device)
        turns = frequencies(self.head_dim // 2, self.head_dim, dtype=exact, device=vectors.device)
        angles = positions.unsqueeze(1) * turns  # (L, D / 2)
        cosine, sine = angles.cos(), angles.sin()
        x, y = self._pairs(vectors.to(exact))
        turned = [x * cosine - y * sine, x * sine + y * cosine]
        joined = torch.stack(turned, dim=-1).flatten(-2) if self.interleaved else torch.cat(turned, dim=-1)
        return joined.to(vectors.dtype)

    def _pairs(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """Split vectors into the first and the second of each pair, (..., L, D / 2) both."""
        if self.interleaved:
            return vectors[..., 0::2], vectors[..., 1::2]
        first, second = vectors.chunk(2, dim=-1)
        return first, second

    def _check_vectors(self, vectors: Tensor, first: int) -> None:
        """Refuse what is not vectors of this width, and a first position that does not exist."""
        if not isinstance(vectors, Tensor):
            raise TypeError(f"vectors must be a tensor, got {type(vectors).__name__}")
        if vectors.ndim < 2 or vectors.shape[-1] != self.head_dim:
            raise ValueError(f"vectors must have the shape (..., L, {self.head_dim}), got {tuple(vectors.shape)}")
        if not torch.is_floating_point(vectors):
            raise TypeError(f"vectors must be a tensor of floats, got {vectors.dtype}")
        if isinstance(first, bool) or not isinstance(first, int):
            raise TypeError(f"first must be an int, got {type(first).__name__}")
        if first < 0:
            raise ValueError(f"first must be at least 0, got {first}")


def _check_words(inputs: Tensor, max_length: int, embed_dim: int) -> None:
    """Refuse what is not a batch of word vectors of this width, or is longer than the table."""
    if not isinstance(inputs, Tensor):
        raise TypeError(f"inputs must be a tensor, got {type(inputs).__name__}")
    if inputs.ndim != 3 or inputs.shape[2] != embed_dim:
        raise ValueError(f"inputs must have the shape (B, L, {embed_dim}), got {tuple(inputs.shape)}")
    if inputs.shape[1] > max_length:
        raise ValueError(f"inputs must have at most {max_length} words, the max_length, got {inputs.shape[1]}")
    if not torch.is_floating_point(inputs):
        raise TypeError(f"inputs must be a tensor of floats, got {inputs.dtype}")
