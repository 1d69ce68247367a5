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


# ---- Tübingen, Deep Neural Networks, assignment 11, question 3, over an image of 5×5 ----

FIRST, SECOND = "K=[[0,1,1],[0,1,0],[-2,0,-1]]", "K=[[1,0],[2,1]]"
IMAGE = [[1, 2, 0, 4, 1], [3, 4, 1, 0, 2], [0, 1, -1, 2, 5], [2, 0, 3, 1, 1], [4, 2, 0, 1, 3]]
BY_HAND = {  # kernel and stride: the outputs
    (FIRST, 1): [[7, 1, 2], [-1, -1, -3], [-8, -1, 5]],
    (FIRST, 2): [[7, 2], [-8, 5]],
    (SECOND, 1): [[11, 11, 2, 6], [4, 5, 1, 9], [4, 4, 6, 5], [12, 4, 4, 6]],
    (SECOND, 2): [[11, 2], [4, 6]],
}


@pytest.mark.parametrize(("kernel", "stride"), BY_HAND)
def test_the_kernels_of_the_exercise_are_convolved_as_by_hand(capsys, kernel, stride):
    layer = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]".replace("i+", f"{stride}*i+").replace("j+", f"{stride}*j+")
    _, out, _ = run(capsys, "evaluate", layer, kernel, f"V={json.dumps(IMAGE)}", "--output-format", "json")
    (output,) = json.loads(out)["outputs"]
    expected = BY_HAND[kernel, stride]
    assert output["shape"] == [len(expected), len(expected[0])]
    assert [entry["value"] for entry in output["entries"]] == [str(value) for row in expected for value in row]


def test_the_first_kernel_with_stride_1_is_shown_product_by_product(capsys):
    _, out, _ = run(capsys, "evaluate", "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]", FIRST, f"V={json.dumps(IMAGE)}")
    assert "Z[0,0] = 1·0 + 2·1 + 0·1 + 3·0 + 4·1 + 1·0 + 0·(−2) + 1·0 + (−1)·(−1) = 7" in " ".join(out.split())
    assert [line.strip() for line in out.splitlines() if "[ " in line] == [
        "Z = [  7   1   2 ]",
        "[ −1  −1  −3 ]",
        "[ −8  −1   5 ]",
    ]


def test_the_gradient_in_the_first_kernel_for_ones_is_the_sum_of_each_window(capsys):
    arguments = ["evaluate", "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]", FIRST, f"V={json.dumps(IMAGE)}"]
    ones = "dL/dZ=[[1,1,1],[1,1,1],[1,1,1]]"
    _, out, _ = run(capsys, *arguments, "--wrt", "K", ones, "--output-format", "json")
    (gradient,) = json.loads(out)["gradients"]
    windows = [sum(IMAGE[i + m][j + n] for i in range(3) for j in range(3)) for m in range(3) for n in range(3)]
    assert gradient["verdict"] == "proved"
    assert [int(entry["value"]) for entry in gradient["entries"]] == windows


def test_what_stands_alone_has_no_parentheses(capsys):
    _, out, _ = run(capsys, "evaluate", "y[i] = exp(x[i])", "x=[5/2,-1]")
    assert "y[0] = exp(5/2) = 12.18" in out
    assert "y[1] = exp(−1) = 0.367" in out
    _, out, _ = run(capsys, "evaluate", "y[i] = max(k<2) x[i+k]", "x=[-1,1/2]")
    assert "y[0] = max(−1, 1/2) = 1/2" in out


# ---- what is wrong with the numbers is told with its place ----

