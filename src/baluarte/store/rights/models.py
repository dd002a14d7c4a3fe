"""Tables of rights: accounts, the ways to prove one is theirs, and the names kept apart."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from baluarte.store.rights.keys.fields import SealedText


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts. It makes none: only an action does."""


class Account(AbstractBaseUser):
    """Somebody who may sign in. Nobody of the team has a password: the field holds the unusable mark.

    `name` names a role (`administrator`, `duty-1`), not a person. `organisation` is the slug a constituent belongs to.
    """

    name = models.CharField(max_length=100, unique=True)
    reach = models.CharField(max_length=20)
    organisation = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=5, default="es")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    epoch = models.PositiveIntegerField(default=0)  # one more ends every session that began before

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind a session to the password and the epoch it began under: a change of either ends it."""
        return salted_hmac("baluarte.rights.session", f"{self.password}:{self.epoch}", secret=secret, algorithm="sha256").hexdigest()


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
    scopes = models.TextField(blank=True, default="")  # `;a;b;`; none: it may do nothing
    organisation = models.CharField(max_length=100, blank=True, default="")  # the only one it is about; empty: wherever its maker may
    label = models.CharField(max_length=20, default="amber+strict")  # the strictest that leaves with it
    networks = models.TextField(blank=True, default="")  # from where it is heard, `;a;b;`; empty: from anywhere
    noticed = models.PositiveSmallIntegerField(default=0)  # how many of its two notices before the end were given


class AccountName(models.Model):
    """The clear name behind a pseudonym, kept apart from every event, for its owner alone."""

    pseudonym = models.CharField(max_length=32, primary_key=True)
    clear = SealedText(shelf="account", subject="pseudonym", moment="since")
    since = models.DateField(null=True)  # the day it was first seen; its key ends with the month


from baluarte.store.rights.grants import tables as grants  # noqa: E402, F401 - the same
from baluarte.store.rights.identity import tables as identity  # noqa: E402, F401 - the same
from baluarte.store.rights.personal import models as personal  # noqa: E402, F401 - Django finds the models of an app here
