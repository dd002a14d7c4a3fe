"""The measures of the server side run, and their counts hold; how fast they are is for a quiet machine to say."""

import json
import subprocess
import sys

import pytest
from tests.house.building import ROOT

pytestmark = pytest.mark.scale
MEASURES = ("small", "counts", "bulk", "workers", "load")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_of_the_server_counts_right_and_tells_a_figure_for_each_target(measure, tmp_path):
    line = [sys.executable, "-m", "tools.scale.server", measure, "--quick", "--json", "--folder", str(tmp_path)]

    done = subprocess.run(line, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)

    figures = json.loads(done.stdout)
    assert done.returncode == 0
    assert all(one["value"] > 0 for one in figures)
    assert any(one["most"] is not None or one["least"] is not None for one in figures)
