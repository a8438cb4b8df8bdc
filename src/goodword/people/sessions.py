"""Sessions in the database that know their person, so that a person can see and end them."""

from datetime import datetime
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet

from goodword.core import clock, prepared
from goodword.people.models import Session


class SessionStore(DatabaseStore):
    """Django's database sessions on our table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        """The row of this key, if it has not ended. As Django's, by a query that is built once."""

        def build(value: Any) -> QuerySet[Session]:
            return Session.objects.filter(session_key=value.key, expire_date__gt=value.now).order_by()[:1]

        key = self.session_key
        found = prepared.find("session", build, key=key, now=clock.now()).first() if key else None
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row that carries the person of the session beside its data."""
        row = cast(Session, super().create_model_instance(data))
        row.person_id = data.get("_auth_user_id")
        row.device = data.get("device", "")
        started = data.get("started")
        row.started_at = datetime.fromisoformat(started) if started else clock.now()
        return row
