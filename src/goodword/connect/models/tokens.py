"""Tokens, with which a program acts for a person, and the answers that were given to requests with an `Idempotency-Key`."""

from django.db import models

from goodword.people.models import Person


class ApiToken(models.Model):
    """A program's key to this house. It acts as its person, with no more than its scopes; only a digest of it is kept.

    It ends with a row that says when, by whom and why; one that has ended never counts again. last_used_on is a day and no more:
    when somebody's program called is nobody's business.
    """

    class Why(models.TextChoices):
        REVOKED = "revoked"
        ROLE_ENDED = "role_ended"
        SUSPENDED = "suspended"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_why = models.CharField(max_length=12, choices=Why, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_why="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_why="")),
                name="ended_token_says_why",
            )
        ]


class KeptAnswer(models.Model):
    """The answer to a request that carried a key, written in the transaction that did what was asked: a retry gets it again."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["at"], name="kept_answers_by_age")]
