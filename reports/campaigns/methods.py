"""Methods behind a campaign test's figures in plain words, and those that were not run."""

from __future__ import annotations

from reports.blocks import Block, Bullets, Explanation, Heading, Sentence, Tone
from reports.campaigns.context import TestWords
from reports.words import capital


def method_name(words: TestWords, code: str) -> str:
    """Return a method's name in plain words."""
    for key in (f"campaign_method.{code}", f"term.{code}"):
        if words.t.has(key):
            return words.t(key)
    return words.t("campaign_method.other", code=words.name(code))


def methods_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return each method that was used, explained, and each that customer rows would have allowed."""
    t = words.t
    used, missing = _used(words), words.result.needs_rows
    found: list[Block] = [Heading(text=t("campaign_methods.heading"), anchor="methods")]
    found.append(Sentence(text=t("campaign_methods.rule")))
    if missing:
        found.append(Sentence(text=t("campaign_methods.missing"), tone=Tone.WARNING))
        found.append(Bullets(items=tuple(_missing(words, code) for code in missing)))
    explained = [code for code in used if t.has(f"campaign_method.{code}.plain")]
    found.extend(
        Explanation(title=capital(method_name(words, code)), text=t(f"campaign_method.{code}.plain"))
        for code in explained
    )
    return tuple(found)


def _missing(words: TestWords, code: str) -> str:
    key = f"campaign_rows.{code}"
    return words.t(key) if words.t.has(key) else method_name(words, code)


def _used(words: TestWords) -> tuple[str, ...]:
    """Return the codes of the methods used, main ones first."""
    result = words.result
    codes = list(result.provenance.methods)
    for effect in result.effects:
        estimate, adjusted = effect.estimate, effect.covariates
        codes += [estimate.interval_method] if estimate and estimate.interval_method else []
        codes += [effect.lift.method] if effect.lift else []
        codes += [adjusted.estimate.method] if adjusted else []
        codes += [effect.bayes.method] if effect.bayes else []
    codes += [support.method for support in result.supports]
    if result.sequential.method == "group_sequential":
        codes.append("group_sequential")
    return tuple(dict.fromkeys(codes))
