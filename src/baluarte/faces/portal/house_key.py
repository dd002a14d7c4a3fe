"""The OpenPGP certificate of this house, for everybody to fetch: with it a notice is checked, and an answer encrypted."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from baluarte.core.errors import Missing
from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest


@require_safe
def certificate(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Give the certificate in armour."""
    armour = request.world.keyring.certificate()
    if not armour:
        raise Missing("key.none", "This installation has no OpenPGP key.", "", "Run 'baluarte init'.")
    return HttpResponse(armour, content_type="application/pgp-keys", headers={"Content-Disposition": 'inline; filename="openpgp.asc"'})
