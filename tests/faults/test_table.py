"""The table of faults (guarantees.md, section 4) and where each of them is caused. A row without its test is a wish."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# Faults whose test says its own name: test_f5_…
BY_NAME = re.compile(r"^def test_f(\d+)_", re.MULTILINE)
TABLE = {
    "F1 killed at each step": "whole/test_crash_every_step.py::test_whatever_the_point_at_which_it_dies_the_end_is_that_of_a_calm_run",
    "F2 between commit and mail": "faults/test_mail.py::test_f2_what_was_queued_before_a_power_cut_leaves_when_the_worker_is_back",
    "F3 between 250 and its mark": "faults/test_mail.py::test_f3_a_power_cut_between_250_and_its_mark_sends_a_second_copy_that_says_so",
    "F4 lost page cache": "faults/test_disk.py::test_f4_whichever_sync_fails_nothing_is_acknowledged_and_the_next_try_is_whole",
    "F5 disk full": "faults/test_disk.py::test_f5_a_lake_that_is_full_counts_against_no_delivery_and_keeps_no_half_row",
    "F6 files and memory": "faults/test_disk.py::test_f6_no_open_file_left_is_a_shortage_that_passes",
    "F7 database away": "faults/test_database.py::test_f7_a_backend_that_is_ended_in_the_middle_is_said_plainly_and_the_next_connection_goes_on",
    "F8 locked or deadlocked": "faults/test_database.py::test_f8_an_import_in_the_way_of_another_writer_has_the_same_result",
    "F9 mail in a bad mood": "faults/test_mail.py::test_f9_whatever_the_server_does_the_message_arrives_in_the_end",
    "F10 clocks": "faults/test_clock.py::test_f10_a_clock_that_jumps_back_keeps_the_order_of_deliveries_and_steps",
    "F11 twice": "faults/test_deliveries.py::test_f11_the_same_content_in_other_bytes_is_counted_and_warns_nobody_twice",
    "F12 out of order": "faults/test_deliveries.py::test_f12_in_whatever_order_days_arrive_the_end_is_the_same",
    "F13 partial, then whole": "faults/test_deliveries.py::test_f13_a_file_cut_at_any_of_two_hundred_places_and_then_whole_has_no_row_lost_or_double",
    "F14 two workers": "whole/test_workers.py::test_f14_two_workers_that_tell_the_same_story_at_once_end_where_one_would",
    "F15 poison": "faults/test_deliveries.py::test_f15_poison_is_set_aside_after_three_tries_with_its_reason_and_those_behind_it_are_read",
    "F16 a stuck worker": "whole/test_workers.py::test_f16_a_worker_that_slept_through_its_turn_cannot_finish_what_another_did",
    "F17 bit rot": "faults/test_deliveries.py::test_f17_any_flipped_bit_of_the_raw_store_or_the_lake_is_found",
    "F18 last night's backup": "whole/test_backup.py::test_last_nights_backup_comes_back_whole_and_sends_nothing_twice",
    "F22 a lost bell": "faults/test_deliveries.py::test_f22_the_file_of_the_queue_may_be_deleted_while_work_waits_and_nothing_is_lost",
    "F23 orphans": "actions/test_crashes.py::test_what_a_crash_left_in_the_lake_is_never_read_and_swept_when_it_is_old",
}


@pytest.mark.parametrize("fault", TABLE)
def test_every_fault_of_the_table_is_caused_by_a_test(fault):
    place, _, name = TABLE[fault].partition("::")

    assert f"\ndef {name}(" in (TESTS / place).read_text("utf-8")


def test_no_test_names_a_fault_that_the_table_does_not_have():
    named = {number for path in TESTS.rglob("test_*.py") for number in BY_NAME.findall(path.read_text("utf-8"))}

    assert {f"F{number}" for number in named} <= {fault.split()[0] for fault in TABLE}
