import json

from wardwise.incidents.runs.views import in_lines


def test_lists_of_figures_stand_on_one_line_and_nothing_is_lost():
    result = {
        "counts": {"treated": [370, 268], "empty": [], "none": None},
        "rows": [{"area": "Dallow [north]\n", "z": [1.5, -2, None]}, []],
        "words": ["a", "b\nc", "d]"],
    }
    said = in_lines(result)
    assert json.loads(said) == result
    assert '"treated": [370, 268]' in said
    assert '"z": [1.5, -2, null]' in said
