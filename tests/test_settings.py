import tomllib
from pathlib import Path

import pytest

from vividdesk.errors import SettingsError
from vividdesk.settings import Appearance, LogLevel, Settings, SettingsFile, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults(file: Path) -> None:
    assert read(file) == (Settings(), [])
    assert not file.exists()


def test_a_change_is_written_and_read_back(file: Path) -> None:
    settings = SettingsFile(file)
    settings.change(appearance=Appearance.DARK, vistoure_address="https://example.org")
    assert tomllib.loads(file.read_text()) == {
        "look": {"appearance": "dark"},
        "services": {"vistoure": {"address": "https://example.org"}},
    }
    assert SettingsFile(file).settings == settings.settings
    assert SettingsFile(file).settings.address("vistoure") == "https://example.org"


def test_what_is_unknown_stays_comments_and_all(file: Path) -> None:
    file.write_text('# mine\n[look]\nappearance = "light" # bright room\nfuture = [1, 2]\n\n[booth]\npin = 1\n')
    SettingsFile(file).change(appearance=Appearance.DARK)
    assert file.read_text() == (
        '# mine\n[look]\nappearance = "dark" # bright room\nfuture = [1, 2]\n\n[booth]\npin = 1\n'
    )


def test_another_program_changing_the_file_meanwhile_is_not_undone(file: Path) -> None:
    settings = SettingsFile(file)
    file.write_text('[log]\nlevel = "debug"\n')
    settings.change(appearance=Appearance.DARK)
    assert SettingsFile(file).settings == Settings(appearance=Appearance.DARK, log_level=LogLevel.DEBUG)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[look]\n\nappearance = "blue"', 3, "“blue”, but may be one of: system, light, dark"),
        ("look.appearance = 3", 1, "is 3"),
        ("[services.vimmerse]\naddress = true", 2, "is true, but must be a text in quotes"),
        ("[services]\nvimmerse = { address = 4 }", 2, "is 4"),
        ('[look]\nappearance = "dark', 2, "not TOML"),
        ("[look\n", 1, "not TOML"),
        ("look = 3\n", 1, "above it stands 3"),
        ("[[look]]\nappearance = 'dark'\n", 2, "above it stands"),
        ("a = " + "[" * 5000, 1, "not TOML"),
        ("folders.results = 1", 1, "is 1, but must be a text in quotes"),
        ("[services.vimmerse]\naddress = ''\njobs_a_day = -1", 3, "is -1, but must be a whole number, 0 or more"),
        ("services.vistoure.jobs_a_day = 2.5", 1, "is 2.5, but must be a whole number"),
        ("services.vistoure.jobs_a_day = true", 1, "is true, but must be a whole number"),
        ("[services.vividflow]\n\ncredits_a_day = nan", 3, "is nan, but must be a number, 0 or more"),
        ("services.vividflow.credits_a_day = inf", 1, "must be a number"),
        (f"services.vividflow.credits_a_day = 1{'0' * 400}", 1, "must be a number"),
        ("services.vividflow.requests_an_hour = '500'", 1, "is “500”, but must be a whole number"),
        ("prices = 3", 1, "prices is 3, but must be a table. It is passed over."),
        ("[prices]\n\nvividflow = 3", 3, "prices.vividflow is 3, but must be a table. It is passed over."),
        ("[prices.nobody]\na = 1", 1, "prices.nobody is of no service; there are: vimmerse, vividflow, vistoure."),
        ("prices = []", 1, "must be a table"),
    ],
)
def test_fault_39_nonsense_is_named_with_its_line_and_left_alone(file: Path, text: str, line: int, words: str) -> None:
    file.write_text(text)
    settings, (problem, *_more) = read(file)
    assert settings == Settings()
    assert problem.line == line
    assert words in problem.reason
    assert str(file) in str(problem)
    assert file.read_text() == text


def test_fault_39_the_rest_of_the_file_counts(file: Path) -> None:
    file.write_text('[look]\nappearance = "blue"\nlanguage = "de"\n')
    settings, problems = read(file)
    assert settings.language == "de"
    assert len(problems) == 1


