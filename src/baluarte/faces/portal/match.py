"""Matching without telling what one has: what the bundle is, what leaks, and the key that signs it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.actions.products import bundle_key
from baluarte.core.ground.text import Language, Text
from baluarte.faces.portal.asked import PortalRequest

# The seven things that the page of a level says; the numbers in force come with the edition.
SAYS = (
    (
        Text("Qué envía usted", "What you send"),
        Text("Nada. El paquete viaja en un medio y la comparación se hace en su casa, sin red.", "Nothing. The bundle travels on a medium, and you match it at home, without a network."),
    ),
    (
        Text("Qué podríamos averiguar", "What we could find out"),
        Text("Que alguien pidió el archivo; nada si lo recibe por otra mano.", "That somebody fetched the file; nothing where it came by another hand."),
    ),
    (
        Text("Qué podrían averiguar otros", "What others could find out"),
        Text("Lo que dice el paquete: fallas, productos y versiones. No contiene activos de nadie.", "What the bundle says: flaws, products and versions. It holds no asset of anybody."),
    ),
    (
        Text("Qué podría hacer un ladrón", "What a thief could do"),
        Text("Con nuestro servidor, firmar un paquete falso; por eso la llave se compara con la impresa en papel. Con su carpeta de resultados, leer lo que le falta corregir: guárdela.", "With our server, sign a false bundle; so compare the key with the one on paper. With your folder of results, read what you have not fixed: keep it safe."),
    ),
    (
        Text("Qué significa que nada coincida", "What no match means"),
        Text("Que no coincide con esta edición. No prueba que todo esté bien.", "That nothing matches this edition. It is not proof that all is well."),
    ),
    (
        Text("Qué no está aquí", "What is not here"),
        Text("Datos por encima de la etiqueta, exposiciones de otros y cuentas filtradas: de eso se avisa solo a su titular.", "Data above the label, exposures of others, and leaked accounts: only their holder is told of those."),
    ),
)  # fmt: skip
TITLE = Text("Comparar sin decir qué se tiene", "Match without telling what you have")
KEY = Text("La llave que firma los paquetes", "The key that signs the bundles")
HOW = Text("Cómo se compara", "How to match")


@require_safe
def match(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say what the one-way match is and publish its key."""
    key = bundle_key(request.world, request.actor)
    command = f"baluarte match run BUNDLE --assets ours.csv --key {key} --out results"
    words = {"title": TITLE, "key_title": KEY, "how": HOW, "says": SAYS, "key": key, "command": command}
    return render(request, "portal/match.html", words)
