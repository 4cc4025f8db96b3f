"""Who works at a running site: one person for each role, and the password of all."""

PASSWORD = "a long enough password for the suite"
PEOPLE = {
    "ada": "Author",
    "rosa": "Clinical reviewer",
    "paul": "Publisher",
    "olga": "Administrator",
}
MAKE_PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name, role in {PEOPLE!r}.items():
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True, first_name=name.title())
    user.groups.add(Group.objects.get(name=role))
"""
