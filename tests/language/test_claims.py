"""Claims: gradients and equalities, their free indices and ranges, and cotangents that are zero outside."""

from __future__ import annotations

from symgrad.core.term import read
from symgrad.engine.integers import holds
from symgrad.language.plain import plain
from symgrad.language.pretty import pretty
from symgrad.language.reader import parse_program, parse_term
from tests.language.reading import CONVOLUTION, blamed, problem, program


def claims(*lines: str) -> list[tuple[str, str]]:
    result = program("\n".join([CONVOLUTION, *lines]))
    return [(c.kind, plain(c.rhs, result)) for c in result.claims]


def test_the_free_indices_of_a_gradient_range_over_the_tensor() -> None:
    claim = program(f"{CONVOLUTION}; dL/dV[m,n] = 0").claims[0]
    assert (claim.kind, claim.output, claim.wrt, claim.names) == ("gradient", "L", "V", ("m", "n"))
    assert [plain(h) for h in claim.hypotheses] == ["0 <= m", "m < H", "0 <= n", "n < W"]
    assert claim.lhs is None


def test_a_cotangent_that_is_read_outside_is_zero_there_and_that_is_recorded() -> None:
    result = program(f"{CONVOLUTION}; dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,l]")
    guard = "[0 <= m - k < H - P + 1 and 0 <= n - l < W - Q + 1]"
    assert plain(result.claims[0].rhs) == f"sum(k<P, l<Q) {guard}*dL/dZ[m - k,n - l]*K[k,l]"
    assert "dL/dZ is zero outside" in result.assumptions
    assert pretty(result.claims[0].rhs, result) == "Σ_{k,l} ∂L/∂Z[m−k, n−l]·K[k,l]"


def test_a_cotangent_that_stays_inside_needs_no_assumption() -> None:
    result = program(f"{CONVOLUTION}; ∂L/∂K[m,n] = Σ_{{i,j}} ∂L/∂Z[i,j]·V[i+m,j+n]")
    assert plain(result.claims[0].rhs) == "sum(i<H - P + 1, j<W - Q + 1) dL/dZ[i,j]*V[i + m,j + n]"
    assert not any("outside" in a for a in result.assumptions)


def test_an_entry_of_a_jacobian_is_a_derivative() -> None:
    claim = program(f"{CONVOLUTION}; dZ[i,j]/dK[m,n] = V[i+m,j+n]").claims[0]
    assert claim.lhs is not None
    assert plain(claim.lhs) == "d(Z[i,j])/dK[m,n]"
    assert claim.names == ("i", "j", "m", "n")


def test_the_gradient_of_a_loss_that_is_defined_is_its_derivative() -> None:
    claim = program("L = sum(i) x[i]**2; dL/dx[m] = 2*x[m]").claims[0]
    assert claim.lhs is not None
    assert plain(claim.lhs) == "d(L)/dx[m]"


def test_a_chain_of_equalities_is_a_claim_for_each() -> None:
    result = program(f"{CONVOLUTION}; dL/dK[m,n] = sum(i,j) dL/dZ[i,j]*V[i+m,j+n]\n  = 0")
    first, second = result.claims
    assert first.previous is None
    assert second.previous == first.rhs
    assert second.text == "dL/dK[m,n] = 0"


def test_a_claim_about_deltas_needs_no_tensor() -> None:
    result = program("δ[a,b] = δ[a-b,0]")
    assert [(plain(c.lhs), plain(c.rhs)) for c in result.claims if c.lhs] == [("[a = b]", "[a - b = 0]")]
    assert "a is any integer" in result.assumptions


def test_a_second_line_about_a_layer_is_a_claim() -> None:
    assert claims("Z[i,j] = sum(k,l) V[i+l,j+k]*K[l,k]")[0][0] == "equality"


def test_a_read_outside_in_a_claim_is_refused_like_any_other() -> None:
    found = problem(f"{CONVOLUTION}; dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[m-i,n-j]")
    assert (found.code, blamed(found)) == ("SG106", "m-i")
    assert found.help is not None
    assert "K[P,Q] is zero outside" in found.help


def test_the_refused_claim_is_read_once_the_declaration_is_there() -> None:
    text = f"{CONVOLUTION}; dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[m-i,n-j] where K is zero outside"
    assert plain(program(text).claims[0].rhs).startswith("sum(i<H - P + 1, j<W - Q + 1) dL/dZ[i,j]*[0 <= m - i < P")


def test_a_gradient_by_an_intermediate_layer_is_a_cotangent() -> None:
    result = program("h[i] = w*x[i]; y[i] = f(h[i]); dL/dh[i] = dL/dy[i]*f'(h[i])")
    assert plain(result.claims[0].rhs, result) == "dL/dy[i]*f'(h[i])"
    assert set(result.cotangents) == {"dL/dh", "dL/dy"}


def test_a_term_of_a_program_can_be_checked_as_in_a_claim() -> None:
    result = parse_program(CONVOLUTION, holds)
    checked = parse_term("sum(i,j) dL/dZ[i,j]", result, prove=holds)
    assert plain(checked) == "sum(i<H - P + 1, j<W - Q + 1) dL/dZ[i,j]"
    assert parse_term("dL/dZ[i,j]", result) == read("dL/dZ", *parse_term("x[i,j]").args)


def test_definitions_of_a_program_read_back_as_calls() -> None:
    result = program("h[i] = x[i]; y[i] = h[i]*tok2 where x[N], z[N] in 0..3")
    body = result.layers[1].definition.body
    assert body.args[0].op == "call"
    text = plain(parse_term("h[3]*cast(z[2])*[z[1] = 2]", result), result)
    assert text == "h[3]*z[2]*[z[1] = 2]"


def test_the_conditions_of_a_claim_are_hypotheses_of_it_alone() -> None:
    first, second = program("y[i<N] = 2*x[i]; dy[i]/dx[j] = 0 for i != j, x[i] > 0; dy[i]/dx[j] = 2").claims
    assert {"i ≠ j", "0 < x[i]"} <= set(map(pretty, first.hypotheses))
    assert "i ≠ j" not in set(map(pretty, second.hypotheses))


def test_a_definition_has_no_conditions() -> None:
    assert problem("y[i<N] = 2*x[i] for i != 3").code == "SG101"