def test_a_mark_that_some_editors_put_first_is_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[look]\nappearance = 'dark'\n")
    assert read(file) == (Settings(appearance=Appearance.DARK), [])


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    file.symlink_to(tmp_path / "kept" / "mine.toml")
    SettingsFile(file).change(appearance=Appearance.DARK)
    assert file.is_symlink()
    assert "dark" in (tmp_path / "kept" / "mine.toml").read_text()


def test_fault_39_bytes_that_are_no_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    settings, problems = read(file)
    assert settings == Settings()
    assert len(problems) == 1


@pytest.mark.parametrize("text", ['[look]\nappearance = "dark', "look = 3\n", "\0"])
def test_fault_39_a_file_that_cannot_be_understood_is_not_overwritten(file: Path, text: str) -> None:
    file.write_text(text)
    settings = SettingsFile(file)
    with pytest.raises(SettingsError) as caught:
        settings.change(appearance=Appearance.LIGHT)
    assert "holds until vividdesk is closed" in caught.value.title
    assert settings.settings.appearance is Appearance.LIGHT
    assert file.read_text() == text


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "gone" / "settings.toml")
    with pytest.raises(SettingsError, match="No such file"):
        settings.change(appearance=Appearance.LIGHT)


def test_limits_and_folders(file: Path) -> None:
    file.write_text(
        "[folders]\nresults = '~/clips'\n[services.vividflow]\njobs_a_day = 20\ncredits_a_day = 300\n"
        "requests_an_hour = 200\n[services.vimmerse]\njobs_a_day = 0\n"
    )
    settings, problems = read(file)
    assert problems == []
    assert settings.results_folder == "~/clips"
    found = (settings.jobs_a_day, settings.credits_a_day, settings.requests_an_hour)
    assert [method("vividflow") for method in found] == [20, 300.0, 200]
    assert type(settings.credits_a_day("vividflow")) is float
    assert [method("vimmerse") for method in found] == [None, None, None]


def test_prices_that_the_person_fills_in(file: Path) -> None:
    file.write_text('[prices.vividflow]\n"veo3.1" = 20\n"wan2.1" = 7.5\n[prices.vistoure]\n"workflow:My flow" = 0\n')
    settings, problems = read(file)
    assert problems == []
    assert settings.price("vividflow", "veo3.1") == 20.0
    assert settings.price("vividflow", "wan2.1") == 7.5
    assert settings.price("vistoure", "workflow:My flow") == 0.0
    assert settings.price("vividflow", "another") is None
    assert settings.price("vimmerse", "vim_arctic") is None


def test_fault_39_a_wrong_price_is_named_and_the_others_count(file: Path) -> None:
    text = '[look]\nappearance = "dark"\n[prices.vividflow]\n"veo3.1" = 20\n"wan2.1" = "much"\n\n'
    text += '[prices.vistoure]\n"workflow:My flow" = -1\n'
    file.write_text(text)
    settings, problems = read(file)
    assert settings.prices == {"vividflow": {"veo3.1": 20.0}, "vistoure": {}}
    assert [(problem.line, problem.reason) for problem in problems] == [
        (5, "prices.vividflow.wan2.1 is “much”, but must be a number, 0 or more. It is passed over."),
        (8, "prices.vistoure.workflow:My flow is -1, but must be a number, 0 or more. It is passed over."),
    ]
    SettingsFile(file).change(appearance=Appearance.LIGHT, vividflow_jobs_a_day=3)
    assert file.read_text() == text.replace('"dark"', '"light"') + "\n[services.vividflow]\njobs_a_day = 3\n"


def test_prices_are_changed_one_by_one(file: Path) -> None:
    file.write_text('# mine\n[prices.vividflow]\n"veo3.1" = 20 # seen in May\n"wan2.1" = "much"\nold = 1\n')
    SettingsFile(file).change(prices={"vividflow": {"veo3.1": 20.0, "new": 3.0}})
    assert file.read_text() == (
        '# mine\n[prices.vividflow]\n"veo3.1" = 20 # seen in May\n"wan2.1" = "much"\nnew = 3.0\n'
    )
