"""The description of the interface: for programs as OpenAPI, for people as one page without scripts."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.faces.api.answers import send
from baluarte.faces.api.problems import NOT_HERE, answer
from baluarte.faces.api.service import VERSION, build, describe

API = build()


@cache
def described() -> dict[str, Any]:
    """Return the description, made once."""
    return describe(API)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the description for programs."""
    return send(request, described())


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Show every route, what it does and what it takes."""
    routes = [
        {"path": path, "method": method.upper(), **_route(operation)}
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/docs.html", {"routes": routes, "version": VERSION})


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address that leads nowhere, in the form of this face."""
    return answer(request, NOT_HERE)


def _route(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [(one["name"], one.get("description", "")) for one in operation.get("parameters", [])],
    }
