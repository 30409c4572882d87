"""Everybody as the directory has them, keyed by the code of the files: what an import is compared with."""

from mentorlift.people.models import Employment, Identity, Post
from mentorlift.people.rules.changes import Present


def present_people() -> dict[str, Present]:
    """Code -> last employment and last post. Three queries, whatever the number of people; the erased are absent."""
    identities = list(Identity.objects.all())
    codes = {identity.person_id: identity.code for identity in identities}
    spells = {spell.person_id: spell for spell in Employment.objects.order_by("hired_on")}
    posts = {post.person_id: post for post in Post.objects.order_by("from_on", "id")}
    found = {}
    for identity in identities:
        spell, post = spells[identity.person_id], posts[identity.person_id]
        found[identity.code] = Present(
            person_id=identity.person_id,
            code=identity.code,
            name=identity.name,
            email=identity.email,
            hired_on=spell.hired_on,
            exited_on=spell.exited_on,
            post_from=post.from_on,
            team=post.team,
            site=post.site,
            role=post.role,
            manager_id=codes.get(post.manager_id, "") if post.manager_id else "",
            working_share=float(post.working_share),
            attributes=post.attributes,
        )
    return found
