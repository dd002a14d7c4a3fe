"""A report type that came after the release: the official table of layouts says what it is, once its file is named."""

import json

from tests.actions.feeding import ingest, organisation

from baluarte.store.warning.models import FindingRow

TEXT = "timestamp,severity,ip,protocol,port\n2026-03-05 03:00:00,high,192.0.2.1,tcp,4711\n"
TABLE = {
    "scan_novelty": {
        "fields": ["timestamp", "severity", "ip", "protocol", "port"],
        "name": "Novelty",
        "classification.type": "vulnerable-system",
    }
}
NAME = "2026-03-05-scan_novelty-anahuac.csv"


def test_the_official_table_teaches_the_server_a_new_report(world, tmp_path):
    organisation("clinic", "192.0.2.0/24")
    before = ingest(world, TEXT, NAME)
    path = tmp_path / "reports.json"
    path.write_text(json.dumps(TABLE))
    world.layouts = str(path)

    after = ingest(world, TEXT.replace("192.0.2.1", "192.0.2.2"), NAME)

    assert (before.state, after.state) == ("done", "done")
    told = dict(FindingRow.objects.values_list("point", "type"))
    assert told["192.0.2.2:4711/tcp"] == "vulnerable-system"
    assert [kind for point, kind in told.items() if point.startswith("192.0.2.1")] == ["undetermined"]
