"""``symgrad evaluate``: every product shown, readable at any width, and JSON."""

import json

import pytest

from symgrad.cli import main

ARGUMENTS = [
    "evaluate",
    "Z[i,j] = sum(k,l) V[2*i+k,2*j+l]*K[k,l]",
    "K=[[1,0],[2,1]]",
    "V=[[1,2,0,4],[3,4,1,0],[0,1,-1,2],[0,1,1/2,2]]",
]


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_each_entry_is_shown_as_products_and_sum(capsys):
    code, out, _ = run(capsys, *ARGUMENTS)
    assert code == 0
    assert "Z[0,0] = 1·1 + 2·0 + 3·2 + 4·1 = 11" in out
    assert "Z[1,1] = (−1)·1 + 2·0 + (1/2)·2 + 2·1 = 2" in out
    assert "Z = [ 11  2 ]" in out


def test_a_cotangent_asks_for_the_gradient(capsys):
    code, out, _ = run(capsys, *ARGUMENTS, "dL/dZ=[[1,0],[0,0]]", "--wrt", "K")
    assert code == 0
    assert "∂L/∂K = [ 1  2 ]" in out
    assert "proved for all sizes" in out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run(capsys, *ARGUMENTS, "dL/dZ=[[1,2],[3,4]]", "--wrt", "K")
    assert max(map(len, out.splitlines())) <= width


def test_numbers_can_be_in_a_file(capsys, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("1 2 3\n")
    assert "y = [3, 5]" in run(capsys, "evaluate", "y[i] = sum(k<2) x[i+k]", f"x={path}")[1]


def test_a_ragged_file_is_reported_with_its_line(capsys, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("1 2\n3\n")
    code, _, err = run(capsys, "evaluate", "y[i,j] = x[i,j]", f"x={path}")
    assert code == 2
    assert "SG420" in err
    assert f"{path}:2:1" in err


def test_json_has_exact_numbers_and_the_products(capsys):
    _, out, _ = run(capsys, *ARGUMENTS, "dL/dZ=[[1,1],[1,1]]", "--output-format", "json")
    answer = json.loads(out)
    assert answer["schema"] == 1
    assert answer["outputs"][0]["entries"][0] == {"index": [0, 0], "products": "1·1 + 2·0 + 3·2 + 4·1", "value": "11"}
    gradients = {g["wrt"]: g for g in answer["gradients"]}
    assert gradients["K"]["verdict"] == "proved"
    assert gradients["K"]["entries"][2] == {"index": [1, 0], "value": "9/2"}


def test_a_value_without_a_name_is_wrong_usage(capsys):
    code, _, err = run(capsys, "evaluate", "y[i] = x[i]", "[1,2]")
    assert code == 2
    assert "SG410" in err
