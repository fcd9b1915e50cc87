"""Named in annotations; the fixture `mocker` is among pytest's own here."""

from pytest._builtins import MockerFixture