LAYER = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"
HOSTILE = [  # the values, the code, the message, and what is underlined
    (["V=[[1,2],[3]]", "K=[[1]]"], "SG420", "this is a row of 1, but the first is a row of 2", "[3]"),
    (["V=[[1,[2]],[3,4]]", "K=[[1]]"], "SG420", "this is a row of 1, but the first is a number", "[2]"),
    (["V=[[1,a],[3,4]]", "K=[[1]]"], "SG420", "`a` is no number", "a"),
    (["V=[[1,nan]]", "K=[[1]]"], "SG420", "`nan` is no number", "nan"),
    (["V=[[1/0,2]]", "K=[[1]]"], "SG420", "`1/0` divides by zero", "1/0"),
    (["V=[[1e99999]]", "K=[[1]]"], "SG420", "the exponent of `1e99999` is too large", "1e99999"),
    (["V=[[1,,2]]", "K=[[1]]"], "SG420", "`,` is no number", ","),
    (["V=[[1,2]]]", "K=[[1]]"], "SG420", "`]` stands after the end of the numbers", "]"),
    (["V=" + "[" * 5000, "K=[[1]]"], "SG420", "lists are nested more than 32 deep", "["),
    (["V=[1,2]", "K=[[1]]"], "SG421", "V has 2 axes, but this has 1", "[1,2]"),
    (["V=[[1,2],[3,4]]", "K=[[1,2,3]]"], "SG421", "Z has no entries: it would be 2×0", LAYER),
    (["V=[[1,2]]", "K=[[1]]", "dL/dZ=[[1]]"], "SG421", "∂L/∂Z is 1×1, which does not fit", "[[1]]"),
    (["V=[[1,2]]", "K=[[1]]", "H=3"], "SG421", "V is 1×2, which does not fit", "[[1,2]]"),
    (["V=[[1,2]]", "K=[[1]]", "H=1.5"], "SG421", "H is a whole number", "1.5"),
    (["V=[[1,2]]", "K=[[1]]", "dL/dY=[[1,2]]"], "SG422", "the definition has no dL/dY", "dL/dY"),
    (["V=[[1,2]]", "K=[[1]]", "V=[[1]]"], "SG422", "V is given twice", "V"),
]


@pytest.mark.parametrize(("values", "code", "message", "underlined"), HOSTILE, ids=[message for _, _, message, _ in HOSTILE])
def test_numbers_that_cannot_be_used_are_underlined(capsys, values, code, message, underlined):
    rc, _, err = run(capsys, "evaluate", LAYER, *values)
    assert rc == 2
    assert f"[{code}]: {message}" in err
    shown = err.splitlines()
    (marks,) = [k for k, line in enumerate(shown) if line.strip("| ^") == "" and "^" in line]
    start, end = shown[marks].index("^"), shown[marks].rindex("^") + 1
    assert shown[marks - 1][start:end] == underlined


def test_a_file_that_is_not_there_is_not_taken_for_a_number(capsys):
    code, _, err = run(capsys, "evaluate", "y[i] = x[i]", "x=./nowhere/numbers")
    assert code == 2
    assert "SG401" in err


def test_a_number_is_not_taken_for_a_file(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "5").write_text("7")
    assert "y = 5" in run(capsys, "evaluate", "y = x", "x=5")[1]


def test_a_gradient_without_a_cotangent_is_refused(capsys):
    code, _, err = run(capsys, "evaluate", LAYER, "V=[[1,2]]", "K=[[1]]", "--wrt", "K")
    assert code == 2
    assert "no value of dL/dZ is given" in err


def test_a_condition_that_the_numbers_break_is_told_before_what_is_missing(capsys):
    layer = "y[o<O] = sum(k<3) x[s*o+k]  where x[N], s >= 1, s*(O-1)+3 <= N"
    code, _, err = run(capsys, "evaluate", layer, "x=[1,2,3,4]", "s=0")
    assert code == 2
    assert "it does not hold that 1 ≤ s" in err


def test_an_exponential_that_is_too_large_is_said_to_be(capsys):
    code, _, err = run(capsys, "evaluate", "y[i] = exp(x[i])", "x=[1e9999]")
    assert code == 2
    assert "an exponential that is too large" in err


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
