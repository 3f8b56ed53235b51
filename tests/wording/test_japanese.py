"""The Japanese of the program is written in one way: one word for one thing, one form for colons, counts, dates and names."""

import re

import pytest

from tools.messages import PACKAGE, Paths, read_catalogue

ONE_WORD = {
    "規則ファイル": "ルールファイル",
    "ひな形": "テンプレート",
    "利用者": "メンバー（お客様の人数なら「ユーザー」）",
    "達成": "到達（条件なら「充足」）",
    "サインインリンク": "サインイン用リンク",
    "エビデンス": "証跡",
    "読み取り値": "計測値",
    "アクション": "対応",
    "頂": "いただく",
    "下さい": "ください",
}
"""What is not said, and what is said instead."""
JAPANESE = "[\u3005\u3040-\u30ff\u4e00-\u9fff]"
COUNT = r"(?:%\((?:n|days|all|rows|users|seats|required|minutes)\)[sd]|\{(?:days|rows|most|count|required|active_users|limit)\}|\d+)"
FORMATS = ("date format", "date format with weekday", "date and time format")


def sentences() -> list[tuple[str, str]]:
    """Each translation with the file that says it first."""
    found = []
    for message in read_catalogue(Paths(PACKAGE).catalogue):
        if message.id and message.context not in FORMATS:
            said = message.string if isinstance(message.string, str) else message.string[0]
            found.append((message.locations[0][0], said))
    return found


@pytest.mark.parametrize(("word", "better"), ONE_WORD.items())
def test_one_thing_has_one_word(word: str, better: str) -> None:
    assert [f"{said} ({better})" for _place, said in sentences() if word in said] == []


def test_colons_are_full_width_where_people_read() -> None:
    assert [said for place, said in sentences() if "/cli/" not in place and re.search(f"{JAPANESE}[」）]?: (?={JAPANESE}|[{{%「（])", said)] == []


def test_a_count_has_its_blank_and_a_date_has_none() -> None:
    tight = [said for _place, said in sentences() if re.search(rf"{JAPANESE}{COUNT}{JAPANESE}", said.replace("%y年%-m月", ""))]
    assert tight == [], "a number stands between blanks: あと 3 件"
    loose = [said for place, said in sentences() if "/lint" not in place and "/cli/" not in place and re.search(r"\{(?:date|on|at|begins|ends)\} (?:に|の|まで|から)", said)]
    assert loose == [], "a date is part of its sentence: {date}に"


def test_a_name_and_its_honorific_are_one() -> None:
    assert [said for _place, said in sentences() if re.search(r"[)}] (?:さん|様)", said)] == []
