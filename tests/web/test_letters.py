"""The letters that carry links: every one in both languages, with the same places to fill, and safe as a mail's header."""

from string import Formatter

from tasuki.services import shipped
from tasuki.services.letters import compose

VALUES = {
    *("holder", "link", "code", "until", "tenant", "tenant_id", "manager", "discussion", "queue", "minutes", "services"),
    *("reference", "organisation", "first", "reason"),
}
"""What their senders give."""


def places(form: dict[str, str]) -> set[str]:
    return {name for part in ("subject", "body") for _, name, _, _ in Formatter().parse(form[part]) if name}


def test_a_letter_says_the_same_in_both_languages_and_names_only_what_is_given() -> None:
    for name, forms in shipped.plain("letters.yaml").items():
        assert set(forms) == {"ja", "en"}, name
        assert places(forms["ja"]) == places(forms["en"]) <= VALUES, name


def test_whatever_a_customer_is_called_stays_in_one_line_and_blanks_have_words() -> None:
    values = dict.fromkeys(VALUES, "x") | {"tenant": "Evil\r\nBcc: everybody@\x07x", "discussion": "", "manager": "{link}"}
    letter = compose("account-team", "ko", values)
    assert letter.subject.isprintable()
    assert (letter.language, letter.wanted) == ("en", "ko"), "never silently: the fact keeps which language was wanted"
    assert "to be arranged" in letter.body
    assert letter.body.endswith("{link}"), "what somebody is called fills no place"
