def test_the_machine_is_told_port_and_wishes(type_line, machine):
    type_line("demo", "--port", "8123", "--reset", "--no-open")
    type_line("serve", "--host", "127.0.0.2")

    assert machine.asked == [("demo", 8123, True, False), ("serve", "127.0.0.2", 8000)]


def test_init_prints_where_everything_is_and_the_link(type_line):
    ended = type_line("init")

    assert "/data/backups" in ended.out
    assert ended.out.rstrip().endswith("/es/sign-in/abc")
    assert type_line("init", "--json").json["link"].endswith("/abc")


def test_a_question_without_a_terminal_is_an_error(type_line):
    ended = type_line("org", "merge", "a", "b", "--json")

    assert ended.code == 2
    assert ended.json["error"]["code"] == "command.question"


def test_the_demo_prints_address_and_link_as_data_and_its_progress_as_notes(type_line):
    plain, asked = type_line("demo"), type_line("demo", "--json")

    assert plain.err == "Populating…\n"
    assert plain.out.splitlines()[0].startswith("Serving at http://127.0.0.1:8000")
    assert plain.out.splitlines()[-1] == "http://127.0.0.1:8000/es/sign-in/abc"
    assert asked.json == {"url": "http://127.0.0.1:8000", "link": "http://127.0.0.1:8000/es/sign-in/abc"}
