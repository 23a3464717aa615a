"""What installers are answered."""

from importlib import metadata

import pytest

from codingagent_kernel.magics import answer_installer


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("install pandas", f"pandas {metadata.version('pandas')} is already installed."),
        ("install pandas==0.1", f"pandas {metadata.version('pandas')} is already installed (asked for: pandas==0.1)."),
        ("install 'pandas>=2,<3'", "is already installed (asked for: pandas>=2,<3)."),
        ("install pandas[excel]", "is already installed."),
        ("install -U --quiet pandas", "is already installed."),
        ("install sklearn", f"scikit-learn {metadata.version('scikit-learn')} is already installed."),
        ("install PIL", "pillow"),
        ("install nosuch", "nosuch is not installed and cannot be: there is no network here."),
        ("install git+https://example.org/x.git", "cannot be installed, there is no network here."),
        ("install -r requirements.txt", "requirements.txt"),
        ("install", "Nothing can be installed here"),
        ("show numpy", f"numpy {metadata.version('numpy')}"),
        ("list", f"numpy=={metadata.version('numpy')}"),
        ("freeze", f"numpy=={metadata.version('numpy')}"),
        ("uninstall -y pandas", "pip uninstall is not available here"),
        ("", "nothing to do here"),
        ("install 'unclosed", "unclosed"),
        ("install ../../x", "cannot be installed"),
    ],
)
def test_pip_answers(arguments: str, said: str) -> None:
    assert said in answer_installer("pip", arguments)


def test_each_package_has_its_line() -> None:
    lines = answer_installer("pip", "install pandas nosuch numpy").splitlines()
    assert [line.split()[0] for line in lines] == ["pandas", "nosuch", "numpy"]
