"""The interface against its own description: whatever a program sends, the answer is one that was described."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from baluarte.faces.api.description import described

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = get_wsgi_application()
OPERATIONS = [one.ok() for one in SCHEMA.get_all_operations()]


# Rules of the register, such as what is a network, cannot be said in a schema; and in a form or an address every value is
# a text, so that null is the word null.
BEYOND = {
    ("GET", GenerationMode.NEGATIVE): [negative_data_rejection],
    ("POST", GenerationMode.POSITIVE): [positive_data_acceptance],
    ("PATCH", GenerationMode.POSITIVE): [positive_data_acceptance],
}
WAYS = [
    (one, mode)
    for one in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or one.query or one.path_parameters or one.body
]


@pytest.mark.parametrize(("operation", "mode"), WAYS, ids=lambda value: getattr(value, "label", None) or value.name.lower())
def test_every_answer_is_one_that_was_described(operation, mode, token, seen):
    beyond = list(BEYOND.get((operation.method.upper(), mode), []))
    if any(body.media_type == "multipart/form-data" for body in operation.body):
        beyond.append(negative_data_rejection)

    @settings(
        max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=beyond)

    attempt()
