"""Persons, not records: who they are, what they may do here, whom they follow, where they are signed in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac

from goodword.core.puids import new_puid


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by e-mail address for Django's authentication."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address; addresses are stored folded."""
        return self.get(email=(username or "").casefold())


class Person(AbstractBaseUser):
    """Somebody, under the name they gave (law 9). E-mail is theirs alone and shown to nobody; imported persons have none."""

    class State(models.TextChoices):
        ACTIVE = "active"
        IMPORTED = "imported"  # came with an import, not claimed yet: cannot sign in
        SUSPENDED = "suspended"
        DELETED = "deleted"
        CLAIMED = "claimed"  # was imported; somebody showed that it was them (ClaimVouch says who)

    puid = models.CharField(max_length=32, unique=True, default=new_puid)
    email = models.EmailField(max_length=254, null=True, unique=True)
    email_confirmed_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True)
    name_is_own = models.BooleanField(
        default=True
    )  # false for a name an import brought: never used in a greeting
    handle = models.CharField(max_length=60, unique=True)
    pronounced = models.CharField(max_length=100, blank=True)
    pronunciation_confirmed = models.BooleanField(default=False)
    different = models.TextField(blank=True)
    goals = models.TextField(blank=True)
    interests = models.JSONField(default=list)
    face = models.JSONField(default=dict)
    picture = models.ForeignKey("Picture", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    just_looking = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    joined_at = models.DateTimeField()
    source = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    claim_code = models.CharField(max_length=40, blank=True)

    USERNAME_FIELD = "email"
    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source=""), name="one_person_a_source_id"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(email__isnull=False),
                name="active_person_has_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.handle

    def get_absolute_url(self) -> str:
        """The address of the profile."""
        return reverse("people:profile", args=[self.handle])

    @property
    def picture_url(self) -> str:
        """The address of their own picture, "" where they have none. Needs no further row, so lists of people stay cheap."""
        if self.picture_id is None:
            return ""
        return f"{reverse('people:own_picture', args=[self.handle])}?v={self.picture_id}"


class Picture(models.Model):
    """A re-encoded picture somebody uploaded. Who may see it follows from where it is used (the gate kind "picture")."""

    puid = models.CharField(max_length=32, unique=True, default=new_puid)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    file = models.CharField(max_length=120)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()


class Session(AbstractBaseSession):
    """Where a person is signed in. Only a successful sign-in makes one."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(auto_now=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @property
    def short(self) -> str:
        """A name for this session on its owner's page, from which the key cannot be read."""
        return salted_hmac("goodword.session", self.session_key).hexdigest()[:16]

    @classmethod
    def get_session_store_class(cls) -> type:
        """The engine that writes these rows."""
        from goodword.people.sessions import SessionStore

        return SessionStore


class RoleGrant(models.Model):
    """A role somebody has, with who gave it, why and since when; it ends with a date, never by deletion."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MANAGER = "manager"
        CARE = "care"
        HOST = "host"
        EXPERT = "expert"
        SPOKESPERSON = "spokesperson"
        MODERATOR = "moderator"
        CHAMPION = "champion"  # a customer: given with consent, never makes staff

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300)
    consented_at = models.DateTimeField(null=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(ends_at__isnull=True),
                name="one_open_grant_a_role",
            )
        ]


class StaffProfile(models.Model):
    """What a member of staff says of their work: areas, hours, and what is so great about this trade."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="staff_profile")
    line = models.CharField(max_length=200, blank=True)
    great = models.CharField(max_length=300, blank=True)
    areas = models.JSONField(default=list)
    hours = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=50)


class Follow(models.Model):
    """Somebody follows a person, product, tag, space or topic. The object is named by kind and id: higher rooms own it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "object_id"], name="follow_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="followers_of")]


class EmailToken(models.Model):
    """A link sent by e-mail that works once: to sign up, to sign in, to reset a password, to change an address. Only its digest is kept.

    Somebody who signs up is no person yet: name and hashed password wait in `details` until the link shows whose address it is, so
    nobody can lay hands on an address that is not theirs. `details` also holds what was being written and where to return to.
    """

    class Purpose(models.TextChoices):
        SIGN_UP = "sign_up"
        SIGN_IN = "sign_in"
        RESET = "reset"
        CHANGE = "change"

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    details = models.JSONField(default=dict)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose="sign_up") | models.Q(person__isnull=False),
                name="only_sign_up_is_nobodys",
            )
        ]


class ClaimVouch(models.Model):
    """An imported person was claimed: by the code in the old profile, or because staff vouched. Kept for ever (the log of it)."""

    imported = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    vouched_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
