"""The addresses of the desk, below the language. None is public."""

from django.urls import path

from baluarte.faces.desk import today

urlpatterns = [
    path("desk", today.today, name="desk"),
]
