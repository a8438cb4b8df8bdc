"""States that carry who, when and why: withheld by the house, withdrawn by the writer."""

from django.conf import settings
from django.db import models

from goodword.core.models import Leaf
from goodword.core.puids import new_puid

PERSON = settings.AUTH_USER_MODEL


class Withholding(models.Model):
    """A text the house does not show, under a rule and with a reason. It cannot exist without its line in the public log."""

    puid = models.CharField(max_length=32, unique=True, default=new_puid)
    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()


class Withdrawal(models.Model):
    """A text its writer took back."""

    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
