"""Tables of rights: accounts, the ways to prove one is theirs, and the names kept apart."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts. It makes none: only an action does."""


class Account(AbstractBaseUser):
    """Somebody who may sign in. There is no password for anyone: the field holds the unusable mark.

    `name` names a role (`administrator`, `duty-1`), not a person. `organisation` is the slug a constituent belongs to.
    """

    name = models.CharField(max_length=100, unique=True)
    reach = models.CharField(max_length=20)
    organisation = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=5, default="es")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()


class SignInLink(models.Model):
    """A link that opens one session, once, within its hour. Only its hash is kept."""

    account = models.ForeignKey("rights.Account", on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Token(models.Model):
    """A key of a program. `key_id` finds the row; the secret is kept as its hash alone."""

    account = models.ForeignKey("rights.Account", on_delete=models.CASCADE, related_name="+")
    key_id = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used = models.DateField(null=True)  # by day alone: more would be a trace of its user


class AccountName(models.Model):
    """The clear name behind a pseudonym, kept apart from every event, for its owner alone."""

    pseudonym = models.CharField(max_length=32, primary_key=True)
    clear = models.CharField(max_length=400)
