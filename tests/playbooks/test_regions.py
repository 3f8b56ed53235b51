"""The region and the principal time zone of every country (domain: R-13)."""

from zoneinfo import ZoneInfo

from tests.playbooks.plain import SHIPPED, load

AMERICAS = """
AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM
PR PY SR SV SX TC TT US UY VC VE VG VI
"""
APJ = """
AF AQ AS AU BD BN BT CC CK CN CX FJ FM GU HK HM ID IN JP KH KI KP KR LA LK MH MM MN MO MP MV MY NC NF NP NR NU NZ PF PG PH PN PW
SB SG TH TK TL TO TV TW UM VN VU WF WS
"""
EMEA = """
AD AE AL AM AO AT AX AZ BA BE BF BG BH BI BJ BW BY CD CF CG CH CI CM CV CY CZ DE DJ DK DZ EE EG EH ER ES ET FI FO FR GA GB GE GG
GH GI GL GM GN GQ GR GW HR HU IE IL IM IO IQ IR IS IT JE JO KE KG KM KW KZ LB LI LR LS LT LU LV LY MA MC MD ME MG MK ML MR MT MU
MW MZ NA NE NG NL NO OM PK PL PS PT QA RE RO RS RU RW SA SC SD SE SH SI SJ SK SL SM SN SO SS ST SY SZ TD TF TG TJ TM TN TR TZ UA
UG UZ VA XK YE YT ZA ZM ZW
"""


def test_every_country_has_its_region_and_a_time_zone() -> None:
    regions = load(SHIPPED / "regions.yaml")
    expected = {code: region for region, codes in (("Americas", AMERICAS), ("APJ", APJ), ("EMEA", EMEA)) for code in codes.split()}

    assert len(expected) == 249 + 1, "ISO 3166-1, and XK"
    assert {code: country["region"] for code, country in regions["countries"].items()} == expected
    for country in regions["countries"].values():
        assert ZoneInfo(country["zone"]).key == country["zone"]
    assert set(regions["ask-once"]) == {"PK", "AF", "GL", "PS", "UM", "SH", "IO", "AQ", "BV", "HM", "GS", "TF"}


def test_countries_with_several_zones_take_that_of_their_capital() -> None:
    zones = {code: country["zone"] for code, country in load(SHIPPED / "regions.yaml")["countries"].items()}
    capitals = {
        "JP": "Asia/Tokyo",
        "US": "America/New_York",
        "AU": "Australia/Sydney",
        "BR": "America/Sao_Paulo",
        "RU": "Europe/Moscow",
        "NO": "Europe/Oslo",
    }

    assert {code: zones[code] for code in capitals} == capitals
