"""The program: it beats popularity on tastes of low rank, continues to the same weights, and names what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hanli.projects.program import Settings
from hanli.projects.recommender import Split, bpr_loss, generate_interactions, leave_one_out
from hanli.projects.recommender import command as program
from hanli.projects.recommender.command import main, run


@pytest.fixture(scope="module")
def made() -> Split:
    return leave_one_out(generate_interactions(num_users=400, num_items=120, per_user=24, rank=3))


@pytest.mark.parametrize("model", ["mf", "neumf"])
def test_it_beats_popularity(made: Split, model: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "run", epochs=12, lr=0.02, weight_decay=0.1, device="cpu")
    rows = dict(run(made, settings, model=model, size=16, batch_size=256, negatives=2))
    assert rows[model]["ndcg"] > rows["popularity"]["ndcg"] + 0.02
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    assert "val_ndcg" in (tmp_path / "run/log.csv").read_text("utf-8")


def test_an_interrupted_run_goes_on_to_the_same_weights(
    made: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "whole", epochs=2, lr=0.01, device="cpu")
    run(made, settings, size=8)
    calls = 0

    def interrupted(scores: torch.Tensor, relevance: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if calls == 25:
            raise KeyboardInterrupt
        return bpr_loss(scores, relevance)

    halved = replace(settings, folder=tmp_path / "halved")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setitem(program.LOSSES, "bpr", interrupted)
        run(made, halved, size=8)
    run(made, replace(halved, resume=True), size=8)
    first, second = (torch.load(tmp_path / name / "best.pt", weights_only=True) for name in ("whole", "halved"))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_the_command_line_trains_on_a_file_and_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = generate_interactions(num_users=30, num_items=25, per_user=6)
    columns = zip(made.users.tolist(), made.items.tolist(), made.ratings.tolist(), made.times.tolist(), strict=True)
    lines = ["userId,movieId,rating,timestamp", *(",".join(map(str, row)) for row in columns)]
    (tmp_path / "ratings.csv").write_text("\n".join(lines), encoding="utf-8")
    main(["--data", str(tmp_path / "ratings.csv"), "--epochs", "1", "--size", "4", "--folder", str(tmp_path / "run")])
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in table[1:]] == ["popularity", "item", "mf"]
    for arguments, message in (
        (["--data", "netflix"], "name must be movielens, generated or the path of a file"),
        (["--negatives", "0"], "negatives must be at least 1, got 0"),
        (["--folder", str(tmp_path / "run")], "holds a run: continue it with --resume"),
        (["--model", "svd"], "invalid choice: 'svd'"),
    ):
        with pytest.raises(SystemExit):
            main(arguments if "--folder" in arguments else [*arguments, "--folder", str(tmp_path / "other")])
        assert message in capsys.readouterr().err


def test_a_split_without_a_test_is_refused(tmp_path: Path) -> None:
    split = leave_one_out(generate_interactions(per_user=2))
    with pytest.raises(ValueError, match="interactions for the validation"):
        run(split, Settings(tmp_path, epochs=1, lr=0.01))
