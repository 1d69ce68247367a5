"""Every theorem of the library has a script; coqc is not needed for this."""

from __future__ import annotations

from symgrad.core.replay import replay
from symgrad.core.show import show_theorem
from symgrad.engine.library import entries
from symgrad.rocq.script import Script, export


def _scripts() -> dict[str, Script | str]:
    """The script of each proved theorem, or what its export raised."""
    out: dict[str, Script | str] = {}
    for entry in entries():
        certificate = entry.document.certificate
        if certificate is None:
            continue
        try:
            out[entry.name] = export(entry.name, certificate)
        except Exception as e:  # noqa: BLE001  # all that fail are told, not only the first
            out[entry.name] = f"{type(e).__name__}: {e}"
    return out


def test_every_theorem_of_the_library_has_a_script_with_its_statement_above() -> None:
    scripts = _scripts()
    assert {name: why for name, why in scripts.items() if isinstance(why, str)} == {}
    assert len(scripts) > 150
    for entry in entries():
        script = scripts.get(entry.name)
        if script is None:
            continue
        assert isinstance(script, Script)
        assert "Admitted" not in script.text
        assert "Axiom" not in script.text
        comment = script.text.partition("(* ")[2].partition(" *)")[0]
        shown = show_theorem(replay(entry.document.certificate)).splitlines()
        assert [line.strip() for line in comment.splitlines()] == [entry.name, *(line.strip() for line in shown)]
