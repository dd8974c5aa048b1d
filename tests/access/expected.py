"""What each role is answered: the words that table.py is written in.

Who may do what is written down once more here: access.py is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import ROLES, SIGNED_IN

LOGIN = "sign in"  # a redirect to the door
Expected = Mapping[str, int | str]

# Who does what with the unit's documents.
SEE = frozenset(
    {
        "staff",
        "staff of parent",
        "reviewer",
        "publisher",
        "bureau",
        "auditor",
        "administrator",
        "site administrator",
        "superuser",
    }
)
EDIT = frozenset({"staff", "staff of parent", "superuser"})
REVIEW = frozenset({"reviewer", "superuser"})
PUBLISH = frozenset({"publisher", "superuser"})
MANAGE = frozenset({"administrator", "site administrator", "superuser"})
FORMS = MANAGE | {"bureau"}
SITE = frozenset({"site administrator", "superuser"})
WATCH = frozenset({"bureau", "auditor", "administrator", "site administrator", "superuser"})
INSPECT = frozenset({"bureau", "superuser"})
LOG = frozenset({"auditor", "administrator", "site administrator", "superuser"})
# Who does so anywhere at all.
WATCH_SOMEWHERE = WATCH | {"bureau elsewhere", "administrator elsewhere"}
LOG_SOMEWHERE = LOG | {"administrator elsewhere"}
EDIT_SOMEWHERE = EDIT | {"staff of another"}
MANAGE_SOMEWHERE = MANAGE | {"administrator elsewhere"}
FORMS_SOMEWHERE = FORMS | {"administrator elsewhere", "bureau elsewhere"}
TEACH_SOMEWHERE = EDIT_SOMEWHERE | MANAGE_SOMEWHERE


def closed(given: Expected) -> Expected:
    """Everybody else: the door for who is not signed in."""
    return {role: given.get(role, LOGIN) for role in ROLES}


def all_in(status: int) -> Expected:
    """The same for everyone who is signed in."""
    return closed(dict.fromkeys(SIGNED_IN, status))


def door(inside: int, outside: int) -> Expected:
    return {role: inside if role in SIGNED_IN else outside for role in ROLES}


def everyone(status: int | str) -> Expected:
    return dict.fromkeys(ROLES, status)


def of_unit(may: frozenset[str], status: int, *, see: frozenset[str] = SEE) -> Expected:
    """A page of an object: for those who may, 403 for those who only see it, else it is not there."""
    return closed({r: status if r in may else 403 if r in see else 404 for r in SIGNED_IN})


def of_region(may: frozenset[str], status: int) -> Expected:
    """A page of the region for who may watch it."""
    return of_unit(may, status, see=WATCH)


def anywhere(may: frozenset[str], status: int) -> Expected:
    """A page of no object: for those who may do it somewhere, else refused."""
    return closed({role: status if role in may else 403 for role in SIGNED_IN})


@dataclass(frozen=True)
class Line:
    """One address: what is asked for, and the answers to GET and POST (None: not asked)."""

    args: tuple[Any, ...] = ()
    get: Expected | None = None
    post: Expected | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    path: str = ""  # where the address has no name
    public: bool = False


def page(*args: Any, **more: Any) -> Line:
    """A page to read, for who may see the unit's document."""
    return Line(args, of_unit(SEE, 200), **more)


def act(
    *args: Any, may: frozenset[str] = EDIT, done: int = 302, get: int | None = None, **more: Any
) -> Line:
    """A deed: POST does it; GET asks first (its status), or is refused to everyone."""
    asked = all_in(405) if get is None else of_unit(may, get)
    return Line(args, asked, of_unit(may, done), **more)


def public(*args: Any, status: int = 200) -> Line:
    return Line(args, everyone(status), public=True)


def model(
    name: str,
    key: str,
    *,
    see: frozenset[str],
    add: frozenset[str],
    change: frozenset[str],
    delete: frozenset[str],
    fields: Mapping[str, Any],
    new: Mapping[str, Any],
    deleted: int = 302,
) -> dict[str, Line]:
    """The addresses of a model in the admin. `see`: who sees the object; lists are for everyone."""
    own = f"admin:budgets_{name}_"
    return {
        f"{own}changelist": Line((), all_in(200)),
        f"{own}add": Line((), anywhere(add, 200), anywhere(add, 302), data=new),
        f"{own}change": Line(
            (key,),
            of_unit(see, 200, see=see),
            of_unit(change, 302, see=see),
            data=fields,
        ),
        f"{own}delete": Line(
            (key,),
            of_unit(delete, 200, see=see),
            of_unit(delete, deleted, see=see),
            data={"post": "yes"},
        ),
        f"{own}history": Line((key,), of_unit(see, 200, see=see)),
        f"admin/budgets/{name}/<path:object_id>/": Line(
            (key,), all_in(302), path=f"/admin/budgets/{name}/{{}}/"
        ),
    }
