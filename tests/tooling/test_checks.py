"""The pieces of check and ci: steps, laws, translations, the private PostgreSQL, real data, the network."""

import socket
from pathlib import Path

import polib
import pytest

from goodword.cli import ci, laws, postgres, translations
from goodword.cli.environment import ROOT
from goodword.cli.problems import Stop
from goodword.cli.stepping import Steps
from goodword.testing.network import is_local

assert ROOT is not None


def test_steps_go_on_after_a_failure_and_remember_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> str:
        raise Stop("because")

    steps = Steps(tmp_path)
    steps.function("first", refuse)
    steps.command("second", ["sh", "-c", "echo why; exit 3"])
    steps.function("third", lambda: "all of it")
    assert not steps.passed
    assert [step.passed for step in steps.done] == [False, False, True]
    said = capsys.readouterr().out
    assert "because" in said
    assert "why" in said
    assert "third: all of it" in steps.table()


@pytest.mark.parametrize(
    "line", ["3 passed in 0.12s", "== 1 failed, 2 passed, 1 skipped in 61.00s (0:01:01) =="]
)
def test_the_count_of_a_run_is_read(line: str) -> None:
    assert ("2" if "failed" in line else "3", "passed") in ci._COUNT.findall(line)


def test_laws_are_read_from_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "tests" / "laws"
    folder.mkdir(parents=True)
    (folder / "test_01_one.py").write_text(
        '"""Law 1: one.\n\nMore."""\nNOT_WHOLE_YET = ("no room yet",)\ndef test_a(): ...\n'
    )
    (folder / "test_02_two.py").write_text('"""Law 2."""\ndef test_b(): ...\ndef test_c(): ...\n')
    one, two = laws.read(tmp_path)
    assert (one.number, one.title, one.tests, one.missing) == (1, "Law 1: one.", 1, ("no room yet",))
    assert (two.tests, two.missing) == (2, ())
    assert laws.show(tmp_path) == 1
    said = capsys.readouterr().out
    assert "no room yet" in said
    assert "10. has no file" in said


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "goodword"
    (folder / "room" / "templates").mkdir(parents=True)
    (folder / "room" / "tests").mkdir()
    (folder / "room" / "models.py").write_text(
        'from x import gettext as _, ngettext\n_("One %(name)s")\nngettext("a", "b", 2)\n'
    )
    (folder / "room" / "tests" / "test_it.py").write_text('_("not this")\n')
    (folder / "room" / "templates" / "page.html").write_text(
        '<p>\n   {% translate "Two" %}</p>\n {% blocktranslate trimmed count n=n %}\n  {{ n }} thing\n'
        "{% plural %} {{ n }} things {% endblocktranslate %}{# Translators: no #}"
    )
    monkeypatch.setattr(translations, "PACKAGE", folder)
    monkeypatch.setattr(translations, "LOCALE", folder / "site" / "locale")
    return folder


def test_texts_are_collected_from_code_and_templates(package: Path) -> None:
    assert set(translations.collect()) == {
        ("", "One %(name)s", ""),
        ("", "a", "b"),
        ("", "Two", ""),
        ("", "%(n)s thing", "%(n)s things"),
    }


def test_a_catalogue_keeps_what_was_translated(package: Path) -> None:
    translations.run_translate(["he"])
    file = package / "site" / "locale" / "he" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(file))
    assert len(catalogue.find("a").msgstr_plural) >= 2
    catalogue.find("Two").msgstr = "שתיים"
    catalogue.save()
    with pytest.raises(Stop, match="not the compiled form"):
        translations.check()
    translations.run_translate([])
    assert polib.pofile(str(file)).find("Two").msgstr == "שתיים"
    assert "he 25 %" in translations.check()


def test_a_new_text_and_an_old_one_are_found(package: Path) -> None:
    translations.run_translate(["he"])
    (package / "room" / "models.py").write_text('_("Three")\n')
    with pytest.raises(Stop, match=r"(?s)not in the catalogue: 'Three'.*no longer in the source: 'One"):
        translations.check()


def test_a_translation_with_another_placeholder_is_found(package: Path) -> None:
    translations.run_translate(["he"])
    file = package / "site" / "locale" / "he" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(file))
    catalogue.find("One %(name)s").msgstr = "אחד %(nome)s"
    catalogue.save()
    file.with_suffix(".mo").write_bytes(catalogue.to_binary())
    with pytest.raises(Stop, match="other placeholders"):
        translations.check()


def test_a_translation_with_other_tags_is_found(package: Path) -> None:
    (package / "room" / "models.py").write_text('_("An <b>old</b> one")\n')
    translations.run_translate(["he"])
    file = package / "site" / "locale" / "he" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(file))
    catalogue.find("An <b>old</b> one").msgstr = "אחד <b>ישן<b>"
    catalogue.save()
    file.with_suffix(".mo").write_bytes(catalogue.to_binary())
    with pytest.raises(Stop, match="other tags"):
        translations.check()


def test_a_language_that_is_offered_has_to_be_complete(package: Path) -> None:
    translations.run_translate(["he"])
    assert "he 0 %" in translations.check()
    (package / "site" / "settings.py").write_text('LANGUAGES = [("en", "English"), ("he", "עברית")]\n')
    with pytest.raises(Stop, match="he: not translated: 'Two'"):
        translations.check()


def test_a_private_server_runs_as_an_ordinary_user_and_goes() -> None:
    import psycopg

    with postgres.private_cluster() as url:
        host = url.partition("@")[2].partition("/")[0].replace("%2F", "/")
        with psycopg.connect(host=host, user="goodword", dbname="postgres") as line:
            row = line.execute(
                "SELECT current_setting('listen_addresses'), current_setting('fsync')"
            ).fetchone()
        assert row == ("", "off")
        owner = Path(host, "data").stat().st_uid
    assert owner != 0
    assert not Path(host).exists()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        (("127.0.0.1", 1), True),
        (("::1", 1, 0, 0), True),
        (("localhost", 1), True),
        ("/tmp/socket", True),
        (("192.0.2.1", 1), False),
        (("example.org", 80), False),
        (("169.254.169.254", 80), False),
    ],
)
def test_what_the_tests_may_reach(address: object, local: bool) -> None:
    assert is_local(address) is local


def test_a_test_reaches_no_other_machine() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="tried to connect"):
        line.connect(("192.0.2.1", 80))


def test_real_data_is_counted_when_left_out(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOODWORD_DATA", raising=False)
    monkeypatch.delenv("GOODWORD_DATA_REQUIRED", raising=False)
    pytester.makepyfile(
        "import pytest\n@pytest.mark.real_data('beer')\ndef test_a(): ...\n"
        "def test_b(real_data): real_data('wine')\ndef test_c(): ..."
    )
    plugin = ("-p", "goodword.testing.real_data", "-p", "no:django")
    done = pytester.runpytest_subprocess(*plugin, "-o", "markers=real_data: x")
    done.assert_outcomes(passed=1, skipped=2)
    done.stdout.fnmatch_lines(["2 real-data tests left out for want of GOODWORD_DATA*"])
    monkeypatch.setenv("GOODWORD_DATA_REQUIRED", "1")
    pytester.runpytest_subprocess(*plugin, "-o", "markers=real_data: x").assert_outcomes(
        passed=1, failed=1, errors=1
    )
