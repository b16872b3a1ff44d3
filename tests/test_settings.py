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
def test_a_file_that_cannot_be_understood_is_not_overwritten(file: Path, text: str) -> None:
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
