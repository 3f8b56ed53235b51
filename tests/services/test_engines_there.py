"""An engine that cannot run says what is missing, before anything is counted."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tasuki.services import loading
from tasuki.services.refusal import Refusal


def code_of(name: str) -> str:
    with pytest.raises(Refusal) as refused:
        loading.engine(name)
    return refused.value.findings[0].code


def test_an_engine_that_is_not_there_is_refused() -> None:
    assert loading.engine("duckdb").name == "duckdb"
    assert code_of("abacus") == "unknown-engine"


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="the extra `spark` is installed")
def test_spark_without_its_extra_names_the_module() -> None:
    assert code_of("spark") == "engine-not-installed"
    assert list(loading.half_installed()) == []


def test_spark_without_java_is_told_of_by_the_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyspark").mkdir()
    (tmp_path / "pyspark" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("django.conf.settings.JAVA_HOME", "")
    assert [finding.code for finding in loading.half_installed()] == ["engine-needs-java"]
    monkeypatch.setattr("django.conf.settings.JAVA_HOME", "somewhere")
    assert list(loading.half_installed()) == []
