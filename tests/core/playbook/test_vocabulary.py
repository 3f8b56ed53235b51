"""Names, and cells that hold several of them."""

import pytest

from tests.core.playbook.reading_help import VOCABULARY

NAMES = [
    ("roles", "FastTrack Manager", "fasttrack-manager", "as written"),
    ("roles", "fasttrack  MANAGER", "fasttrack-manager", "case and blanks do not matter"),
    ("roles", "FastTrackマネージャー", "fasttrack-manager", "no blank where the vocabulary has one"),
    ("roles", "Fast\u200bTrack\u00a0Manager", "fasttrack-manager", "invisible characters do not matter"),
    ("roles", "ＦＭ", "fasttrack-manager", "full width"),
    ("roles", "Gerente FastTrack (FM)", "fasttrack-manager", "brackets belong to the name"),
    ("services", "Skype for Business – PSTN Calling", "sfb-pstn-calling", "one dash is as good as another"),
    ("sections", "Naechste Schritte", "next-steps", "umlauts written with e"),
    ("sections", "Proximos pasos", "next-steps", "no accents"),
    ("sections", "Pro\u0301ximos pasos", "next-steps", "accents as characters of their own"),
    ("roles", "FastTrack マネーシャー", None, "what stands above kana is no accent"),
    ("sections", "概要", "overview", "whole"),
    ("sections", "概要の更新", "refresh-summary", "never by prefix"),
    ("roles", "Nobody I know", None, "unknown"),
    ("no such kind", "FM", None, "unknown kind"),
]

CELLS = [
    ("services", "Exchange / SharePoint", ["exchange", "sharepoint"], "a slash with blanks"),
    ("services", "Exchange/SharePoint", ["exchange", "sharepoint"], "and without"),
    ("services", "Exchange、Teams；Yammer", ["exchange", "teams", "yammer"], "CJK marks"),
    ("services", "Exchange, Teams; Yammer & Intune", ["exchange", "teams", "yammer", "intune"], "Latin marks"),
    ("services", "Exchange and Teams und Yammer y Intune e Edge", ["exchange", "teams", "yammer", "intune", "edge"], "words"),
    ("services", "Exchange and/or Teams", ["exchange", "teams"], "one separator, not two"),
    ("services", "Exchange y/o Teams", ["exchange", "teams"], "Spanish"),
    ("services", "ExchangeおよびTeams和Yammer", ["exchange", "teams", "yammer"], "CJK words need no blanks"),
    ("services", "Classroom/SDS", ["classroom-sds"], "a name with a separator wins"),
    ("services", "Classroom / SDS / Teams", ["classroom-sds", "teams"], "whatever its blanks are"),
    ("services", "Teams, Aulas y SDS", ["teams", "classroom-sds"], "in the middle of a list too"),
    ("roles", "Get Modern / Intune FastTrack SMEs / FM", ["get-modern-sme", "fasttrack-manager"], "a role with a separator"),
    ("services", "Skype for Business - PSTN Calling / Skype for Business - Cloud PBX", ["sfb-pstn-calling", "sfb-cloud-pbx"], "prefixes"),
    ("services", "Exchange / Exchange", ["exchange"], "each once"),
    ("services", "Lotus 1-2-3 / Teams", ["Lotus 1-2-3", "teams"], "unknown ones as written"),
    ("services", "-", [], "nobody"),
    ("roles", "–", [], "nobody, with a dash of another length"),
    ("roles", "", [], "empty"),
    ("roles", " / ", [], "nothing but a separator"),
    ("roles", "FE は", ["fasttrack-engineer"], "Japanese debris"),
    ("roles", "O FE", ["fasttrack-engineer"], "Portuguese debris"),
    ("roles", "Al terminar la discusión el FE", ["fasttrack-engineer"], "Spanish debris"),
    ("roles", "FE は / SME、Juggler", ["fasttrack-engineer", "sme", "Juggler"], "debris around one of several"),
    ("roles", "FM o FE", ["FM o FE"], "two abbreviations: nobody knows which"),
    ("roles", "FE / SME", ["fasttrack-engineer", "sme"], "no debris"),
    ("roles", "Networking SME", ["Networking SME"], "only FE is known to carry debris"),
    ("roles", "COFFEE", ["COFFEE"], "two letters inside a word are no abbreviation"),
    ("motions", "お客様の状態/RFA/ターゲティング", ["customer-health", "rfa", "targeting"], "motions"),
]


@pytest.mark.parametrize(("kind", "name", "key", "why"), NAMES)
def test_a_name_is_found_whatever_its_case_and_blanks(kind: str, name: str, key: str | None, why: str) -> None:
    assert VOCABULARY.key_of(kind, name) == key, why


@pytest.mark.parametrize(("kind", "cell", "values", "why"), CELLS)
def test_a_cell_is_split_into_its_names(kind: str, cell: str, values: list[str], why: str) -> None:
    assert [name.value for name in VOCABULARY.split(kind, cell)] == values, why


def test_names_are_found_by_their_key() -> None:
    assert "FastTrack 经理" in VOCABULARY.names("roles", "fasttrack-manager")
    assert VOCABULARY.names("roles", "no-such-role") == ()


def test_every_name_leads_back_to_its_key() -> None:
    for kind in ("phases", "motions", "roles", "services", "labels", "sections", "criteria"):
        for name, key in VOCABULARY.all_names(kind):
            assert VOCABULARY.key_of(kind, name) == key, (kind, name)
            assert [one.value for one in VOCABULARY.split(kind, name)] == [key], (kind, name)
