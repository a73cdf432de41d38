from __future__ import annotations

import pytest

from controlroom.planfile.tree import Place, Scalar, Tree, encodable, path_text, shown


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("show", "title"), "show.title"),
        (("products", 0, "points", 2), "products[0].points[2]"),
        ((3,), "[3]"),
    ],
)
def test_path_is_written_as_people_do(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path) == text


def test_long_text_is_shown_shortened_on_one_line() -> None:
    assert shown("a\nb") == "'a b'"
    assert shown("x" * 50) == f"'{'x' * 39}…'"


def test_half_of_a_pair_cannot_be_encoded() -> None:
    assert (encodable("面"), encodable("\ud800")) == (True, False)


def test_nearest_place_is_that_of_what_holds_it() -> None:
    tree = Tree(places={(): Place(1, 1), ("a",): Place(2, 3)})
    assert (tree.nearest(("a", "b", 0)), tree.nearest(("c",))) == (Place(2, 3), Place(1, 1))


def test_value_is_found_by_its_path() -> None:
    tree = Tree(value={"a": [Scalar("x", "text")]})
    assert tree.at(("a", 0)) == Scalar("x", "text")
    assert (tree.at(("b",)), tree.at(("a", "x"))) == (None, None)


def test_only_an_error_fails() -> None:
    tree = Tree()
    tree.find("unquoted_time", (), "", severity="warning")
    assert not tree.failed()
    tree.find("bad_text", (), "")
    assert tree.failed()
