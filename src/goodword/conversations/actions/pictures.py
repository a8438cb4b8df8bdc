"""Pictures in texts: kept by their owner (`people.actions.pictures`), shown only where their text is shown."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.conversations.models import PostPicture, Reply, Topic
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.text import clean_line
from goodword.people.models import Person, Picture

MOST = 12  # pictures in one text
IN_TEXT = re.compile(r"/pictures/([0-9a-z]{6,32})")


@transaction.atomic
def add_pictures(topic: Topic, pictures: list[tuple[Picture, str]], *, by: Person) -> None:
    """Show pictures of one's own, each with its caption, below a topic of one's own. Raises NotAllowed, Invalid."""
    if topic.author_id != by.pk or any(picture.owner_id != by.pk for picture, _caption in pictures):
        raise NotAllowed(_("Only its writer adds pictures."))
    there = PostPicture.objects.filter(topic=topic).count()
    if there + len(pictures) > MOST:
        raise Invalid(_("Twelve pictures are enough for one text."), field="pictures")
    PostPicture.objects.bulk_create(
        PostPicture(topic=topic, picture=picture, caption=clean_line(caption, 300), position=there + number)
        for number, (picture, caption) in enumerate(pictures)
    )


def link_pictures(post: Topic | Reply) -> None:
    """Remember which of the writer's own pictures a text uses, so that the gate lets its readers see them."""
    target = {"reply": post} if isinstance(post, Reply) else {"topic": post}
    wanted = set(IN_TEXT.findall(post.body)) if "/pictures/" in post.body else set()
    if not wanted:
        return
    there = set(PostPicture.objects.filter(**target).values_list("picture__puid", flat=True))
    own = Picture.objects.filter(owner_id=post.author_id, puid__in=wanted - there)[:MOST]
    PostPicture.objects.bulk_create(PostPicture(picture=picture, position=50, **target) for picture in own)
