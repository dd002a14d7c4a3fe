"""CPE 2.3 names, read strictly, compared as NISTIR 7696 says, and turned into the value of an asset."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baluarte.core.constituency.inventory.cpe import read_cpe
from baluarte.core.constituency.inventory.product import Product, read_product
from baluarte.core.constituency.values import Wrong, read_asset_value
from baluarte.core.products.cpe import covers

REST = ":*:*:*:*:*:*"
ZCS = f"cpe:2.3:a:synacor:zimbra_collaboration_suite:8.8.15:p33{REST}"


@pytest.mark.parametrize(
    ("text", "vendor", "product", "version"),
    [
        (ZCS, "synacor", "zimbra_collaboration_suite", "8.8.15"),
        (r"cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*", "hp", "insight_diagnostics", "7.4.0.1570"),
        (r"cpe:2.3:a:foo\\bar:big\$money:2010:*:*:*:special:ipod_touch:80gb:*", r"foo\\bar", r"big\$money", "2010"),
        (rf"cpe:2.3:a:acme:a\:b:1.0:*{REST}", "acme", r"a\:b", "1.0"),
        (rf"cpe:2.3:O:Cisco:IOS:15.2\(7\)e:*{REST}", "cisco", "ios", r"15.2\(7\)e"),
        (f"cpe:2.3:h:acme:box:-:-{REST}", "acme", "box", "-"),
        (rf"cpe:2.3:a:acme:mail:8.\*:*{REST}", "acme", "mail", r"8.\*"),
        (f"cpe:2.3:a:acme:mail:8.8.*:*{REST}", "acme", "mail", "8.8.*"),
        (f"cpe:2.3:a:acme:mail:8.8.1?:*{REST}", "acme", "mail", "8.8.1?"),
    ],
)
def test_a_formatted_string_is_read_with_its_escapes(text, vendor, product, version):
    cpe = read_cpe(text)

    assert (cpe.vendor, cpe.product, cpe.version) == (vendor, product, version)
    assert read_cpe(str(cpe)) == cpe


@pytest.mark.parametrize(
    "text",
    [
        "cpe:2.3:a:acme:mail", f"cpe:2.3:x:acme:mail:1:*{REST}", f"cpe:2.3:a:acme:mail:1:*{REST}:*", f"cpe:2.3:a::mail:1:*{REST}",
        f"cpe:2.3:a:ac me:mail:1:*{REST}", f"cpe:2.3:a:acme:ma*il:1:*{REST}", f"cpe:2.3:a:acme:m$il:1:*{REST}", "cpe:/a:acme:mail:1",
        f"cpe:2.3:a:acme:mail:1:*{REST}" + "x" * 500, "cpe:2.3:a:acme:mail:1:*:*:*:*:*:*:\\", f"cpe:2.3:a:añejo:mail:1:*{REST}",
    ],
)  # fmt: skip
def test_what_is_no_formatted_string_is_refused(text):
    assert read_cpe(text) is None
    assert read_asset_value("product", text) == Wrong("value.cpe")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (ZCS, "synacor:zimbra collaboration suite:8.8.15 p33"),
        (f"cpe:2.3:a:acme:mail_server:*:*{REST}", "acme:mail server"),
        (f"cpe:2.3:a:acme:mail_server:-:*{REST}", "acme:mail server"),
        (f"cpe:2.3:a:acme:mail_server:7.2:-{REST}", "acme:mail server:7.2"),
        (rf"cpe:2.3:o:cisco:ios:15.2\(7\)e:*{REST}", "cisco:ios:15.2(7)e"),
        ("Cisco:IOS:15.2(7)E", "Cisco:IOS:15.2(7)E"),
        ("Synacor:Zimbra Collaboration Suite:8.8.15 Patch 33", "Synacor:Zimbra Collaboration Suite:8.8.15 Patch 33"),
    ],
)
def test_a_product_has_one_form_whichever_way_it_was_written(text, value):
    assert read_asset_value("product", text) == value
    assert read_asset_value("product", value) == value


@pytest.mark.parametrize("text", [f"cpe:2.3:a:*:mail:1:*{REST}", f"cpe:2.3:a:acme:*:1:*{REST}", f"cpe:2.3:a:acme:ma*:1:*{REST}"])
def test_a_name_for_any_product_is_no_asset(text):
    assert read_asset_value("product", text) == Wrong("value.cpe")


def test_only_one_version_is_a_version():
    assert read_product("a:b:7.2") == Product("a", "b", "7.2")
    assert [read_product(f"a:b:{text}").version for text in ("7.2", "=7.2", ">=7", "<8", ">=7,<8")] == ["7.2", "7.2", "", "", ""]


@pytest.mark.parametrize(
    ("source", "target", "answer"),
    [
        ("8.8.15:p33", "8.8.15:p33", "yes"), ("*:*", "8.8.15:p33", "yes"), ("8.8.15:*", "8.8.15:p33", "yes"),
        ("8.8.15:p33", "8.8.15:*", "maybe"), ("8.8.15:p33", "*:*", "maybe"), ("8.8.15:p33", "8.8.15:p32", "no"),
        ("8.8.*:*", "8.8.15:p33", "yes"), ("8.9.*:*", "8.8.15:p33", "no"), ("8.8.1?:*", "8.8.15:*", "yes"), ("8.8.1?:*", "8.8.1:*", "yes"),
        ("8.8.1?:*", "8.8.155:*", "no"), ("-:*", "8.8.15:*", "no"), ("-:*", "-:*", "yes"), ("8.8.15:-", "8.8.15:p33", "no"),
        ("8.8.15:-", "8.8.15:*", "maybe"), ("*:*", "-:-", "yes"), (r"8.\*:*", "8.8:*", "no"),
    ],
)  # fmt: skip
def test_a_name_covers_another_as_the_comparison_of_names_says(source, target, answer):
    one, other = (read_cpe(f"cpe:2.3:a:synacor:zcs:{versions}{REST}") for versions in (source, target))

    assert covers(one, other) == answer


@pytest.mark.parametrize(
    ("source", "target", "covered"),
    [
        ("*mail", "webmail", True), ("*mail*", "webmailer", True), ("*mail*", "mai", False), ("?mail", "mail", True), ("??mail", "amail", True),
        ("?mail", "aamail", False), ("?a?", "aa", True), ("?a?", "aaaa", False), ("??a??", "aaaaa", True), ("*a?", "bab", True),
        ("*a?", "abb", False), ("?ab*", "abab", True), (r"c?", r"c\+", True), (r"c?", r"c\+\+", False), (r"c??", r"c\+\+", True),
        (r"*\?", r"what\?", True), (r"*\?", "what", False), (r"*\*", r"a\*", True), (r"?\*?", r"\*", True), (r"\!*", r"\!\\", True),
        (r"*\\", r"a\\", True), (r"*\\", r"a\!", False),
    ],
)  # fmt: skip
def test_wildcards_at_the_ends_take_whole_signs_and_a_backslash_ends_their_meaning(source, target, covered):
    one, other = (read_cpe(f"cpe:2.3:a:acme:{name}:1:*{REST}") for name in (source, target))

    assert covers(one, other) == ("yes" if covered else "no")


@pytest.mark.parametrize("sign", ["y", r"\!"])
def test_a_name_of_many_wildcards_takes_no_time(sign):
    one, other = (read_cpe(f"cpe:2.3:a:{name}:x:*:*{REST}") for name in ("?" * 100 + "x" + "?" * 100, sign * 120))
    start = time.process_time()

    answers = {covers(one, other) for _ in range(200)}

    assert answers == {"no"}
    assert time.process_time() - start < 1


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    for whole in (text, "cpe:2.3:" + text, f"cpe:2.3:a:{text}:mail:1:*{REST}"):
        cpe = read_cpe(whole)
        assert cpe is None or read_cpe(str(cpe)) == cpe
